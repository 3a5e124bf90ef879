package org.chiptest.runtime.hierarchy;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRing;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRings;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;

/**
 * What a {@link WorkerFactory} makes the worker of a child process from: settings that were inherited from the parent, and a part of
 * the parent's memory, so that tensors of the parent are within reach of all descendants.
 */
public final class HostContext {

    /** The four rings take at most half of the memory. */
    private static final int RINGS_IN_MEMORY = 2 * SlabRings.COUNT;

    private final int parentLevel;
    private final WorkerSettings settings;
    private final HostMemory memory;

    HostContext(int parentLevel, WorkerSettings settings, HostMemory memory) {
        this.parentLevel = parentLevel;
        this.settings = settings;
        this.memory = memory;
    }

    /** Describe a worker of level 3 with a chip on each of these devices, and no sub workers. */
    public HostWorkerSpec level3(String platform, RuntimeKind runtime, int... deviceIds) {
        return own(HostWorkerSpec.level3(new ChipSource(platform, runtime, settings), deviceIds));
    }

    /**
     * Describe a worker without chips: of level 3 for sub tasks only, of a higher one for workers that are added to it.
     *
     * @param level below that of the parent
     */
    public HostWorkerSpec ofLevel(int level) {
        return own(HostWorkerSpec.ofLevel(level, settings));
    }

    /** Return how processes are started and how long they may take. */
    public WorkerSettings settings() {
        return settings;
    }

    /** Check that a worker can be the one of this process. */
    void requireOwn(HostWorker worker, String what) {
        if (worker.isInitialized()) {
            throw new IllegalStateException(what + " must not be initialized: its process does that");
        }
        if (worker.level() >= parentLevel) {
            throw new IllegalStateException(what + " is of level " + worker.level() + ", and its parent of level "
                    + parentLevel + "; children are of lower levels");
        }
        if (!worker.uses(memory)) {
            throw new IllegalStateException(
                    what + " has memory of its own, so tensors of its parent are out of its reach;"
                            + " describe it by the methods of its HostContext");
        }
    }

    private HostWorkerSpec own(HostWorkerSpec spec) {
        long ringBytes = Math.min(HierarchySettings.DEFAULT_RING_BYTES, memory.largestFree() / RINGS_IN_MEMORY);
        return spec.memory(memory)
                .hierarchy(spec.hierarchy().withRingBytes(ringBytes - ringBytes % SlabRing.ALIGNMENT));
    }
}
