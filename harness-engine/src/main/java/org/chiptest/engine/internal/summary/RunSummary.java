package org.chiptest.engine.internal.summary;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

import org.chiptest.diagnostics.internal.page.RunRecord;
import org.chiptest.engine.internal.identity.ScenarioIdentity;
import org.chiptest.engine.internal.journal.JobJournal;
import org.chiptest.runtime.internal.json.JsonString;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Take account of all tests that were discovered, until each of them has an outcome.
 *
 * <p>It lives as long as the engine: a second run of the same tests, such as Surefire's rerun of failures, adds to it.
 * Thread-safe.
 */
public final class RunSummary {

    private final Map<String, Optional<TestOutcome>> tests = new LinkedHashMap<>();
    /** What people are told of one by one; of what is not applicable the reasons only. */
    private static final List<Status> TOLD = List.of(Status.FAILED, Status.UNEXPECTED_PASS, Status.INFRA, Status.FLAKY,
            Status.KNOWN_FLAKE, Status.EXPECTED_FAILURE, Status.ABORTED, Status.SKIPPED);

    private final Map<String, Trail> trails = new HashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, Long> begun = new LinkedHashMap<>();
    private final Map<String, Path> pages = new LinkedHashMap<>();
    private final Map<String, RunRecord.Past> past = new HashMap<>();
    private OptionalLong discovered = OptionalLong.empty();
    private long seed;
    private int threadsLeft;
    private Optional<ShardRecord> shard = Optional.empty();
    private final List<String> notes = new ArrayList<>();
    private final List<String> comparisons = new ArrayList<>();
    private final List<String> runFailures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Add the tests that are about to run.
     *
     * @param namesById names of the tests by their unique ids
     * @param runSeed   seed of their random numbers
     */
    public synchronized void discovered(Map<String, String> namesById, long runSeed) {
        namesById.keySet().forEach(id -> tests.putIfAbsent(id, Optional.empty()));
        names.putAll(namesById);
        seed = runSeed;
        if (discovered.isEmpty()) {
            discovered = OptionalLong.of(HostClock.nanos());
        }
    }

    /** Note that a test begins. */
    public synchronized void began(String id) {
        begun.put(id, HostClock.nanos());
    }

    /** Note where the page of what a test recorded lies. */
    public synchronized void recorded(String id, Path page) {
        pages.put(id, page);
    }

    /** Note what became of a test. */
    public synchronized void ended(String id, TestOutcome outcome) {
        tests.compute(id, (key, earlier) -> Optional.of(earlier == null
                ? outcome
                : earlier.map(outcome::after).orElse(outcome)));
    }

    /** Note that the tests are one part of a whole. */
    public synchronized void shared(ShardRecord part) {
        shard = Optional.of(part);
    }

    /** Note what leads back to a test. */
    public synchronized void leadsBack(String id, Trail trail) {
        trails.put(id, trail);
    }

    /** Return the names of the tests that failed and why, in their order, and what is wrong with the run itself. */
    public synchronized Map<String, String> failures() {
        Map<String, String> failures = new LinkedHashMap<>();
        tests.forEach((id, outcome) -> outcome.filter(each -> each.status().fails())
                .ifPresent(each -> failures.put(names.getOrDefault(id, id), each.reason())));
        runFailures.forEach(failure -> failures.merge("the run itself", failure, (one, other) -> one + "\n" + other));
        return failures;
    }

    /** Tell a person who reads Markdown: the counts, and one table of everything that did not pass. */
    public synchronized String toMarkdown() {
        StringBuilder text = new StringBuilder("## ").append(counted());
        List<FinalTable.Row> rows = new ArrayList<>();
        tests.forEach((id, outcome) -> outcome.filter(each -> TOLD.contains(each.status()))
                .ifPresent(each -> rows.add(new FinalTable.Row(names.getOrDefault(id, id), each, trails.get(id)))));
        boolean unknown = rows.isEmpty() && !unaccounted().isEmpty();
        text.append(unknown ? "\n" : "\n\n" + new FinalTable(rows).toMarkdown());
        listed(text, "Without a result, as the run has not come to its end", unaccounted());
        listed(text, "Compared with earlier runs", comparisons);
        listed(text, "Found besides", notes);
        listed(text, "Warnings", warnings);
        runFailures.forEach(failure -> text.append("\nThe run itself failed:\n\n").append(failure.indent(4)));
        return text.toString();
    }

    private static void listed(StringBuilder text, String title, List<String> entries) {
        if (!entries.isEmpty()) {
            text.append('\n').append(title).append(":\n\n");
            entries.forEach(each -> text.append(each.indent(4)));
        }
    }

