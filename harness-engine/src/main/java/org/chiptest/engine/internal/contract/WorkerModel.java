package org.chiptest.engine.internal.contract;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.RuntimeKind;

/**
 * What a worker that holds nothing and that nobody else uses holds after some steps, and what it must have counted meanwhile
 * ({@code docs/contract/devices.md#counters}); kept apart from the runtime that is tested.
 */
final class WorkerModel {

    /** How many callable ids there are, from 0. */
    static final int IDS = 64;

    private final boolean opensAtPrepare;
    private final Map<Integer, Subject> held = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();
    private final Set<ChipCallable> images = new HashSet<>();
    private long opens;
    private long hits;
    private long misses;
    private long uploadedBytes;
    private long runs;

    WorkerModel(RuntimeKind runtime) {
        this.opensAtPrepare = opensAtPrepare(runtime);
    }

    /** Tell when a runtime opens the library of an orchestration. */
    static boolean opensAtPrepare(RuntimeKind runtime) {
        return runtime == RuntimeKind.HOST_BUILD_GRAPH;
    }

    /** Say why an id cannot be prepared now, if it cannot. */
    Optional<String> refusesPrepare(int cid) {
        return cid < 0 || cid >= IDS
                ? Optional.of("ids are 0 to " + (IDS - 1))
                : Optional.ofNullable(held.get(cid)).map(holds -> "the id holds " + holds.name());
    }

    /** Return what an id runs, if it is prepared. */
    Optional<Subject> holds(int cid) {
        return Optional.ofNullable(held.get(cid));
    }

    /**
     * Note that an id was prepared.
     *
     * @param storedBefore whether the image was there before the first step, if this is the first time that it is prepared since
     */
    void prepared(int cid, Subject subject, boolean storedBefore) {
        held.put(cid, subject);
        store(subject.callable(), storedBefore);
        if (opensAtPrepare) {
            open(cid);
        }
    }

    /** Note that an id has run. */
    void ran(int cid) {
        runs++;
        if (!open.contains(cid)) {
            open(cid);
        }
    }

    /** Note that an id was unregistered. */
    void unregistered(int cid) {
        held.remove(cid);
        open.remove(cid);
    }

    /** Return what must have been counted since the first step. */
    Map<Counter, Long> counters() {
        Map<Counter, Long> counters = new EnumMap<>(Counter.class);
        counters.put(Counter.HOST_OPENS, opensAtPrepare ? opens : 0);
        counters.put(Counter.AICPU_OPENS, opensAtPrepare ? 0 : opens);
        counters.put(Counter.AICPU_OPEN_FAILURES, 0L);
        counters.put(Counter.DEDUP_HITS, hits);
        counters.put(Counter.DEDUP_MISSES, misses);
        counters.put(Counter.UPLOADED_BYTES, uploadedBytes);
        counters.put(Counter.LIVE_IMAGES, misses);
        counters.put(Counter.LIVE_LIBRARIES, (long) open.size());
        counters.put(Counter.RUNS, runs);
        return counters;
    }

    /** A callable without kernels has nothing to store. */
    private void store(ChipCallable callable, boolean storedBefore) {
        if (callable.childCount() == 0) {
            return;
        }
        if (images.add(callable) && !storedBefore) {
            misses++;
            uploadedBytes += callable.byteSize();
        } else {
            hits++;
        }
    }

    private void open(int cid) {
        open.add(cid);
        opens++;
    }
}
