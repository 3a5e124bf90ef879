package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;

/**
 * What the counters of a fresh worker must say after each step: the rules of the specification, 4.2 to 4.5, kept apart from
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
        assertThat(worker.counters()).as("counters after %s", step)
                .isEqualTo(
                        new CounterSnapshot(generation, opensAtPrepare ? opens : 0, opensAtPrepare ? 0 : opens, 0, hits,
                                images.size(), uploadedBytes, images.size(), liveLibraries, runs));
    }

    private void open(int cid) {
        open.put(cid, true);
        opens++;
    }
}
