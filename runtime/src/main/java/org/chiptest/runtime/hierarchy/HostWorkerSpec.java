package org.chiptest.runtime.hierarchy;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.runtime.worker.process.ChipSource;

/**
 * Describe a host worker of level 3: its chips, its sub workers, and the sizes and deadlines of its graph. Immutable.
 *
 * @param chips      how chips are opened; its settings are those of the sub workers' processes too
 * @param deviceIds  numbers of the chips' devices, each once; none for a worker without chips
 * @param subWorkers number of processes for sub tasks
 * @param hierarchy  sizes and deadlines of the graph
 */
public record HostWorkerSpec(ChipSource chips, List<Integer> deviceIds, int subWorkers, HierarchySettings hierarchy) {

    private static final int MAX_SUB_WORKERS = 1024;

    public HostWorkerSpec {
        deviceIds = List.copyOf(deviceIds);
        if (new HashSet<>(deviceIds).size() != deviceIds.size() || deviceIds.stream().anyMatch(id -> id < 0)) {
            throw new IllegalArgumentException(
                    "device ids " + deviceIds + ": each chip has a device of its own, with a number from 0");
        }
        if (subWorkers < 0 || subWorkers > MAX_SUB_WORKERS) {
            throw new IllegalArgumentException(
                    subWorkers + " sub workers were asked for; 0 to " + MAX_SUB_WORKERS + " are possible");
        }
    }

    /** Describe a worker with a chip on each of these devices, and no sub workers. */
    public static HostWorkerSpec level3(ChipSource chips, int... deviceIds) {
        return new HostWorkerSpec(chips, IntStream.of(deviceIds).boxed().toList(), 0, HierarchySettings.defaults());
    }

    /** Set the number of processes for sub tasks. */
    public HostWorkerSpec subWorkers(int count) {
        return new HostWorkerSpec(chips, deviceIds, count, hierarchy);
    }

    /** Set the sizes and deadlines of the graph. */
    public HostWorkerSpec hierarchy(HierarchySettings settings) {
        return new HostWorkerSpec(chips, deviceIds, subWorkers, settings);
    }
}