    /** Return what has become of a test. */
    public synchronized Optional<TestOutcome> outcome(String id) {
        return tests.getOrDefault(id, Optional.empty());
    }

    /** Note what earlier runs have to do with this one. */
    public synchronized void compared(List<String> sentences) {
        comparisons.addAll(sentences);
    }

    /** Note what became of tests in earlier runs, by their unique ids. */
    public synchronized void compared(Map<String, RunRecord.Past> pastById) {
        past.putAll(pastById);
    }

    /** Note what people should know of the run and is no failure. */
    public synchronized void note(String text) {
        notes.add(text);
    }

    /** Note that a scenario was given up. */
    public synchronized void gaveUp(boolean threadLeft) {
        threadsLeft += threadLeft ? 1 : 0;
    }

    /** Note what went wrong with the run itself, which is no test's failure. */
    public synchronized void runFailed(String message) {
        runFailures.add(message);
    }

    /** Note what cost no test its result, but should be looked at. */
    public synchronized void warned(String message) {
        warnings.add(message);
    }

    /** Return the names of tests that have no outcome. */
    public synchronized List<String> unaccounted() {
        return tests.entrySet().stream().filter(entry -> entry.getValue().isEmpty())
                .map(entry -> names.getOrDefault(entry.getKey(), entry.getKey())).toList();
    }

    /** Return how many tests were discovered. */
    public synchronized int total() {
        return tests.size();
    }

    /** Return how many tests have a status. */
    public synchronized int count(Status status) {
        return counts().getOrDefault(status, 0);
    }

    /** Tell everything in JSON. */
    public synchronized String toJson() {
        StringBuilder text = new StringBuilder(4096).append("{\n  \"discovered\": ").append(tests.size());
        Map<Status, Integer> counts = counts();
        for (Status status : Status.values()) {
            text.append(",\n  \"").append(status.key()).append("\": ").append(counts.getOrDefault(status, 0));
        }
        text.append(",\n  \"seed\": ").append(seed).append(",\n  \"threadsLeft\": ").append(threadsLeft)
                .append(",\n  \"devices\": {");
        String separator = "";
        for (Map.Entry<Integer, Integer> device : devices().entrySet()) {
            text.append(separator).append('"').append(device.getKey()).append("\": ").append(device.getValue());
            separator = ", ";
        }
        text.append('}');
        shard.ifPresent(part -> text.append(",\n  \"shard\": ").append(part.toJson()));
        text.append(",\n  \"runFailures\": [").append(quoted(runFailures)).append("],\n  \"notes\": [")
                .append(quoted(notes)).append("],\n  \"warnings\": [")
                .append(quoted(warnings)).append("],\n  \"comparisons\": [").append(quoted(comparisons))
                .append("],\n  \"tests\": [");
        separator = "\n";
        for (Map.Entry<String, Optional<TestOutcome>> test : tests.entrySet()) {
            text.append(separator).append("    ").append(testJson(test.getKey(), test.getValue()));
            separator = ",\n";
        }
        return text.append(tests.isEmpty() ? "" : "\n  ").append("]\n}\n").toString();
    }

    /**
     * Tell everything for a page.
     *
     * @param jobs   what was done for the tests
     * @param folder where the page will lie
     */
    public synchronized RunRecord toRecord(JobJournal jobs, Path folder) {
        long first = discovered.orElseGet(HostClock::nanos);
        List<RunRecord.TestLine> all = new ArrayList<>();
        tests.forEach((id, outcome) -> outcome.ifPresent(each -> all.add(testRecord(id, each, first, folder))));
        return new RunRecord("chiptest", HostClock.nanos() - first, all, jobs.since(first));
    }

    private RunRecord.TestLine testRecord(String id, TestOutcome outcome, long first, Path folder) {
        Optional<ScenarioIdentity> identity = ScenarioIdentity.of(id);
        Optional<Long> begin = Optional.ofNullable(begun.get(id)).filter(any -> !outcome.devices().isEmpty());
        return new RunRecord.TestLine(identity.map(ScenarioIdentity::testClass).orElse("without a class"),
                identity.map(each -> each.scenario() + " " + each.caseName())
                        .orElseGet(() -> names.getOrDefault(id, id)),
                identity.map(ScenarioIdentity::variant).orElse(""), outcome.status().tone(), outcome.status().title(),
                outcome.reason(), outcome.devices(), begin.map(moment -> moment - first).orElse(-1L),
                outcome.time().toNanos(),
                Optional.ofNullable(pages.get(id)).map(page -> folder.toAbsolutePath().relativize(page).toString()),
                past.getOrDefault(id, RunRecord.Past.NONE));
    }

