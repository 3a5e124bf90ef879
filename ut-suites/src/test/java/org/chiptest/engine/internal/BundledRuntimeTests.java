package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.platform.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

class BundledRuntimeTests {

    @TempDir
    Path folder;

    @Test
    void knowsThePlatformsOnTheClassPath() {
        ConfigurationParameters none = LauncherDiscoveryRequestBuilder.request()
                .enableImplicitConfigurationParameters(false).build().getConfigurationParameters();

        assertThat(new BundledRuntime(System.out).platforms(none).all()).extracting(Platform::name).containsExactly(
                "a2a3",
                "a2a3sim", "a5", "a5sim");
    }

    @Test
    void aModuleOfItsOwnIsTestedWhereItIs() throws IOException {
        Files.createFile(folder.resolve("pom.xml"));

        assertThat(BundledRuntime.testCommand(folder)).isEqualTo("mvn test");
    }

    @Test
    void aModuleOfALargerBuildIsTestedFromTheFolderOfTheBuild() throws IOException {
        Path module = Files.createDirectories(folder.resolve("suites/system"));
        Files.createFile(folder.resolve("pom.xml"));
        Files.createFile(folder.resolve("suites/pom.xml"));
        Files.createFile(module.resolve("pom.xml"));

        assertThat(BundledRuntime.testCommand(module))
                .isEqualTo("mvn test -pl suites/system -am -Dsurefire.failIfNoSpecifiedTests=false");
    }
}
