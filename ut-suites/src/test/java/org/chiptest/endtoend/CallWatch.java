package org.chiptest.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The first watch over processes of a run: it begins when they have said that they are ready, and ends when the next scenario begins. */
final class CallWatch implements AutoCloseable {

    private final Path file;
    private final Optional<FailingCall> failing;
    private final List<CallTrace> begun = new ArrayList<>();

    /**
     * Watch, once.
     *
     * @param file    what the trace is written to
     * @param failing what fails, if anything
     */
    CallWatch(Path file, Optional<FailingCall> failing) {
        this.file = file;
        this.failing = failing;
    }

    /** Begin to watch, unless that was done before. */
    synchronized void begin(List<Long> processes) {
        if (begun.isEmpty()) {
            begun.add(CallTrace.attach(file, processes, failing));
        }
    }

    /** Let the processes go on alone. */
    @Override
    public synchronized void close() {
        begun.forEach(CallTrace::close);
    }

    /** Return how many calls have failed. */
    int failed() {
        return begun.stream().mapToInt(trace -> trace.failed().size()).sum();
    }

    /** Return for each call how many the thread made that made most of them. */
    Map<String, Integer> mostOfOneThread() {
        Map<String, Integer> most = new TreeMap<>();
        begun.forEach(trace -> most.putAll(trace.mostOfOneThread()));
        return most;
    }
}
