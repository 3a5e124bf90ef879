package org.chiptest.engine.internal.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import org.chiptest.engine.internal.summary.FailureRate;
import org.chiptest.engine.internal.summary.Status;

/** Know what became of tests in earlier runs. */
public final class History {

    /** Know nothing. */
    public static final History NONE = new History(List.of());

    private static final int RECENT = 10;

    private final Map<String, List<HistoryEntry>> byTest = new HashMap<>();
    private final Map<String, List<HistoryEntry>> byFailure = new HashMap<>();

    /** Know these entries, the oldest first. */
    public History(List<HistoryEntry> entries) {
        entries.forEach(each -> byTest.computeIfAbsent(each.id(), id -> new ArrayList<>()).add(each));
        entries.stream().filter(each -> !each.fingerprint().isEmpty() && (each.failed() || each.verdict().fails()))
                .forEach(each -> byFailure.computeIfAbsent(each.fingerprint(), text -> new ArrayList<>()).add(each));
    }

    /** Return the entries of failures that are alike, the oldest first. */
    public List<HistoryEntry> alike(String fingerprint) {
        return List.copyOf(byFailure.getOrDefault(fingerprint, List.of()));
    }

    /** Return the entries of a test, the oldest first. */
    public List<HistoryEntry> of(String id) {
        return List.copyOf(byTest.getOrDefault(id, List.of()));
    }

    /** Tell whether the last run of a test failed. */
    public boolean failedLast(String id) {
        List<HistoryEntry> entries = of(id);
        return !entries.isEmpty() && entries.getLast().failed();
    }

    /** Return how long a test takes, the median of its last passes, if it has passed. */
    public OptionalLong typicalMillis(String id) {
        List<Long> passes = of(id).stream().filter(each -> each.verdict() == Status.PASSED).map(HistoryEntry::millis)
                .toList();
        List<Long> recent = passes.subList(Math.max(0, passes.size() - RECENT), passes.size()).stream().sorted()
                .toList();
        return recent.isEmpty() ? OptionalLong.empty() : OptionalLong.of(recent.get(recent.size() / 2));
    }

    /** Return how often attempts at a test have failed, at least one of which is known. */
    public FailureRate failureRate(String id) {
        int missed = (int) of(id).stream().filter(HistoryEntry::isMiss).count();
        return new FailureRate(missed, missed + (int) of(id).stream().filter(HistoryEntry::isPass).count());
    }

    /** Tell whether a test is known to fail at times: it was flaky in a run, or has both failed and passed on the same commit. */
    public boolean isFlaky(String id) {
        Map<String, Boolean> passed = new HashMap<>();
        for (HistoryEntry each : of(id)) {
            if (each.verdict() == Status.FLAKY) {
                return true;
            }
            if (!each.commit().isEmpty() && (each.isMiss() || each.isPass())) {
                Boolean before = passed.put(each.commit(), each.isPass());
                if (before != null && before == each.isMiss()) {
                    return true;
                }
            }
        }
        return false;
    }
}
