package org.chiptest.engine.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.diagnostics.internal.page.RunRecord;
import org.chiptest.diagnostics.internal.page.RunRecord.Tone;
import org.chiptest.engine.internal.summary.Status;
import org.junit.jupiter.api.Test;

/** What earlier runs have to do with one. */
class HindsightTests {

    private final List<HistoryEntry> past = new ArrayList<>();

    @Test
    void aTestThatTakesTwiceAsLongIsTold() {
        for (int i = 0; i < 5; i++) {
            past.add(entry("a", Status.PASSED, 2000 + i, ""));
        }

        assertThat(sentences(entry("a", Status.PASSED, 4100, "")))
                .containsExactly("T.a took 4100 ms, where it usually takes 2002 ms");
        assertThat(sentences(entry("a", Status.PASSED, 4000, ""))).isEmpty();
        assertThat(sentences(entry("a", Status.FLAKY, 9000, ""))).isEmpty();
    }

    @Test
    void shortTestsAndThoseThatHaveHardlyRunAreNot() {
        for (int i = 0; i < 9; i++) {
            past.add(entry("short", Status.PASSED, 10, ""));
        }
        past.add(entry("new", Status.PASSED, 2000, ""));

        assertThat(sentences(entry("short", Status.PASSED, 900, ""), entry("new", Status.PASSED, 9000, ""))).isEmpty();
    }

    @Test
    void failuresThatAreAlikeAreCountedTogether() {
        past.add(entry("a", Status.FAILED, 1, "5a1c07e2"));
        past.add(entry("b", Status.KNOWN_FLAKE, 1, "5a1c07e2"));
        past.add(entry("b", Status.FAILED, 1, "5a1c07e2"));

        assertThat(sentences(entry("c", Status.FAILED, 1, "5a1c07e2"), entry("d", Status.FAILED, 1, "5a1c07e2"),
                entry("e", Status.FAILED, 1, "00000001")))
                .containsExactly(
                        "the failure of T.c and of 1 more (5a1c07e2) was seen 3 times before, in 2 tests, first on "
                                + "2030-06-15");
    }

    @Test
    void attemptsAtOneTestAreOne() {
        past.add(entry("a", Status.FAILED, 1, "5a1c07e2"));

        assertThat(sentences(entry("a", Status.FAILED, 1, "5a1c07e2"), entry("a", Status.FAILED, 1, "5a1c07e2")))
                .containsExactly("the failure of T.a (5a1c07e2) was seen once before, in 1 test, first on 2030-06-15");
    }

    @Test
    void aPageIsToldWhatBecameOfTheLastRuns() {
        for (int i = 0; i < 30; i++) {
            past.add(entry("run" + i, "a", i == 29 ? Status.FAILED : Status.PASSED, 2000, "c0ffee"));
        }
        past.add(entry("run29", "a", Status.FLAKY, 2000, "c0ffee"));

        RunRecord.Past told = new Hindsight(new History(past))
                .pastOf(List.of(entry("now", "a", Status.PASSED, 4100, "")))
                .getOrDefault("a", RunRecord.Past.NONE);

        assertThat(told.runs()).hasSize(20);
        assertThat(told.runs().getLast()).isEqualTo(
                new RunRecord.Earlier(Tone.DOUBTFUL, "2030-06-15T10:00:00Z flaky, commit c0ffee", 2_000_000_000));
        assertThat(told.usualNanos()).hasValue(2_000_000_000);
        assertThat(told.slower()).isTrue();
        assertThat(told.unsteady()).startsWith("1 of 31 attempts failed: 3.2 %");
    }

    @Test
    void aTestThatNobodyKnowsHasNoPast() {
        assertThat(new Hindsight(History.NONE).pastOf(List.of(entry("new", Status.PASSED, 4100, ""))))
                .containsEntry("new", RunRecord.Past.NONE);
    }

    @Test
    void whatPassesWhereItIsExpectedToFailIsUnsteadyToo() {
        past.add(entry("1", "a", Status.EXPECTED_FAILURE, 1, "c0ffee"));
        past.add(entry("2", "a", Status.UNEXPECTED_PASS, 1, "c0ffee"));

        assertThat(new Hindsight(new History(past)).pastOf(List.of(entry("a", Status.PASSED, 1, "")))
                .getOrDefault("a", RunRecord.Past.NONE).unsteady()).startsWith("1 of 2 attempts failed");
    }

    private List<String> sentences(HistoryEntry... entries) {
        return new Hindsight(new History(past)).sentences(List.of(entries));
    }

    private static HistoryEntry entry(String run, String id, Status verdict, long millis, String commit) {
        return new HistoryEntry(Instant.parse("2030-06-15T10:00:00Z"), run, id, "T." + id, 1, verdict, millis,
                List.of(0), "", commit);
    }

    private static HistoryEntry entry(String id, Status verdict, long millis, String fingerprint) {
        return new HistoryEntry(Instant.parse("2030-06-15T10:00:00Z"), "run", id, "T." + id, 1, verdict, millis,
                List.of(0), fingerprint, "");
    }
}
