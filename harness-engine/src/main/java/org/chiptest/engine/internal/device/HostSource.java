package org.chiptest.engine.internal.device;

import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.process.ChipPool;

/** Make host workers for scenarios of level 3. */
@FunctionalInterface
public interface HostSource {

    /**
     * Make a worker with a chip on each of these devices, which its user initializes and the caller closes.
     *
     * @param subWorkers number of processes for sub tasks
     * @param kept       where chips come from that other scenarios have left, and where these are left
     */
    HostWorker make(DeviceKind kind, List<Integer> deviceIds, int subWorkers, Optional<ChipPool.Visit> kept);

    /** Return where chips of a kind are left; nowhere unless devices of this kind can be used by one scenario after the other. */
    default Optional<ChipPool> chips(DeviceKind kind) {
        return Optional.empty();
    }
}
