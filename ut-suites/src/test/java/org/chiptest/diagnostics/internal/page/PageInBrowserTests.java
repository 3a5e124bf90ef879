package org.chiptest.diagnostics.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.chiptest.diagnostics.RunBuilder;
import org.chiptest.diagnostics.SyntheticRun;
import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open pages in a real browser: what their script makes of the record. */
class PageInBrowserTests {

    @TempDir
    Path folder;

    private RecordedHost host = RecordedHost.NONE;
    private String failure = "";

    private String opened(String query, Map<Integer, Path> dumps, RecordedRun... ranks)
            throws IOException, InterruptedException {
        Chromium chromium = Chromium.in(folder);
        AttemptReport.write(folder, List.of(ranks), host, 80, dumps, failure);
        return chromium.open(folder.resolve(AttemptReport.PAGE), query);
    }

    @Test
    void aSearchFindsAsManyTasksAsThereAreAndThePageMeasuresItself() throws Exception {
        RecordedRun run = SyntheticRun.of(5, 2_000);
        long expected = IntStream.range(0, 2_000)
                .filter(task -> RunAnalysis.of(run).name(task).contains("softmax")).count();

        assertThat(opened("?search=softmax&measure", Map.of(), run))
                .contains(expected + " found", "<b class=\"\">2000</b>",
                        "<b class=\"good\">passed</b>")
                .containsPattern("\\{\"tasks\":2000,\"openMillis\":\\d");
    }

    @Test
    void aTaskShowsWhatItWaitedForAndItsNeighbours() throws Exception {
        RecordedRun run = RunBuilder.on(1).task(0, 0, 1, 0, 10_000).task(50_000, 50_000, 1, 60_000, 70_000).edge(0, 1)
                .until(70_000);

        assertThat(opened("?task=1&path", Map.of(), run)).contains("<h2>vector(t1)</h2>",
                "Waited before it started: 50.0 µs",
                "Waits for 1 task", "<title>explicit</title>", "aria-label=\"vector(t0)\"");
    }

    @Test
    void namesOfUserCodeStayText() throws Exception {
        String attack = "</script><img src=x onerror=\"document.title='owned'\"><b>${x}";
        RecordedRun run = RunBuilder.on(1).label("label" + attack).function(1, "kernel" + attack).task(0, 0, 1, 0, 10)
                .until(20);

        assertThat(opened("?task=0", Map.of(), run)).doesNotContain("<img", "<title>owned")
                .contains("<h2>kernel&lt;/script&gt;&lt;img src=x", "</b>");
    }

    @Test
    void dumpedTensorsAreCountedAndDrawn() throws Exception {
        ByteBuffer values = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putFloat(0).putFloat(-1.5f)
                .putFloat(Float.NaN).putFloat(4).putFloat(0).putFloat(1);
        Files.write(folder.resolve("tensor_dump.bin"), values.array());
        Files.writeString(folder.resolve("tensor_dump.json"), """
                {"tensors": [{"task_id": "0x0000000000000000", "subtask_id": 0, "func_id": 1, "role": "output", "stage": "after_completion",
                "arg_index": 0, "dtype": "FLOAT32", "shape": [2, 3], "numel": 6, "bin_offset": 0, "bin_size": 24, "truncated": false,
                "overwritten": false, "note": "</script>"}]}""");

        assertThat(opened("?tab=tensors", Map.of(0, folder), RunBuilder.on(1).task(0, 0, 1, 0, 10).until(20)))
                .contains("vector(t0) · argument 0 · output · after completion · FLOAT32 [2,3]", ">2 (33 %)<",
                        "<span class=\"bad\">1</span>", "<td class=\"n\">-1.5</td>", "class=\"tensor\"",
                        "aria-label=\"histogram\"");
    }

    @Test
    void aSearchFindsWhoUsesAnElement() throws Exception {
        RunBuilder run = RunBuilder.on(1).task(0, 0, 1, 0, 10).arguments(rows(Role.INPUT, 3), rows(Role.OUTPUT, 4))
                .task(0, 0, 1, 10, 20).arguments(rows(Role.INPUT, 5), rows(Role.OUTPUT, 6));

        assertThat(opened("?search=vec%20[5,%200]", Map.of(), run.until(20))).contains("1 found",
                "<th class=\"\">uses [5, 0] as</th>",
                ">vector(t1)</button></td><td class=\"\">input 0, FLOAT32 [8, 2]</td>");
    }

