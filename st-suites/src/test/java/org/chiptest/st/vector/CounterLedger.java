package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;

/**
 * What the counters of a fresh worker must say after each step: the rules of {@code docs/contract/devices.md}, kept apart from
 * the runtime that is tested.
 */
final class CounterLedger {

    private final ChipWorker worker;
    private final boolean opensAtPrepare;
    private final long generation;
    private final Set<ChipCallable> images = new HashSet<>();

    /** The ids in use, and whether their library is open. */
    private final Map<Integer, Boolean> open = new HashMap<>();
    private long opens;
    private long hits;
    private long uploadedBytes;
    private long runs;

    CounterLedger(ChipWorker worker, RuntimeKind runtime) {
        this.worker = worker;
        this.opensAtPrepare = runtime == RuntimeKind.HOST_BUILD_GRAPH;
        this.generation = worker.counters().generation();
        check("the worker's start");
    }

    void prepared(int cid, ChipCallable callable) {
        if (images.add(callable)) {
            uploadedBytes += callable.byteSize();
        } else {
            hits++;
        }
        open.put(cid, false);
        if (opensAtPrepare) {
            open(cid);
        }
        check("prepare of id " + cid);
    }

    void ran(int cid) {
        runs++;
        if (!open.getOrDefault(cid, true)) {
            open(cid);
        }
        check("run of id " + cid);
    }

    void unregistered(int cid) {
        open.remove(cid);
        check("unregister of id " + cid);
    }

    void check(String step) {
        long liveLibraries = open.values().stream().filter(isOpen -> isOpen).count();
        CounterSnapshot counted = worker.counters();
        Map<Counter, Long> expected = new HashMap<>(
                Map.of(Counter.HOST_OPENS, opensAtPrepare ? opens : 0L,
                        Counter.AICPU_OPENS, opensAtPrepare ? 0L : opens, Counter.AICPU_OPEN_FAILURES, 0L,
                        Counter.DEDUP_HITS, hits, Counter.DEDUP_MISSES, (long) images.size(), Counter.UPLOADED_BYTES,
                        uploadedBytes, Counter.LIVE_IMAGES, (long) images.size(), Counter.LIVE_LIBRARIES, liveLibraries,
                        Counter.RUNS, runs));
        // what a device cannot count is nothing that it could count wrong
        expected.keySet().retainAll(counted.values().keySet());
        assertThat(counted).as("counters after %s", step)
                .isEqualTo(new CounterSnapshot(generation, expected, counted.processes()));
    }

    private void open(int cid) {
        open.put(cid, true);
        opens++;
    }
}
