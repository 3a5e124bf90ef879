package org.chiptest.engine.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import org.chiptest.engine.internal.summary.Status;
import org.chiptest.engine.internal.summary.TestOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTests {

    @TempDir
    Path folder;

    @Test
    void aLineSaysAllOfATest() throws IOException {
        file().append(List.of(entry("a", Status.FAILED, 7)));

        assertThat(folder.resolve("h/history.jsonl")).hasContent("{\"time\": \"2030-06-15T10:00:00Z\", \"run\": \"r\", "
                + "\"id\": \"a\", \"name\": \"test a\", \"attempt\": 1, \"verdict\": \"failed\", \"millis\": 7, "
                + "\"devices\": [0, 2], \"fingerprint\": \"00000abc\", \"commit\": \"c0ffee\"}");
    }

    @Test
    void whatIsWrittenIsReadAgainInItsOrder() throws IOException {
        List<HistoryEntry> entries = List.of(entry("a", Status.FAILED, 7), entry("a", Status.PASSED, 9),
                entry("b", Status.FLAKY, 1));
        file().append(entries.subList(0, 1));
        file().append(entries.subList(1, 3));

        assertThat(file().read().of("a")).isEqualTo(entries.subList(0, 2));
        assertThat(file().read().of("b")).isEqualTo(entries.subList(2, 3));
    }

    @Test
    void aFileThatIsNotThereIsAnEmptyHistory() throws IOException {
        assertThat(file().read().of("a")).isEmpty();
    }

    @Test
    void damagedLinesAreLostAndNoOthers() throws IOException {
        file().append(List.of(entry("a", Status.PASSED, 7)));
        Path path = folder.resolve("h/history.jsonl");
        Files.write(path, new byte[]{(byte) 0xff, 0, '{', '\n', '{', '}', '\n', '"'}, StandardOpenOption.APPEND);
        Files.writeString(path, Files.readString(path, StandardCharsets.ISO_8859_1).lines().toList().getFirst()
                .substring(0, 90), StandardOpenOption.APPEND);

        file().append(List.of(entry("a", Status.FAILED, 8)));

        assertThat(file().read().of("a")).extracting(HistoryEntry::millis).containsExactly(7L, 8L);
    }

    @Test
    void runsMayWriteAtTheSameTime() throws Exception {
        List<Callable<Void>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int run = i;
            runs.add(() -> {
                List<HistoryEntry> entries = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    entries.add(entry("run" + run, Status.PASSED, j));
                }
                file().append(entries);
                return null;
            });
        }
        try (var executor = Executors.newFixedThreadPool(runs.size())) {
            for (var each : executor.invokeAll(runs)) {
                each.get();
            }
        }

        History history = file().read();
        for (int i = 0; i < 8; i++) {
            assertThat(history.of("run" + i)).hasSize(100);
        }
    }

    @Test
    void aFileThatHasGrownTooLargeLosesItsOlderHalf() throws IOException {
        HistoryFile small = new HistoryFile(folder.resolve("history.jsonl"), 2_000);
        for (int i = 0; i < 40; i++) {
            small.append(List.of(entry("a", Status.PASSED, i)));
        }

        assertThat(Files.size(small.path())).isLessThanOrEqualTo(2_000);
        assertThat(small.read().of("a").getLast().millis()).isEqualTo(39);
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAnErrorThatLosesNothing() throws IOException {
        Path blocked = Files.createFile(folder.resolve("blocked"));

        assertThatThrownBy(
                () -> new HistoryFile(blocked.resolve("history.jsonl")).append(List.of(entry("a", Status.PASSED, 1))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theLastRunTellsWhetherATestFails() {
        History history = new History(
                List.of(entry("a", Status.PASSED, 1), entry("a", Status.FAILED, 1), entry("b", Status.FAILED, 1),
                        entry("b", Status.PASSED, 1)));

        assertThat(history.failedLast("a")).isTrue();
        assertThat(history.failedLast("b")).isFalse();
        assertThat(history.failedLast("c")).isFalse();
    }

    @Test
    void theTypicalTimeIsTheMedianOfTheLastPasses() {
        List<HistoryEntry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(entry("a", Status.PASSED, i < 10 ? 1_000 : i));
        }
        entries.add(entry("a", Status.FAILED, 600_000));

        assertThat(new History(entries).typicalMillis("a")).hasValue(15);
        assertThat(History.NONE.typicalMillis("a")).isEmpty();
    }

    @Test
    void whatPassesAndFailsOnOneCommitIsFlaky() {
        History history = new History(
                List.of(entry("a", Status.PASSED, 1), entry("a", Status.FAILED, 1), entry("b", Status.FAILED, 1),
                        entry("c", Status.FLAKY, 1)));

        assertThat(history.isFlaky("a")).isTrue();
        assertThat(history.isFlaky("b")).isFalse();
        assertThat(history.isFlaky("c")).isTrue();
    }

    @Test
    void failuresThatAreAlikeHaveOneFingerprint() {
        assertThat(fingerprint("element 17 is 0.5 at 0x7f00, not 1e-3"))
                .isEqualTo(fingerprint("element 3 is 12 at 0x7ffe, not 0.25"))
                .isNotEqualTo(fingerprint("element 17 is zero"));
        assertThat(fingerprint("")).isEmpty();
    }

    private static String fingerprint(String reason) {
        return new TestOutcome(Status.FAILED, reason, List.of(), Duration.ZERO).fingerprint();
    }

    private HistoryFile file() {
        return new HistoryFile(folder.resolve("h/history.jsonl"));
    }

    private static HistoryEntry entry(String id, Status verdict, long millis) {
        return new HistoryEntry(Instant.parse("2030-06-15T10:00:00Z"), "r", id, "test " + id, 1, verdict, millis,
                List.of(0, 2), "00000abc", "c0ffee");
    }
}
