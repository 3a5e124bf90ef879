package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.ChipTestEngine;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * One run of test classes in the engine, by the names of its tests, such as {@code runs()/small [a2a3sim hbg]}.
 *
 * @param results how each test ended, in the order of their ends
 * @param entries what each test published
 * @param warnings what each test published as warnings, of which there may be several
 */
record SuiteRun(Map<String, TestExecutionResult> results, Map<String, Map<String, String>> entries,
        Map<String, List<String>> warnings) {

    /**
     * Run a class in an engine over everything real, as users get it. What it tells its console must be the summary alone: the failures
     * in it are what the test is about, and have no place in the log of a build that passes.
     */
    static SuiteRun of(Class<?> type, Map<String, String> settings) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        SuiteRun run = of(EngineTestKit
                .engine(new ChipTestEngine(new PrintStream(console, true, StandardCharsets.UTF_8)))
                .selectors(selectClass(type)).configurationParameters(settings).execute());
        assertThat(console.toString(StandardCharsets.UTF_8)).as("console of %s", type.getSimpleName())
                .startsWith("chiptest: " + run.results.size() + " test")
                .contains(run.ended(Status.FAILED).isEmpty()
                        ? ""
                        : ", " + run.ended(Status.FAILED).size() + " failed");
        return run;
    }

    static SuiteRun of(EngineExecutionResults execution) {
        Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        for (Event end : execution.testEvents().finished().list()) {
            results.put(name(end), end.getRequiredPayload(TestExecutionResult.class));
        }
        Map<String, Map<String, String>> entries = new LinkedHashMap<>();
        Map<String, List<String>> warnings = new LinkedHashMap<>();
        for (Event publication : execution.testEvents().reportingEntryPublished().list()) {
            entries.computeIfAbsent(name(publication), test -> new LinkedHashMap<>())
                    .putAll(publication.getRequiredPayload(ReportEntry.class).getKeyValuePairs());
            warnings.computeIfAbsent(name(publication), test -> new ArrayList<>()).addAll(publication
                    .getRequiredPayload(ReportEntry.class).getKeyValuePairs().entrySet().stream()
                    .filter(entry -> entry.getKey().equals("warning")).map(Map.Entry::getValue).toList());
        }
        return new SuiteRun(results, entries, warnings);
    }

    /** Return the message of a test that failed, with what is suppressed beside it, such as how to repeat it; empty if it passed. */
    String failure(String test) {
        return Optional.ofNullable(results.get(test)).orElseThrow().getThrowable().stream()
                .flatMap(failure -> Stream.concat(Stream.of(failure), Arrays.stream(failure.getSuppressed())))
                .map(Throwable::getMessage).map(String::valueOf).collect(Collectors.joining("\n"));
    }

    /** Return the warnings that a test published, one on each line. */
    String warnings(String test) {
        return String.join("\n", warnings.getOrDefault(test, List.of()));
    }

    /** Return what a test published under a key. */
    String entry(String test, String key) {
        return Optional.ofNullable(entries.get(test)).map(published -> published.get(key)).orElseThrow();
    }

    /** Return the names of the tests that ended like this. */
    List<String> ended(Status status) {
        return results.entrySet().stream().filter(result -> result.getValue().getStatus() == status)
                .map(Map.Entry::getKey).toList();
    }

    private static String name(Event event) {
        TestDescriptor test = event.getTestDescriptor();
        return test.getParent().map(TestDescriptor::getDisplayName).orElse("") + "/" + test.getDisplayName();
    }
}
