package org.chiptest.engine.internal.attempt;

import java.util.List;
import java.util.Optional;

import org.chiptest.engine.internal.lease.FreshWorkers;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.worker.ChipWorker;

/**
 * Hold what a test works with.
 *
 * @param deviceIds numbers of the devices that it has leased, ascending
 * @param chip      the worker on the only device, which the harness has opened for it, at level 2
 * @param fresh     opens more workers on that device for a moment, at level 2
 * @param host      the worker whose chips are the devices, which the test initializes, at level 3
 */
record Workplace(List<Integer> deviceIds, Optional<ChipWorker> chip, Optional<FreshWorkers> fresh,
        Optional<HostWorker> host) {

    Workplace {
        deviceIds = List.copyOf(deviceIds);
    }

    /** Hold a worker on one device. */
    static Workplace of(int deviceId, ChipWorker worker, FreshWorkers fresh) {
        return new Workplace(List.of(deviceId), Optional.of(worker), Optional.of(fresh), Optional.empty());
    }

    /** Hold a worker on many devices. */
    static Workplace of(List<Integer> deviceIds, HostWorker worker) {
        return new Workplace(deviceIds, Optional.empty(), Optional.empty(), Optional.of(worker));
    }
}
