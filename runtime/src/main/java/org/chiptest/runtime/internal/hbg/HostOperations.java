package org.chiptest.runtime.internal.hbg;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.graph.Run;
import org.chiptest.runtime.internal.graph.RunPhase;
import org.chiptest.runtime.internal.graph.RunWatch;
import org.chiptest.runtime.internal.linker.HbgOperations;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.log.RuntimeLog;
import org.chiptest.runtime.internal.memory.MemoryNames;
import org.chiptest.runtime.internal.redzone.OverrunReport;
import org.chiptest.runtime.internal.sim.memory.DeviceMemory;
import org.jspecify.annotations.Nullable;

/**
 * What an orchestration asks for while it builds its graph ({@code docs/contract/hbg.md#operations}), and what it leaves to do
 * afterwards: pairs to copy back and memory to free.
 */
final class HostOperations implements HbgOperations {

    static final int MAX_PAIRS = 64;

    private static final int OK = 0;
    private static final int REFUSED = -1;

    private final HostGraph graph;
    private final DeviceMemory memory;
    private final RuntimeLog log;
    private final Thread owner = Thread.currentThread();
    private final MemoryNames names;
    private final TaskArgs args;
    private final RunWatch watch;
    private final List<TensorPair> pairs = new ArrayList<>();
    private final List<Long> allocations = new ArrayList<>();

    /** The host address that a device address was filled from or is copied back to; for reports. */
    private final Map<Long, Long> hostOf = new HashMap<>();
    private final Map<Integer, MemorySegment> tensorInfos = new HashMap<>();

    private @Nullable String refused;

    private record TensorPair(long host, long device, long size) {}

    HostOperations(HostGraph graph, DeviceMemory memory, RuntimeLog log, MemoryNames names, Run run) {
        this.graph = graph;
        this.memory = memory;
        this.log = log;
        this.names = names;
        this.args = run.args();
        this.watch = run.watch();
    }

    @Override
    public int addTask(long args, int argCount, int funcId, int coreType) {
        requireOwner("add_task");
        if (argCount > HostGraph.MAX_ARGS) {
            return refuse("add_task: a task has at most " + HostGraph.MAX_ARGS + " arguments, found " + argCount);
        }
        if (argCount < 0 || argCount > 0 && args == 0) {
            return refuse("add_task: " + argCount + " arguments" + (argCount < 0 ? "" : " at a null pointer")
                    + "; a task without any has 0");
        }
        boolean none = argCount == 0;
        int id = graph.add(none ? MemorySegment.NULL : NativeMemory.at(args, (long) argCount * Long.BYTES), funcId,
                coreType);
        if (id == HostGraph.NO_TASK) {
            return refuse("add_task: a graph has at most " + HostGraph.MAX_TASKS + " tasks");
        }
        return id;
    }

    @Override
    public int setTensorInfo(int task, long infos, int count) {
        requireOwner("set_tensor_info");
        if (!graph.has(task) || count < 0 || count > HostGraph.MAX_ARGS || infos == 0 && count > 0) {
            return REFUSED;
        }
        MemorySegment copy = MemorySegment.ofArray(new byte[count * TensorInfoDescriptor.SIZE]);
        if (count > 0) {
            copy.copyFrom(NativeMemory.at(infos, copy.byteSize()));
        }
        tensorInfos.put(task, copy);
        return OK;
    }

    @Override
    public void addSuccessor(int from, int to) {
        requireOwner("add_successor");
        if (!graph.has(from) || !graph.has(to)) {
            throw new DeviceException(REFUSED, "add_successor: there is no edge from " + graph.describe(from) + " to "
                    + graph.describe(to) + ": the graph has "
                    + (graph.count() == 0 ? "no tasks" : "tasks 0 to " + (graph.count() - 1))
                    + "; use what add_task has returned, unless that is -1");
        }
        if (!graph.connect(from, to)) {
            throw new DeviceException(REFUSED, "add_successor: an edge from " + graph.describe(from) + " to "
                    + graph.describe(to) + " is one too many: a task has at most " + HostGraph.MAX_FANOUT
                    + " successors; let a task between them have some");
        }
    }

    @Override
    public void recordTensorPair(long host, long device, long size) {
        requireOwner("record_tensor_pair");
        if (pairs.size() == MAX_PAIRS) {
            throw new DeviceException(REFUSED, "record_tensor_pair: " + describe(host, device, size)
                    + " is one too many: a run copies back at most " + MAX_PAIRS
                    + " tensors; copy several back as one");
        }
        if (size < 0) {
            throw new DeviceException(REFUSED, "record_tensor_pair: " + describe(host, device, size)
                    + " has more bytes than there are; sizes are those of tensors");
        }
        requireInside("record_tensor_pair", host, device, size);
        pairs.add(new TensorPair(host, device, size));
        nameAfter(host, device, size);
    }

    @Override
    public int taskCount() {
        requireOwner("get_task_count");
        return graph.count();
    }

