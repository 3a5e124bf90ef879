package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.engine.internal.ChipTestEngine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A worker that dies while it is closed, when all its scenarios have ended, fails the run and costs none of them its result. */
class BadEndTests {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            crashes | 2 | crashing | crashed with SIGSEGV \\(exit code 134\\) during finalize
            exits   | 1 | exiting  | exit.* 3.* during finalize
            hangs   | 1 | hanging  | was killed because it gave no answer within \\d+ ms.* during finalize
            """)
    void aWorkerThatDiesWhileItIsClosedFailsTheRunWithItsCallables(String scenario, int tests, String callable,
            String words) throws IOException {
        Leftovers before = Leftovers.now();
        Path summary = folder.resolve("summary.json");

        ByteArrayOutputStream console = new ByteArrayOutputStream();
        EngineExecutionResults run = EngineTestKit
                .engine(new ChipTestEngine(new PrintStream(console, true, StandardCharsets.UTF_8)))
                .selectors(selectMethod(DestructorScenarios.class.getName() + "#" + scenario))
                .configurationParameter("chiptest.summary", summary.toString()).execute();

        run.testEvents().assertStatistics(stats -> stats.succeeded(tests).failed(0));
        Event end = run.containerEvents().failed().list().getFirst();
        assertThat(end.getTestDescriptor().isRoot()).isTrue();
        assertThat(end.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow()).message()
                .startsWith("the run itself failed; what its tests say stands all the same:\n"
                        + "device 0 of a2a3sim.host_build_graph did not close in order: ")
                .containsPattern(words)
                .contains("\n  it had loaded the callables:\n    DestructorScenarios." + callable)
                .contains("\n  it had run:\n    DestructorScenarios." + scenario);
        assertThat(Files.readString(summary)).contains("\"passed\": " + tests)
                .contains("\"runFailures\": [\"device 0 of a2a3sim.host_build_graph did not close in order: ");
        assertThat(console.toString(StandardCharsets.UTF_8)).containsOnlyOnce(
                "failed: the run itself: device 0 of a2a3sim.host_build_graph did not close in order: ");
        Leftovers.awaitNoneSince(before);
    }
}