    /** Tell a person in a few lines: the counts, then everything that did not pass. */
    public synchronized String toText() {
        StringBuilder text = new StringBuilder(256).append(counted());
        String separator = "; device ";
        for (Map.Entry<Integer, Integer> device : devices().entrySet()) {
            text.append(separator).append(device.getKey()).append(": ").append(device.getValue());
            separator = ", device ";
        }
        for (Status status : TOLD) {
            tests.forEach((id, outcome) -> outcome.filter(each -> each.status() == status)
                    .ifPresent(each -> text.append('\n').append(line(id, each))));
        }
        notApplicable().forEach((reason, count) -> text.append("\n  ").append(Status.NOT_APPLICABLE.title())
                .append(": ").append(count).append(count == 1 ? " test, " : " tests, ").append(reason));
        runFailures.forEach(failure -> text.append("\n  failed: the run itself: ").append(failure.indent(2).strip()));
        shard.ifPresent(part -> text.append("\n  ").append(part));
        comparisons.forEach(each -> text.append("\n  compared: ").append(each));
        notes.forEach(note -> text.append("\n  ").append(note));
        warnings.forEach(warning -> text.append("\n  warning: ").append(warning.indent(2).strip()));
        text.append(threadsLeft == 0
                ? ""
                : "\n  left behind: " + threadsLeft + (threadsLeft == 1 ? " thread" : " threads")
                        + " of scenarios that ignored their interrupt");
        return text.toString();
    }

    private String counted() {
        StringBuilder text = new StringBuilder("chiptest: ").append(tests.size())
                .append(tests.size() == 1 ? " test" : " tests");
        counts().forEach((status, count) -> text.append(", ").append(count).append(' ').append(status.title()));
        int missing = unaccounted().size();
        return text.append(missing == 0 ? "" : ", " + missing + " unaccounted for").toString();
    }

    private Map<Status, Integer> counts() {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        outcomes().forEach(outcome -> counts.merge(outcome.status(), 1, Integer::sum));
        return counts;
    }

    private SortedMap<Integer, Integer> devices() {
        SortedMap<Integer, Integer> devices = new TreeMap<>();
        outcomes().forEach(outcome -> outcome.devices().forEach(device -> devices.merge(device, 1, Integer::sum)));
        return devices;
    }

    private Map<String, Integer> notApplicable() {
        Map<String, Integer> reasons = new LinkedHashMap<>();
        outcomes().stream().filter(outcome -> outcome.status() == Status.NOT_APPLICABLE)
                .forEach(outcome -> reasons.merge(outcome.reason(), 1, Integer::sum));
        return reasons;
    }

    private Collection<TestOutcome> outcomes() {
        return tests.values().stream().flatMap(Optional::stream).toList();
    }

    private String line(String id, TestOutcome outcome) {
        return "  " + outcome.status().title() + ": " + names.getOrDefault(id, id)
                + (outcome.devices().isEmpty()
                        ? ""
                        : (outcome.devices().size() == 1 ? " on device " : " on devices ")
                                + listed(outcome.devices()))
                + (outcome.reason().isEmpty() ? "" : ": " + outcome.reason());
    }

    private static String quoted(List<String> texts) {
        return String.join(", ", texts.stream().map(JsonString::of).toList());
    }

    private static String listed(List<Integer> devices) {
        return String.join(", ", devices.stream().map(String::valueOf).toList());
    }

    private String testJson(String id, Optional<TestOutcome> outcome) {
        StringBuilder text = new StringBuilder(256).append("{\"id\": ").append(JsonString.of(id))
                .append(", \"name\": ").append(JsonString.of(names.getOrDefault(id, id))).append(", \"outcome\": ")
                .append(outcome.map(each -> JsonString.of(each.status().key())).orElse("null"));
        outcome.ifPresent(each -> {
            if (!each.devices().isEmpty()) {
                text.append(", \"devices\": [").append(listed(each.devices())).append(']');
            }
            text.append(", \"millis\": ").append(each.time().toMillis());
            if (!each.reason().isEmpty()) {
                text.append(", \"reason\": ").append(JsonString.of(each.reason()));
            }
        });
        Trail trail = trails.get(id);
        if (trail != null) {
            text.append(", \"attempts\": ").append(trail.attempts());
            trail.files().ifPresent(file -> text.append(", \"files\": ").append(JsonString.of(file.toString())));
            text.append(", \"rerun\": ").append(JsonString.of(trail.command()));
        }
        return text.append('}').toString();
    }
}
