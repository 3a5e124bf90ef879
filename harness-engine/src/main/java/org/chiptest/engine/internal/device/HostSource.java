package org.chiptest.engine.internal.device;

import java.util.List;

import org.chiptest.runtime.hierarchy.HostWorker;

/** Make host workers for scenarios of level 3. */
@FunctionalInterface
public interface HostSource {

    /**
     * Make a worker with a chip on each of these devices, which its user initializes and the caller closes.
     *
     * @param subWorkers number of processes for sub tasks
     */
    HostWorker make(DeviceKind kind, List<Integer> deviceIds, int subWorkers);
}
