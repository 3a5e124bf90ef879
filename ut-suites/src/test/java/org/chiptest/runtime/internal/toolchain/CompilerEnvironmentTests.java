package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.chiptest.runtime.toolchain.ToolchainSettings;
import org.junit.jupiter.api.Test;

class CompilerEnvironmentTests {

    private static final ToolchainSettings SETTINGS = new Workbench(Path.of("/nowhere")).settings()
            .withEnvironment(Map.of("PATH", "/bin", "LANG", "de_DE.UTF-8", "DEPENDENCIES_OUTPUT", "/tmp/d", "CPATH",
                    "/opt/include",
                    "NIX_CFLAGS_COMPILE", "-I/nix", "HOME", "/home/me"))
            .withExtraEnvironment(Map.of("LICENSE", "7", "PATH", "/opt/bin"));

    @Test
    void compilersSpeakEnglishAndWriteNothingElsewhere() {
        assertThat(CompilerEnvironment.of(SETTINGS)).containsEntry("LC_ALL", "C").containsEntry("HOME", "/home/me")
                .containsEntry("SOURCE_DATE_EPOCH", "0").doesNotContainKeys("LANG", "DEPENDENCIES_OUTPUT");
    }

    @Test
    void extraVariablesWin() {
        assertThat(CompilerEnvironment.of(SETTINGS)).containsEntry("PATH", "/opt/bin").containsEntry("LICENSE", "7");
    }

    @Test
    void variablesThatGuideTheCompilerArePartOfTheKey() {
        assertThat(CompilerEnvironment.significant(SETTINGS)).containsExactly("CPATH=/opt/include", "LICENSE=7",
                "NIX_CFLAGS_COMPILE=-I/nix", "PATH=/opt/bin");
    }
}
