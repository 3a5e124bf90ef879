package org.chiptest.engine.internal.attempt;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.chiptest.api.golden.GoldenMismatchError;
import org.chiptest.api.golden.Mismatch;
import org.chiptest.runtime.internal.files.TextFile;
import org.chiptest.runtime.internal.settings.HostClock;

/** Publish what a golden scenario does, step by step, and the elements that were wrong. */
record GoldenSteps(Publisher publisher) {

    private static final String HARMLESS = "[^A-Za-z0-9_.-]";

    /**
     * Take a step.
     *
     * @param told whether it is published also if it succeeds
     */
    <T> T take(String name, boolean told, Supplier<T> step) {
        long start = HostClock.nanos();
        boolean passed = false;
        try {
            T result = step.get();
            passed = true;
            return result;
        } finally {
            if (told || !passed) {
                publisher.publish(entry(name, passed, Duration.ofNanos(HostClock.nanos() - start)));
            }
        }
    }

    /** Take a step that has no result, see {@link #take(String, boolean, Supplier)}. */
    void perform(String name, boolean told, Runnable step) {
        take(name, told, () -> {
            step.run();
            return name;
        });
    }

    /** Publish the wrong elements of an output as a file; what keeps it from being written does not hide the failure. */
    void attach(Mismatch mismatch, Path directory, GoldenMismatchError failure) {
        try {
            Path file = directory.resolve("mismatch of " + mismatch.name().replaceAll(HARMLESS, "_") + ".csv");
            publisher.publish(TextFile.write(file, mismatch.table()), "text/csv");
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static Map<String, String> entry(String name, boolean passed, Duration time) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("step", name);
        entry.put("outcome", passed ? "passed" : "failed");
        entry.put("millis", String.valueOf(time.toMillis()));
        return entry;
    }
}
