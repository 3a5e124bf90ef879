package org.chiptest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell parts of the example jobs, with the variables of the engines that start them, and a Maven that only notes how it was called. */
class ShardJobTests {

    private static final Path JOBS = Path.of("..", "docs", "jobs");
    private static final Pattern COMMAND = Pattern.compile("command: \\[(.*)]");

    @TempDir
    Path folder;

    private Path project;

    @BeforeEach
    void makeAProject() throws IOException {
        project = Files.createDirectories(folder.resolve("project"));
        Files.createDirectories(project.resolve("docs"));
        Path jobs = Files.createDirectories(project.resolve("docs/jobs"));
        try (Stream<Path> files = Files.list(JOBS)) {
            for (Path file : files.toList()) {
                Files.copy(file, jobs.resolve(file.getFileName()));
            }
        }
        executable(folder.resolve("bin/mvn"), """
                #!/usr/bin/env bash
                echo "$@" > "$CALLED"
                mkdir -p target/chiptest target/surefire-reports
                [ "$FAILS" = before ] && exit 1
                echo '  "shard": {"index": 2, "total": 3, "tests": 5},' > target/chiptest/summary.json
                exit "$FAILS"
                """);
    }

    @Test
    void slurmRunsAShardOnACopyOfTheProject() throws Exception {
        assertThat(run(
                Map.of("SLURM_SUBMIT_DIR", project.toString(), "SLURM_ARRAY_JOB_ID", "77", "SLURM_ARRAY_TASK_ID", "2",
                        "SLURM_ARRAY_TASK_MIN", "1", "SLURM_ARRAY_TASK_COUNT", "3"),
                "0", "bash", "docs/jobs/slurm.sbatch",
                "-Dplatform=a2a3sim")).isZero();

        assertThat(called()).isEqualTo(
                "-B test -Dshard=slurm -Dchiptest.history=target/chiptest/history.jsonl -Dplatform=a2a3sim");
        assertThat(project.resolve("chiptest-77/shard-2/chiptest/summary.json")).exists();
        assertThat(project.resolve("target")).doesNotExist();
    }

    @Test
    void kubernetesRunsWhatTheJobSays() throws Exception {
        Matcher command = COMMAND.matcher(Files.readString(JOBS.resolve("kubernetes.yaml")));
        assertThat(command.find()).isTrue();
        List<String> words = Stream.of(command.group(1).split(", ")).map(word -> word.replace("\"", ""))
                .map(word -> word.equals("/results") ? folder.resolve("results").toString() : word).toList();

        assertThat(run(Map.of("JOB_COMPLETION_INDEX", "1"), "0", words.toArray(String[]::new))).isZero();

        assertThat(called()).startsWith("-B test -Dshard=kubernetes/8 ");
        assertThat(folder.resolve("results/shard-2/surefire-reports")).isDirectory();
    }

    @Test
    void bazelSaysTheShardItself() throws Exception {
        assertThat(run(Map.of("TEST_TOTAL_SHARDS", "3", "TEST_SHARD_INDEX", "1", "TEST_UNDECLARED_OUTPUTS_DIR",
                folder.resolve("outputs").toString()), "0", "docs/jobs/bazel-shard")).isZero();

        assertThat(called()).isEqualTo("-B test -Dchiptest.history=target/chiptest/history.jsonl");
        assertThat(folder.resolve("outputs/shard-2/chiptest/summary.json")).exists();
    }

    @Test
    void aFailureLeavesResultsToo() throws Exception {
        assertThat(run(Map.of(), "1", "bash", "docs/jobs/run-shard", "2/3", folder.resolve("results").toString()))
                .isEqualTo(1);

        assertThat(folder.resolve("results/shard-2/chiptest/summary.json")).exists();
    }

    @Test
    void aBuildThatEndsBeforeItsTestsIsSaid() throws Exception {
        assertThat(run(Map.of(), "before", "bash", "docs/jobs/run-shard", "2/3",
                folder.resolve("results").toString())).isEqualTo(1);

        assertThat(Files.readString(folder.resolve("errors")))
                .contains("target/chiptest/summary.json does not say which shard "
                        + "it is of; the build has ended before its tests, see above");
        assertThat(folder.resolve("results")).doesNotExist();
    }

    private int run(Map<String, String> variables, String fails, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile())
                .redirectError(folder.resolve("errors").toFile()).redirectOutput(folder.resolve("output").toFile());
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("PATH", folder.resolve("bin") + ":" + builder.environment().get("PATH"));
        environment.put("CALLED", folder.resolve("called").toString());
        environment.put("FAILS", fails);
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private String called() throws IOException {
        return Files.readString(folder.resolve("called"), StandardCharsets.UTF_8).strip();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
