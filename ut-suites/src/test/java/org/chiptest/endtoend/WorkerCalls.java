package org.chiptest.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The calls of the first workers that take requests, by strace. */
final class WorkerCalls implements CallWatch {

    private final Path file;
    private final Optional<FailingCall> failing;
    private final List<CallTrace> begun = new ArrayList<>();

    WorkerCalls(Path file, Optional<FailingCall> failing) {
        this.file = file;
        this.failing = failing;
    }

    @Override
    public synchronized void begin(List<Long> processes) {
        if (begun.isEmpty()) {
            begun.add(CallTrace.attach(file, processes, failing));
        }
    }

    @Override
    public synchronized void close() {
        begun.forEach(CallTrace::close);
    }

    @Override
    public synchronized int failed() {
        return begun.stream().mapToInt(trace -> trace.failed().size()).sum();
    }

    @Override
    public synchronized Map<String, Integer> made() {
        Map<String, Integer> most = new TreeMap<>();
        begun.forEach(trace -> most.putAll(trace.mostOfOneThread()));
        return most;
    }
}
