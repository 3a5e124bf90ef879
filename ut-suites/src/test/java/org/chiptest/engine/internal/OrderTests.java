package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.Tier;
import org.chiptest.diagnostics.internal.page.RunRecord;
import org.chiptest.diagnostics.internal.page.RunRecord.Tone;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.Events;

/** Which tests start first, and which not at all. */
class OrderTests {

    /** The scenario that fails. */
    private static volatile String failing = "";

    private final FakeEnvironment environment = new FakeEnvironment();

    @TempDir
    Path folder;

    @BeforeEach
    void remember() {
        failing = "";
        environment.history = Optional.of(new HistoryFile(folder.resolve("history.jsonl")));
    }

    @Test
    void testsStartAsTheyAreDeclared() {
        assertThat(started(run())).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatFailedLastStartsFirst() {
        failing = "c";
        run();
        failing = "";

        assertThat(started(run("order", "failed-first"))).containsExactly("c", "a", "b", "d");
        assertThat(started(run("order", "failed-first"))).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatTakesLongestStartsFirstAndWhatNobodyHasTimedBeforeThat() throws IOException {
        run();
        Path file = folder.resolve("history.jsonl");
        Files.write(file, Files.readAllLines(file).stream().filter(line -> !line.contains(".b "))
                .map(line -> line.replaceFirst("\"millis\": \\d+", "\"millis\": " + (line.contains(".d ") ? 900 : 7)))
                .toList());

        assertThat(started(run("order", "slow-first"))).containsExactly("b", "d", "a", "c");
    }

    @Test
    void aRandomOrderFollowsFromTheSeed() {
        List<String> order = started(run("order", "random", "seed", "3"));

        assertThat(order).containsExactlyInAnyOrder("a", "b", "c", "d").isNotEqualTo(List.of("a", "b", "c", "d"));
        assertThat(started(run("order", "random", "seed", "3"))).isEqualTo(order);
    }

    @Test
    void thePageOfARunKnowsWhatBecameOfItsTestsBefore() {
        failing = "b";
        run();
        failing = "";
        run();

        assertThat(environment.records.getLast().tests()).extracting(RunRecord.TestLine::past)
                .extracting(past -> past.runs().stream().map(RunRecord.Earlier::tone).toList())
                .containsExactly(List.of(Tone.GOOD), List.of(Tone.BAD), List.of(Tone.GOOD), List.of(Tone.GOOD));
    }

    @Test
    void anOrderByAHistoryThatIsNotKeptIsAnError() {
        assertThat(environment.running(TestCase.class).configurationParameter("order", "slow-first")
                .configurationParameter("chiptest.history", "none").discover().getDiscoveryIssues()).singleElement()
                .satisfies(
                        issue -> assertThat(issue.message()).contains("order=failed-first and order=slow-first go by "
                                + "the history, and there is none by chiptest.history=none; keep a history, or choose another order"));
    }

    @Test
    void aHistoryThatCannotBeUsedIsAWarning() throws IOException {
        Files.createDirectories(folder.resolve("history.jsonl/sub"));

        run().assertStatistics(stats -> stats.succeeded(4));

        assertThat(environment.reports.getLast()).contains("warning: the history cannot be read")
                .contains(
                        "warning: this run cannot be added to the history; name another file by -Dchiptest.history, or "
                                + "none, instead of " + folder.resolve("history.jsonl"));
    }

    @Test
    void aFailureMayEndAll() {
        failing = "a";

        Events events = run("failFast", "all");

        events.assertStatistics(stats -> stats.failed(1).skipped(3));
        assertThat(events.skipped().list().getFirst().getRequiredPayload(String.class))
                .isEqualTo("not started, as TestCase.a default [a2a3sim hbg] has failed (-DfailFast)");
    }

    @Test
    void theRestOfAClassIsSkippedAfterASmokeTestOfIt() {
        failing = "b";
        run("failFast", "smoke").assertStatistics(stats -> stats.failed(1).skipped(0));

        failing = "a";
        run("failFast", "smoke").assertStatistics(stats -> stats.failed(1).skipped(3));
    }

    private Events run(String... settings) {
        var builder = environment.running(TestCase.class);
        builder.configurationParameter("device", "0");
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        return builder.execute().testEvents();
    }

    private static List<String> started(Events events) {
        return events.started().stream()
                .map(event -> event.getTestDescriptor().getLegacyReportingName().substring(0, 1)).toList();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TestCase {

        @Scenario(tier = Tier.SMOKE)
        void a() {
            failIf("a");
        }

        @Scenario
        void b() {
            failIf("b");
        }

        @Scenario
        void c() {
            failIf("c");
        }

        @Scenario
        void d() {
            failIf("d");
        }

        private static void failIf(String name) {
            if (failing.equals(name)) {
                throw new IllegalStateException("broken");
            }
        }
    }
}
