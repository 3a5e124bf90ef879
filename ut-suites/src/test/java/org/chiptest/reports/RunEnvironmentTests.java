package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunEnvironmentTests {

    private static final String COMMIT = "8fb77630a1b2c3d4e5f60718293a4b5c6d7e8f90";

    @TempDir
    Path folder;

    @Test
    void whatARunDependsOnIsTold() {
        RunEnvironment environment = RunEnvironment.of(HostEnvironment.current(), folder, Optional.of("42"));

        assertThat(environment.values()).containsEntry("Seed", "42").doesNotContainKey("Commit")
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

    @Test
    void theCommitIsThatOfTheRepositoryAround() throws IOException {
        Path git = Files.createDirectories(folder.resolve(".git"));
        Path inside = Files.createDirectories(folder.resolve("a/b"));

        Files.writeString(git.resolve("HEAD"), COMMIT + "\n");
        assertThat(SourceCommit.of(inside)).hasValue(COMMIT);

        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + COMMIT + " refs/heads/main\n");
        assertThat(SourceCommit.of(inside)).hasValue(COMMIT);

        Path branch = Files.createDirectories(git.resolve("refs/heads")).resolve("main");
        Files.writeString(branch, COMMIT.replace('8', '9') + "\n");
        assertThat(SourceCommit.of(inside)).hasValue(COMMIT.replace('8', '9'));
    }

    @Test
    void aWorktreeFindsItsCommitInTheRepositoryItBelongsTo() throws IOException {
        Path own = Files.createDirectories(folder.resolve("main/.git/worktrees/other"));
        Files.writeString(own.resolve("HEAD"), "ref: refs/heads/topic\n");
        Files.writeString(own.resolve("commondir"), "../..\n");
        Path heads = Files.createDirectories(folder.resolve("main/.git/refs/heads"));
        Files.writeString(heads.resolve("topic"), COMMIT);
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve(".git"), "gitdir: " + own + "\n");

        assertThat(SourceCommit.of(other)).hasValue(COMMIT);
    }

    @Test
    void whatIsNoRepositoryHasNoCommit() throws IOException {
        Files.writeString(folder.resolve(".git"), "?");
        assertThat(SourceCommit.of(folder)).isEmpty();
    }
}
