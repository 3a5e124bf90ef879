package org.chiptest.engine.internal.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

import org.chiptest.engine.internal.descriptor.Plan;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.history.History;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.engine.internal.settings.ShardChoice;
import org.chiptest.runtime.internal.files.Sha256;

/**
 * Deal tests out to parts: in turn, or by how long they have taken, the longest first and each to the part that has least to do. Either way
 * it follows from the tests and one file alone, so that runs on different machines agree.
 *
 * @param history what the tests have taken in earlier runs
 * @param digest  of the file that says it, equal on all machines of one whole; empty without one
 */
record ShardBalance(History history, String digest) {

    private static final int DIGITS = 16;

    private static final ShardBalance NONE = new ShardBalance(History.NONE, "");

    /** What a part has to do so far. */
    private record Part(int index, long millis, int tests) {

        private Part with(long more) {
            return new Part(index, millis + more, tests + 1);
        }
    }

    /** Balance as a choice says; a history that it names and that cannot be read is an error, as the parts would not agree. */
    static ShardBalance of(ShardChoice choice) {
        return choice.history().map(ShardBalance::read).orElse(NONE);
    }

    private static ShardBalance read(Path file) {
        try {
            return new ShardBalance(new HistoryFile(file).read(), digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the history " + file + ", by which parts are balanced, cannot be read; give all "
                            + "parts the same file, or leave -Dchiptest.shard.history out",
                    e);
        }
    }

    /** Return the number of the part of each test, from 1, in the order of the tests, which is that of their digests. */
    List<Integer> parts(List<PlannedTest> tests, int total) {
        List<Integer> parts = new ArrayList<>();
        if (digest.isEmpty()) {
            for (int i = 0; i < tests.size(); i++) {
                parts.add(i % total + 1);
            }
            return parts;
        }
        tests.forEach(_ -> parts.add(0));
        long unknown = typicalMillis(tests);
        PriorityQueue<Part> queue = new PriorityQueue<>(Comparator.comparingLong(Part::millis)
                .thenComparingInt(Part::tests).thenComparingInt(Part::index));
        for (int index = 1; index <= total; index++) {
            queue.add(new Part(index, 0, 0));
        }
        for (int place : longestFirst(tests, unknown)) {
            Part next = queue.remove();
            parts.set(place, next.index());
            queue.add(next.with(millis(tests.get(place), unknown)));
        }
        return parts;
    }

    private List<Integer> longestFirst(List<PlannedTest> tests, long unknown) {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < tests.size(); place++) {
            places.add(place);
        }
        places.sort(Comparator.comparingLong((Integer place) -> millis(tests.get(place), unknown)).reversed());
        return places;
    }

    /** What does not run takes no time. */
    private long millis(PlannedTest test, long unknown) {
        return test.plan() instanceof Plan.Run
                ? history.typicalMillis(test.getUniqueId().toString()).orElse(unknown)
                : 0;
    }

    /** A test that nobody has timed is taken for one in the middle of the others. */
    private long typicalMillis(List<PlannedTest> tests) {
        List<Long> known = tests.stream().map(test -> history.typicalMillis(test.getUniqueId().toString()))
                .filter(OptionalLong::isPresent).map(OptionalLong::getAsLong).sorted().toList();
        return known.isEmpty() ? 1 : known.get(known.size() / 2);
    }

    /** Return the digest of a text. */
    static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(byte[] bytes) {
        return Sha256.of(bytes).substring(0, DIGITS);
    }
}
