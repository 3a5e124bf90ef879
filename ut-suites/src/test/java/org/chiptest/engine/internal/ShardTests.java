package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs that share the tests. */
class ShardTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 20})
    void partsTakeEachTestOnce(int total) {
        List<List<String>> parts = IntStream.rangeClosed(1, total).mapToObj(index -> ran(index + "/" + total)).toList();

        assertThat(parts.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ran("1/1"));
        assertThat(parts).allSatisfy(part -> assertThat(part).hasSizeBetween(16 / total, 16 / total + 1));
    }

    @Test
    void partsThatAreBalancedTakeEachTestOnceAndEquallyLong() throws IOException {
        Path history = history(Map.of("a@a2a3sim.host_build_graph", 1000L, "b@a2a3sim.host_build_graph", 400L,
                "c@a2a3sim.host_build_graph", 300L, "a@a5sim.host_build_graph", 300L));

        List<List<String>> parts = IntStream.rangeClosed(1, 2).mapToObj(index -> names(environment
                .running(TestCase.class).configurationParameter("shard", index + "/2")
                .configurationParameter("chiptest.shard.history", history.toString())
                .configurationParameter("case", "runs").configurationParameter("runtime", "hbg"))).toList();

        assertThat(parts.stream().flatMap(List::stream)).hasSize(6).doesNotHaveDuplicates();
        assertThat(parts).anySatisfy(part -> assertThat(part).hasSize(2).anyMatch(id -> id.contains("a@a2a3sim")))
                .anySatisfy(part -> assertThat(part).hasSize(4).anyMatch(id -> id.contains("b@a2a3sim")));
    }

    @Test
    void aBalancedPartIsAlwaysTheSame() throws IOException {
        Path history = history(Map.of("a@a2a3sim.host_build_graph", 1000L));

        assertThat(balanced(history)).isEqualTo(balanced(history));
    }

    @Test
    void partsThatAreBalancedByAFileThatIsNotThereDoNotRun() {
        var issues = environment.running(TestCase.class).configurationParameter("shard", "1/2")
                .configurationParameter("chiptest.shard.history", folder.resolve("none").toString()).discover()
                .getDiscoveryIssues();

        assertThat(issues).singleElement().satisfies(issue -> assertThat(issue.message()).startsWith("the history "
                + folder.resolve("none")
                + ", by which parts are balanced, cannot be read; give all parts the same file, or "
                + "leave -Dchiptest.shard.history out"));
    }

    @Test
    void aPartIsAlwaysTheSame() {
        assertThat(ran("2/3")).isEqualTo(ran("2/3"));
    }

    @Test
    void aPartSaysWhichItIs() {
        ran("2/3");

        assertThat(environment.reports.getLast()).startsWith("chiptest: 5 tests, 5 passed")
                .contains("\n  shard 2/3 with 5 of 16 tests");
    }

    @Test
    void aPartWithoutTestsSaysSoToo() {
        assertThat(IntStream.rangeClosed(1, 20).mapToObj(index -> ran(index + "/20")).filter(List::isEmpty)).hasSize(4);
        assertThat(environment.reports).anyMatch(text -> text.contains("with 0 of 16 tests"));
    }

    @Test
    void bazelSaysItInTheEnvironmentAndWantsToKnow() {
        environment.variables = Map.of("TEST_TOTAL_SHARDS", "3", "TEST_SHARD_INDEX", "1", "TEST_SHARD_STATUS_FILE",
                folder.resolve("status").toString());

        assertThat(names(environment.running(TestCase.class))).isEqualTo(ran("2/3"));
        assertThat(folder.resolve("status")).exists();
    }

    @Test
    void anIndexedJobOfKubernetesIsAPartWhenItIsToldOfHowMany() {
        environment.variables = Map.of("JOB_COMPLETION_INDEX", "1");

        assertThat(ran("kubernetes/3")).isEqualTo(ran("2/3"));
    }

    @Test
    void anArrayOfSlurmMayBeginAnywhere() {
        environment.variables = Map.of("SLURM_ARRAY_TASK_ID", "14", "SLURM_ARRAY_TASK_MIN", "10",
                "SLURM_ARRAY_TASK_STEP",
                "4", "SLURM_ARRAY_TASK_COUNT", "3");

        assertThat(ran("slurm")).isEqualTo(ran("2/3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/3:there is no part 0 of 3; parts count from 1", "4/3:there is no part 4 of 3",
        "1/0:there can be 1 to 10000 parts, not 0", "half:'half' is no part of a whole; write 2/5",
        "slurm:the environment has no SLURM_ARRAY_TASK_MIN",
        "kubernetes/3:the environment has no JOB_COMPLETION_INDEX"})
    void whatIsNoPartIsAnError(String pair) {
        String[] parts = pair.split(":", 2);
        var issues = environment.running(TestCase.class).configurationParameter("shard", parts[0]).discover()
                .getDiscoveryIssues();

        assertThat(issues).singleElement()
                .satisfies(issue -> assertThat(issue.message()).contains("shard=" + parts[0]).contains(parts[1]));
    }

    private List<String> balanced(Path history) {
        return names(environment.running(TestCase.class).configurationParameter("shard", "1/3")
                .configurationParameter("chiptest.shard.history", history.toString()));
    }

    /** Write what tests have taken, by the ends of their unique ids. */
    private Path history(Map<String, Long> millis) throws IOException {
        Path file = folder.resolve("durations.jsonl");
        List<String> lines = new ArrayList<>();
        millis.forEach((name, time) -> lines.add("{\"time\": \"2030-06-15T10:00:00Z\", \"run\": \"r\", \"id\": "
                + "\"[engine:chiptest]/[class:" + TestCase.class.getName()
                + "]/[scenario:runs]/[test-template-invocation:" + name + "]\", \"name\": \"n\", \"attempt\": 1, "
                + "\"verdict\": \"passed\", \"millis\": " + time
                + ", \"devices\": [0], \"fingerprint\": \"\", \"commit\": \"c\"}"));
        return Files.write(file, lines);
    }

    private List<String> ran(String shard) {
        return names(environment.running(TestCase.class).configurationParameter("shard", shard));
    }

    private static List<String> names(EngineTestKit.Builder builder) {
        List<String> names = new ArrayList<>();
        builder.execute().testEvents().started().stream()
                .forEach(event -> names.add(event.getTestDescriptor().getUniqueId().toString()));
        return names;
    }

    @ChipTest(platforms = {"a2a3sim", "a5sim"})
    static class TestCase {

        @Scenario
        @Case(name = "a")
        @Case(name = "b")
        @Case(name = "c")
        void runs() {}

        @Scenario
        void alone() {}
    }
}
