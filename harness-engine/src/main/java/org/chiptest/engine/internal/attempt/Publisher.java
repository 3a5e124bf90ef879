package org.chiptest.engine.internal.attempt;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.run.TestEvents;

/**
 * Publish what belongs to a test.
 *
 * @param events takes it
 * @param test   the test
 * @param side   of what side it tells, if not of the test's own; empty otherwise
 */
record Publisher(TestEvents events, PlannedTest test, String side) {

    private static final String STEP = "step";

    /** Publish a value. */
    void publish(String key, String value) {
        events.published(test, side.isEmpty() ? key : side + ": " + key, value);
    }

    /** Publish a step, which has several values. */
    void publish(Map<String, String> step) {
        Map<String, String> told = new LinkedHashMap<>(step);
        told.computeIfPresent(STEP, (key, name) -> side.isEmpty() ? name : side + ": " + name);
        events.published(test, told);
    }

    /** Publish a file. */
    void publish(Path file, String mediaType) {
        events.published(test, file, mediaType);
    }
}
