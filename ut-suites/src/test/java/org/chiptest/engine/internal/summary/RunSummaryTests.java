package org.chiptest.engine.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.chiptest.diagnostics.internal.page.RunRecord;
import org.chiptest.diagnostics.internal.page.RunRecord.Job;
import org.chiptest.diagnostics.internal.page.RunRecord.Tone;
import org.chiptest.engine.internal.journal.JobJournal;
import org.junit.jupiter.api.Test;

class RunSummaryTests {

    private final RunSummary summary = new RunSummary();

    @Test
    void aTestWithoutAnOutcomeIsUnaccountedFor() {
        discovered("a", "b");
        summary.ended("a", passed(0));

        assertThat(summary.unaccounted()).containsExactly("test b");
        assertThat(summary.toText()).isEqualTo("chiptest: 2 tests, 1 passed, 1 unaccounted for; device 0: 1");
    }

    @Test
    void eachOutcomeIsCountedByItself() {
        discovered("a", "b", "c", "d", "e", "f");
        summary.ended("a", passed(0));
        summary.ended("b", passed(3));
        summary.ended("c", failed("expected 1"));
        summary.ended("d", TestOutcome.notRun(Status.SKIPPED, "because"));
        summary.ended("e", TestOutcome.notRun(Status.NOT_APPLICABLE, "no card"));
        summary.ended("f", TestOutcome.notRun(Status.NOT_APPLICABLE, "no card"));

        assertThat(summary.total()).isEqualTo(6);
        assertThat(summary.count(Status.PASSED)).isEqualTo(2);
        assertThat(summary.toText()).isEqualTo("""
                chiptest: 6 tests, 2 passed, 1 failed, 1 skipped, 2 not applicable; device 0: 2, device 3: 1
                  failed: test c on device 0: expected 1
                  skipped: test d: because
                  not applicable: 2 tests, no card""");
    }

    @Test
    void warningsFailNothingAndAreTold() {
        discovered("a");
        summary.ended("a", passed(0));
        summary.warned("look at\nthis");

        assertThat(summary.toText()).isEqualTo("""
                chiptest: 1 test, 1 passed; device 0: 1
                  warning: look at
                  this""");
        assertThat(summary.toJson()).contains("\"warnings\": [\"look at\\nthis\"],");
    }

    @Test
    void theFileHoldsTheCountsAndEveryTest() {
        discovered("a", "b \"c\"\n");
        summary.ended("a", failed("a \\ b"));

        assertThat(summary.toJson()).isEqualTo("""
                {
                  "discovered": 2,
                  "passed": 0,
                  "flaky": 0,
                  "failed": 1,
                  "infra": 0,
                  "unexpectedPass": 0,
                  "expectedFailure": 0,
                  "knownFlake": 0,
                  "aborted": 0,
                  "skipped": 0,
                  "notApplicable": 0,
                  "seed": 42,
                  "threadsLeft": 0,
                  "devices": {"0": 1},
                  "runFailures": [],
                  "notes": [],
                  "warnings": [],
                  "comparisons": [],
                  "tests": [
                    {"id": "a", "name": "test a", "outcome": "failed", "devices": [0], "millis": 7, "reason": "a \\\\ b"},
                    {"id": "b \\"c\\"\\n", "name": "test b \\"c\\"\\n", "outcome": null}
                  ]
                }
                """);
    }

    @Test
    void aPassAfterAFailureIsFlaky() {
        discovered("a");
        summary.ended("a", failed("once"));
        discovered("a");
        summary.ended("a", passed(0));

        assertThat(summary.total()).isEqualTo(1);
        assertThat(summary.toText()).isEqualTo("""
                chiptest: 1 test, 1 flaky; device 0: 1
                  flaky: test a on device 0: once""");
    }

    @Test
    void aFailureAfterAFailureIsAFailure() {
        discovered("a");
        summary.ended("a", failed("first"));
        summary.ended("a", failed("second"));

        assertThat(summary.count(Status.FAILED)).isEqualTo(1);
        assertThat(summary.toText()).endsWith("second");
    }

    private void discovered(String... ids) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String id : ids) {
            names.put(id, "test " + id);
        }
        summary.discovered(names, 42);
    }

    private static TestOutcome passed(int device) {
        return new TestOutcome(Status.PASSED, "", List.of(device), Duration.ZERO);
    }

    private static TestOutcome failed(String reason) {
        return new TestOutcome(Status.FAILED, reason, List.of(0), Duration.ofMillis(7));
    }

    @Test
    void whatFailedOfTheRunItselfIsTold() {
        summary.runFailed("closing \"x\" failed\n  it was broken");

        assertThat(summary.toJson()).contains("\"runFailures\": [\"closing \\\"x\\\" failed\\n  it was broken\"],");
        assertThat(summary.toText()).endsWith(
                "\n  failed: the run itself: closing \"x\" failed\n    it was broken");
    }

    @Test
    void aPageIsToldWhenTestsBeganAndWhatWasDoneForThem() {
        String id = "[engine:chiptest]/[class:org.example.VectorTest]/[scenario:adds]/[test-template-invocation:small@a2a3sim.host_build_graph]";
        String lost = "[engine:chiptest]/[class:lost]";
        JobJournal jobs = new JobJournal();
        discovered(lost, id);
        summary.began(id);
        summary.recorded(id, Path.of("/target/attempts/a/run.html"));
        jobs.timed(Job.Kind.WORKER, "device 0", () -> 1);
        summary.ended(id, passed(3));
        summary.ended(lost, TestOutcome.notRun(Status.SKIPPED, "because"));
        RunRecord.Past past = new RunRecord.Past(List.of(), OptionalLong.of(1), false, "");
        summary.compared(Map.of(id, past));

        RunRecord record = summary.toRecord(jobs, Path.of("/target"));

        assertThat(record.tests())
                .extracting(RunRecord.TestLine::type, RunRecord.TestLine::name, RunRecord.TestLine::variant,
                        RunRecord.TestLine::tone, RunRecord.TestLine::page)
                .containsExactly(
                        tuple("without a class", "test " + lost, "", Tone.QUIET, Optional.empty()), tuple("VectorTest",
                                "adds small", "a2a3sim.host_build_graph", Tone.GOOD,
                                Optional.of("attempts/a/run.html")));
        assertThat(record.tests()).extracting(RunRecord.TestLine::past).containsExactly(RunRecord.Past.NONE, past);
        assertThat(record.tests().getLast().beginNanos()).isBetween(0L, record.nanos());
        assertThat(record.tests().getFirst().beginNanos()).isEqualTo(-1);
        assertThat(record.jobs()).extracting(Job::name).containsExactly("device 0");
    }
}
