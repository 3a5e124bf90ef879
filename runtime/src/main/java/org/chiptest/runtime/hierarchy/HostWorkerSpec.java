package org.chiptest.runtime.hierarchy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.chiptest.runtime.internal.hierarchy.NextLevel;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * Describe a host worker: its level, its chips, its sub workers, and the sizes and deadlines of its graph. Immutable.
 *
 * @param level      3 for a worker of chips, more for a worker of workers
 * @param processes  how processes of children are started and how long they may take
 * @param chips      how chips are opened; none for a worker without chips
 * @param deviceIds  numbers of the chips' devices, each once; none for a worker without chips
 * @param subWorkers number of processes for sub tasks
 * @param hierarchy  sizes and deadlines of the graph
 * @param memory     where host tensors live, closed after the worker; empty: memory of its own
 */
public record HostWorkerSpec(int level, WorkerSettings processes, Optional<ChipSource> chips, List<Integer> deviceIds,
        int subWorkers, HierarchySettings hierarchy, Optional<TensorMemory> memory) {

    private static final int MAX_SUB_WORKERS = 1024;

    public HostWorkerSpec {
        deviceIds = List.copyOf(deviceIds);
        if (NextLevel.of(level) != NextLevel.CHIPS && !deviceIds.isEmpty()) {
            throw new IllegalArgumentException("a worker of level " + level
                    + " has workers of lower levels, not chips; the devices are for those of level "
                    + NextLevel.CHIPS.lowest());
        }
        if (new HashSet<>(deviceIds).size() != deviceIds.size() || deviceIds.stream().anyMatch(id -> id < 0)) {
            throw new IllegalArgumentException(
                    "device ids " + deviceIds + ": each chip has a device of its own, with a number from 0");
        }
        if (subWorkers < 0 || subWorkers > MAX_SUB_WORKERS) {
            throw new IllegalArgumentException(
                    subWorkers + " sub workers were asked for; 0 to " + MAX_SUB_WORKERS + " are possible");
        }
    }

    /** Describe a worker of level 3 with memory of its own. */
    public HostWorkerSpec(ChipSource chips, List<Integer> deviceIds, int subWorkers, HierarchySettings hierarchy) {
        this(NextLevel.CHIPS.lowest(), chips.settings(), Optional.of(chips), deviceIds, subWorkers, hierarchy,
                Optional.empty());
    }

    /** Describe a worker with a chip on each of these devices, and no sub workers. */
    public static HostWorkerSpec level3(ChipSource chips, int... deviceIds) {
        return new HostWorkerSpec(chips, IntStream.of(deviceIds).boxed().toList(), 0, HierarchySettings.defaults());
    }

    /** Describe a worker of workers, which are added to it by {@link HostWorker#addWorker}, and no sub workers. */
    public static HostWorkerSpec level4(WorkerSettings processes) {
        return ofLevel(NextLevel.WORKERS.lowest(), processes);
    }

    /** Describe a worker of any level without chips or sub workers. */
    public static HostWorkerSpec ofLevel(int level, WorkerSettings processes) {
        return new HostWorkerSpec(level, processes, Optional.empty(), List.of(), 0, HierarchySettings.defaults(),
                Optional.empty());
    }

    /** Set how chips are opened, and the numbers of their devices; their processes may be started in another way than the others. */
    public HostWorkerSpec chips(ChipSource source, List<Integer> devices) {
        return new HostWorkerSpec(level, processes, Optional.of(source), devices, subWorkers, hierarchy, memory);
    }

    /** Set the number of processes for sub tasks. */
    public HostWorkerSpec subWorkers(int count) {
        return new HostWorkerSpec(level, processes, chips, deviceIds, count, hierarchy, memory);
    }

    /** Set the sizes and deadlines of the graph. */
    public HostWorkerSpec hierarchy(HierarchySettings settings) {
        return new HostWorkerSpec(level, processes, chips, deviceIds, subWorkers, settings, memory);
    }

    /** Set where host tensors live; whoever owns the memory closes it after the worker. */
    public HostWorkerSpec memory(TensorMemory shared) {
        return new HostWorkerSpec(level, processes, chips, deviceIds, subWorkers, hierarchy, Optional.of(shared));
    }
}
