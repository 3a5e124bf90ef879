package org.chiptest.runtime.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Counts;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;

/** What is in a trace for Perfetto. */
@SuppressWarnings("NullAway") // a field that is missing fails the test
class TraceFileTests {

    private static final long ORIGIN = 5_000_000_000L;

    @Test
    void namesOfUsersAreEscaped() {
        assertThat(events(List.of(run(0, ORIGIN, "a\"b\\c\n\u0001", 100)), RecordedHost.NONE))
                .anyMatch(event -> event.get("name").equals("a\"b\\c\n\u0001(t0)"));
    }

    @Test
    void aConsumerThatBeganTooEarlyIsMarked() {
        assertThat(flows(run(0, ORIGIN, "k", 250))).contains("dependency").doesNotContain("hb_violation");
        assertThat(flows(run(0, ORIGIN, "k", 100))).contains("hb_violation").doesNotContain("dependency");
    }

    @Test
    void aKernelWithoutAnEndGoesOnToTheEndOfTheRun() {
        RecordedRun run = run(0, ORIGIN, "k", 250);
        List<Execution> executions = List.of(run.executions().getFirst(),
                new Execution(1, 0, 0, 2, 0, 240, 250, RecordedRun.NOT_STAMPED, RecordedRun.NOT_STAMPED));
        RecordedRun lost = new RecordedRun("", "", run.runtime(), 0, State.LOST, ORIGIN, 900, run.functions(),
                run.cores(), run.tasks(), run.edges(), executions, List.of(), List.of(), run.counts());

        assertThat(events(List.of(lost), RecordedHost.NONE))
                .filteredOn(event -> event.get("name").equals("k(t1) still running"))
                .first().satisfies(event -> assertThat(event).containsEntry("ts", 0.25).containsEntry("dur", 0.65));
    }

    @Test
    void ranksLieOnOneAxisBelowTheHostsTasks() {
        List<Map<String, Object>> events = events(
                List.of(run(0, ORIGIN, "k", 250), run(1, ORIGIN + 40_000, "k", 250)),
                new RecordedHost(List.of(new RecordedHost.Task("task 0", "chip 1 (a2a3sim, device 1)", ORIGIN - 20_000,
                        ORIGIN - 15_000, ORIGIN - 10_000, ORIGIN + 90_000, ORIGIN + 95_000, false, List.of())),
                        List.of()));

        assertThat(events).filteredOn(event -> event.get("name").equals("task 0")).singleElement()
                .satisfies(event -> assertThat(event).containsEntry("ts", 10.0).containsEntry("dur", 100.0));
        assertThat(events).filteredOn(event -> event.get("name").equals("k(t0)") && event.get("pid").equals(1L))
                .singleElement().satisfies(event -> assertThat(event).containsEntry("ts", 20.1));
        assertThat(events).filteredOn(event -> event.get("name").equals("k(t0)") && event.get("pid").equals(11L))
                .singleElement().satisfies(event -> assertThat(event).containsEntry("ts", 60.1));
        assertThat(events).filteredOn(event -> event.get("name").equals("mailbox"))
                .extracting(event -> event.get("ph") + " " + event.get("ts")).containsExactly("s 10.0", "f 60.0");
    }

    @Test
    void theHostsTasksLeadToThoseThatUseThemAndItsWaitsHaveALane() {
        RecordedHost.Task earlier = new RecordedHost.Task("task 0", "sub 0", 0, 0, 1_000, 2_000, 9_000, false,
                List.of());
        RecordedHost.Task producer = new RecordedHost.Task("task 0", "sub 1", 10_000, 10_000, 11_000, 20_000, 40_000,
                false, List.of());
        RecordedHost.Task consumer = new RecordedHost.Task("task 1", "sub 0", 12_000, 20_000, 21_000, 30_000, 40_000,
                false, List.of("task 0"));

        List<Map<String, Object>> events = events(List.of(), new RecordedHost(List.of(earlier, producer, consumer),
                List.of(new RecordedHost.Wait("end of the tasks", 13_000, 41_000))));

        assertThat(events).filteredOn(event -> event.get("name").equals("dependency"))
                .extracting(event -> event.get("ph") + " " + event.get("tid") + " " + event.get("ts"))
                .containsExactly("s 3 19.99", "f 2 21.0");
        assertThat(events).filteredOn(event -> event.get("name").equals("wait for end of the tasks")).singleElement()
                .satisfies(event -> assertThat(event).containsEntry("ts", 13.0).containsEntry("dur", 28.0)
                        .containsEntry("tid", 1L));
    }

    private static List<String> flows(RecordedRun run) {
        return events(List.of(run), RecordedHost.NONE).stream().filter(event -> event.get("ph").equals("s"))
                .map(event -> String.valueOf(event.get("name"))).toList();
    }

    private static List<Map<String, Object>> events(List<RecordedRun> ranks, RecordedHost host) {
        StringBuilder text = new StringBuilder();
        TraceFile.write(ranks, host, text);
        return ParsedJson.objects(ParsedJson.object(text.toString()), "traceEvents");
    }

    /** Two tasks on two cores, of which the second waits for the first, which runs from 100 to 200. */
    private static RecordedRun run(int rank, long origin, String kernel, long secondStarts) {
        return new RecordedRun("", "a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, rank, State.COMPLETED, origin, 400,
                List.of(new Function(0, kernel)),
                List.of(new Core(0, CoreKind.AIC, -1), new Core(1, CoreKind.AIV, 0), new Core(2, CoreKind.AIV, 0)),
                List.of(task(0), task(1)), List.of(new RecordedEdge(0, 1, Reason.EXPLICIT, -1, Overlap.NONE, -1)),
                List.of(new Execution(0, 0, 0, 1, 0, 90, 100, 200, 210),
                        new Execution(1, 0, 0, 2, 0, secondStarts - 5, secondStarts, 300, 310)),
                List.of(), List.of(), new Counts(2, 1, 2));
    }

    private static RecordedTask task(long id) {
        return new RecordedTask(id, List.of(-1, 0, -1), 1, true, 0, 0, 50, 350, List.of());
    }
}