    private static RecordedArgument rows(Role role, long row) {
        return new RecordedArgument(role == Role.INPUT ? 0 : 1, role, 1, 4096, 0, "FLOAT32", List.of(1L, 2L),
                List.of(8L, 2L), List.of(row, 0L));
    }

    @Test
    void aTaskLeadsToWhatWasDumpedOfItsArguments() throws Exception {
        Files.write(folder.resolve("tensor_dump.bin"), new byte[8]);
        Files.writeString(folder.resolve("tensor_dump.json"),
                """
                {"tensors": [{"task_id": "0x0000000000000000", "subtask_id": 0, "func_id": 1, "role": "output", "stage": "after_completion",
                "arg_index": 0, "dtype": "FLOAT32", "shape": [2], "numel": 2, "bin_offset": 0, "bin_size": 8, "truncated": false, "overwritten": false}]}""");
        RecordedArgument output = new RecordedArgument(0, Role.OUTPUT, 1, 4096, 0, "FLOAT32", List.of(2L), List.of(2L),
                List.of(0L));

        assertThat(opened("?task=0", Map.of(0, folder),
                RunBuilder.on(1).task(0, 0, 1, 0, 10).arguments(output).until(20)))
                .contains("<th class=\"\">dumped</th>",
                        "<button class=\"link\">after</button>");
    }

    @Test
    void ofARunThatDidNotCompleteWhatWasRunningComesFirst() throws Exception {
        RecordedRun lost = RunBuilder.on(1).task(0, 0, 1, 5, RecordedRun.NOT_STAMPED).state(RecordedRun.State.LOST)
                .until(300_000_005);

        String page = opened("?tab=answers", Map.of(), lost);

        assertThat(page).containsSubsequence("<h2>Running when recording stopped</h2>", ">vector(t0)</button>",
                ">300.0 ms</td>", "<h2>Why it took");
    }

    @Test
    void theFailureIsSeenAboveTheTimeline() throws Exception {
        failure = "2 of 9 elements differ:\n  f[3] is 1.0, not 2.0";

        assertThat(opened("", Map.of(), RunBuilder.on(1).task(0, 0, 1, 5, 10).until(20))).containsSubsequence(
                "</header>", "role=\"alert\">2 of 9 elements differ:\n  f[3] is 1.0, not 2.0</p>", "<canvas");
    }

    @Test
    void allRanksAreOnOnePage() throws Exception {
        assertThat(opened("?tab=answers&measure", Map.of(), SyntheticRun.of(1, 60, 2, 0), SyntheticRun.of(1, 60, 2, 1)))
                .contains("Ranks, the last one first", "<h2>Rank 1</h2>", "clocks of ranks agree within",
                        "{\"tasks\":120,");
    }

    @Test
    void theHostsOwnTasksAreAboveItsChips() throws Exception {
        host = new RecordedHost(List.of(
                new RecordedHost.Task("task 0", "chip 0 (a2a3sim, device 0)", 1_000, 2_000, 4_000, 9_000, 9_500, false,
                        List.of()),
                new RecordedHost.Task("task 1", "chip 1", 1_500, 1_500, 1_600, 8_000, -1, true, List.of())),
                List.of(new RecordedHost.Wait("room in ring 0", 2_000, 5_000)));

        assertThat(opened("?tab=host", Map.of(), SyntheticRun.of(1, 60, 2, 0), SyntheticRun.of(1, 60, 2, 1)))
                .contains("<h2>Tasks of the host</h2>",
                        "<span title=\"chip 0 (a2a3sim, device 0)\" style=\"white-space: nowrap;\">chip 0</span></td>"
                                + "<td class=\"n\">1.00 µs</td><td class=\"n\">2.00 µs</td><td class=\"n\">5.00 µs</td>"
                                + "<td class=\"n\">8.50 µs</td>",
                        "class=\"bad\">task 1, failed</span>",
                        "<td class=\"\">room in ring 0</td><td class=\"n\">1.000 µs</td><td class=\"n\">3.00 µs</td>");
    }
}