    @Override
    public void printRuntime() {
        requireOwner("print_runtime");
        log.debug("print_runtime", graph.count() + " tasks, " + pairs.size() + " tensors to copy back, "
                + allocations.size() + " allocations, tensor info for " + tensorInfos.size() + " tasks");
    }

    @Override
    public long deviceMalloc(long size) {
        requireOwner("device_malloc");
        try {
            long address = memory.malloc(size);
            allocations.add(address);
            hostOf.remove(address);
            names.add(address, size, () -> nameOf(address, size));
            return address;
        } catch (DeviceException e) {
            log.error("device_malloc", String.valueOf(e.getMessage()));
            return 0;
        }
    }

    @Override
    public void deviceFree(long address) {
        requireOwner("device_free");
        if (allocations.contains(address)) {
            requireUnused(address, memory.sizeOf(address).orElse(0));
            allocations.remove(address);
            memory.free(address);
        }
    }

    @Override
    public int copyToDevice(long device, long host, long size) {
        requireOwner("copy_to_device");
        if (device == 0 || host == 0 || size < 0) {
            return refuse("copy_to_device: " + describe(host, device, size) + " cannot be copied: addresses are not 0,"
                    + " and sizes are those of tensors");
        }
        requireInside("copy_to_device", host, device, size);
        watch.enter(RunPhase.COPY_IN);
        NativeMemory.at(device, size).copyFrom(NativeMemory.at(host, size));
        watch.enter(RunPhase.ORCHESTRATE);
        nameAfter(host, device, size);
        return OK;
    }

    /** Return the first thing that would be missing from the result and that the orchestration was told by a return value, or null. */
    @Nullable
    String refused() {
        return refused;
    }

    /** Tell whether an address lies in memory of the device. */
    boolean isDeviceMemory(long address) {
        return memory.contains(address);
    }

    /** Return what was told about the tensors of a task, or null. */
    @Nullable
    MemorySegment tensorInfos(int task) {
        return tensorInfos.get(task);
    }

    /** Copy every recorded tensor back to the host; -1 if one could not be. */
    int copyBack() {
        int code = OK;
        for (TensorPair pair : pairs) {
            if (pair.host == 0 || pair.device == 0) {
                code = REFUSED;
            } else {
                NativeMemory.at(pair.host, pair.size).copyFrom(NativeMemory.at(pair.device, pair.size));
            }
        }
        return code;
    }

    /** Return what was written around device memory since this was asked last. */
    OverrunReport overruns() {
        return OverrunReport.of(memory.takeOverruns(), this::nameOf, graph::kernelsWith);
    }

    /** Give back everything that the orchestration allocated. */
    void release() {
        allocations.reversed().forEach(memory::free);
        allocations.clear();
    }

    /** What other threads did here would be lost or break what this one does: nothing is synchronized. */
    private void requireOwner(String operation) {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw new DeviceException(REFUSED, operation + ": called by the thread " + caller.getName()
                    + ", but operations are for the thread that runs the orchestration's entry;"
                    + " let other threads prepare data, and build the graph from there");
        }
    }

    /** What lies behind a block or an argument would be taken for its content. Memory that is neither is the orchestration's own affair. */
    private void requireInside(String operation, long host, long device, long size) {
        memory.misfit(device, size).or(() -> memory.misfit(host, size))
                .or(() -> OverrunReport.beyondArgument(host, size, args)).ifPresent(reason -> {
                    throw new DeviceException(REFUSED, operation + ": " + describe(host, device, size)
                            + " is larger than its memory: " + reason);
                });
    }

    /** Tasks run, and pairs are copied back, after the orchestration: by then the memory would be somebody else's. */
    private void requireUnused(long address, long size) {
        SortedSet<Integer> kernels = graph.kernelsWith(address, size);
        boolean paired = pairs.stream().anyMatch(pair -> pair.device >= address && pair.device < address + size);
        if (paired || !kernels.isEmpty()) {
            throw new DeviceException(REFUSED, "device_free: device memory of " + size + " bytes at 0x"
                    + Long.toHexString(address) + " is still needed: "
                    + (paired ? "it is copied back when the run ends" : "tasks of kernels " + kernels + " have it")
                    + "; leave it allocated, the end of the run frees it");
        }
    }

    private int refuse(String reason) {
        if (refused == null) {
            refused = reason;
        }
        return REFUSED;
    }

    private static String describe(long host, long device, long size) {
        return "the pair of host address 0x" + Long.toHexString(host) + " and device address 0x"
                + Long.toHexString(device) + " with " + Long.toUnsignedString(size) + " bytes";
    }

    private void nameAfter(long host, long device, long size) {
        hostOf.put(device, host);
        names.add(device, size, () -> nameOf(device, size));
    }

    private String nameOf(long device, long size) {
        String block = OverrunReport.nameOf(device, size, args);
        return Optional.ofNullable(hostOf.get(device)).flatMap(host -> OverrunReport.argumentIn(host, size, args))
                .map(argument -> block + ", the copy of " + argument).orElse(block);
    }
}
