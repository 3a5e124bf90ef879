package org.chiptest.engine.internal.run;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.runtime.callable.ChipCallable;

/** The tests that have begun to run, with their compiled callables, so that they can be run again. Thread-safe. */
public final class RanTests {

    private final Map<String, Ran> tests = new ConcurrentHashMap<>();

    /**
     * A test that has begun to run.
     *
     * @param callables its compiled callables by their names
     */
    public record Ran(ScenarioTestDescriptor test, Map<String, ChipCallable> callables) {}

    /** Add a test that begins. */
    public void add(ScenarioTestDescriptor test, Map<String, ChipCallable> callables) {
        tests.put(test.fullName(), new Ran(test, callables));
    }

    /** Find a test by its name for people, which is unique in the run. */
    public Optional<Ran> find(String fullName) {
        return Optional.ofNullable(tests.get(fullName));
    }
}
