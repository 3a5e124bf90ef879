package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEnvironmentTests {

    @TempDir
    Path folder;

    @Test
    void whatARunDependsOnIsTold() {
        RunEnvironment environment = RunEnvironment.of(HostEnvironment.current(), folder, Optional.of("42"));

        assertThat(environment.values()).containsEntry("Seed", "42")
                .containsKeys("Machine", "OS", "CPU", "JDK", "chiptest", "Command");
        assertThat(environment.values().get("g++")).contains("g++");
        assertThat(environment.toText()).contains("Seed = 42\n").contains("\nCPU = ");
        assertThat(RunEnvironment.of(HostEnvironment.current(), folder, Optional.empty()).values())
                .doesNotContainKey("Seed");
    }

    @Test
    void linesAndBackslashesDoNotBreakTheFile() {
        assertThat(new RunEnvironment(Map.of("Command", "a\\b\nc")).toText()).isEqualTo("Command = a\\\\b c\n");
    }
}
