package org.chiptest.engine.internal.history;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.chiptest.diagnostics.internal.page.RunRecord;
import org.chiptest.engine.internal.summary.Status;

/**
 * Say what earlier runs have to do with one: which of its tests took longer than they use to, and which of its failures were seen before.
 *
 * @param past what became of tests before the run
 */
public record Hindsight(History past) {

    /** How many passes tell how long a test takes. */
    private static final int ENOUGH = 5;

    /** How much longer is worth telling, as a factor and in milliseconds; both, or short tests would be told for nothing. */
    private static final int FACTOR = 2;
    private static final long MILLIS = 1000;

    /** How many runs a page shows. */
    private static final int SHOWN = 20;

    /** Compare a run's entries with the past; a sentence for each thing that is worth telling. */
    public List<String> sentences(List<HistoryEntry> entries) {
        List<String> sentences = new ArrayList<>();
        entries.forEach(each -> slower(each).ifPresent(usual -> sentences.add(each.name() + " took " + each.millis()
                + " ms, where it usually takes " + usual + " ms")));
        Map<String, List<HistoryEntry>> alike = new LinkedHashMap<>();
        entries.stream().filter(each -> each.verdict().fails())
                .forEach(each -> alike.computeIfAbsent(each.fingerprint(), _ -> new ArrayList<>()).add(each));
        alike.forEach((fingerprint, failed) -> seenBefore(fingerprint, failed, sentences));
        return sentences;
    }

    /** Return what became of tests in earlier runs, by their unique ids, for a page of a run's entries. */
    public Map<String, RunRecord.Past> pastOf(List<HistoryEntry> entries) {
        Map<String, RunRecord.Past> byTest = new LinkedHashMap<>();
        entries.forEach(each -> byTest.put(each.id(), pastOf(each)));
        return byTest;
    }

    private RunRecord.Past pastOf(HistoryEntry entry) {
        Map<String, HistoryEntry> lastOfRuns = new LinkedHashMap<>();
        past.of(entry.id()).forEach(each -> lastOfRuns.put(each.run(), each));
        List<RunRecord.Earlier> runs = lastOfRuns.values().stream().skip(Math.max(0, lastOfRuns.size() - SHOWN))
                .map(each -> new RunRecord.Earlier(each.verdict().tone(), told(each), nanos(each.millis()))).toList();
        OptionalLong usual = past.typicalMillis(entry.id());
        return new RunRecord.Past(runs,
                usual.isPresent() ? OptionalLong.of(nanos(usual.getAsLong())) : OptionalLong.empty(),
                slower(entry).isPresent(),
                past.isFlaky(entry.id()) ? past.failureRate(entry.id()).toString() : "");
    }

    private static String told(HistoryEntry entry) {
        return entry.time().truncatedTo(ChronoUnit.SECONDS) + " " + entry.verdict().title()
                + (entry.commit().isEmpty() ? "" : ", commit " + entry.commit());
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private OptionalLong slower(HistoryEntry entry) {
        OptionalLong usual = past.typicalMillis(entry.id());
        long passes = past.of(entry.id()).stream().filter(each -> each.verdict() == Status.PASSED).count();
        boolean slower = entry.verdict() == Status.PASSED && passes >= ENOUGH && usual.isPresent()
                && entry.millis() > Math.max(FACTOR * usual.getAsLong(), usual.getAsLong() + MILLIS);
        return slower ? usual : OptionalLong.empty();
    }

    private void seenBefore(String fingerprint, List<HistoryEntry> failed, List<String> sentences) {
        List<HistoryEntry> before = past.alike(fingerprint);
        if (before.isEmpty()) {
            return;
        }
        long tests = before.stream().map(HistoryEntry::id).distinct().count();
        long others = failed.stream().map(HistoryEntry::id).distinct().count() - 1;
        LocalDate first = LocalDate.ofInstant(before.getFirst().time(), ZoneOffset.UTC);
        sentences.add("the failure of " + failed.getFirst().name()
                + (others == 0 ? "" : " and of " + others + " more") + " (" + fingerprint
                + ") was seen " + (before.size() == 1 ? "once" : before.size() + " times") + " before, in " + tests
                + (tests == 1 ? " test" : " tests") + ", first on " + first);
    }
}
