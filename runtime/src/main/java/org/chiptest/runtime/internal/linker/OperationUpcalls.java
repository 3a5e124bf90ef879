package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * The Java side of the operations that orchestrations call, as native functions.
 *
 * <p>All have one signature, the index of the runtime object and four words, so that one stub class serves them all; the C++ types are in
 * the shim. An exception that left an upcall would end the VM: each target catches everything, keeps it in the runtime object and
 * stops the run.
 */
final class OperationUpcalls {

    private static final int TEXT_LIMIT = 4096;
    private static final MethodType TARGET = MethodType.methodType(long.class, long.class, long.class, long.class,
            long.class, long.class);
    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG, JAVA_LONG);

    /** A method of this class and what the orchestration gets if it throws or its run is over. */
    private record Target(String method, long failed) {}

    // the order of struct Upcalls in the shim
    private static final List<Target> TARGETS = List.of(new Target("addTask", -1), new Target("setTensorInfo", -1),
            new Target("addSuccessor", 0), new Target("recordTensorPair", 0), new Target("taskCount", 0),
            new Target("printRuntime", 0), new Target("deviceMalloc", 0), new Target("deviceFree", 0),
            new Target("copyToDevice", -1), new Target("submitTask", 0), new Target("scopeBegin", 0),
            new Target("scopeEnd", 0), new Target("orchestrationDone", 0), new Target("reportFatal", 0),
            new Target("log", 0), new Target("getTensorData", 0), new Target("setTensorData", 0),
            new Target("allocTensors", 0), new Target("submitDummyTask", 0));

    private static final LogLevel[] LEVELS = LogLevel.values();

    private final RuntimeObjects objects;

    OperationUpcalls(RuntimeObjects objects) {
        this.objects = objects;
    }

    /** Make the functions and return an array of their addresses, in the shim's order; they stay for the life of the process. */
    MemorySegment link() {
        MemorySegment table = Arena.global().allocate(ADDRESS, TARGETS.size());
        for (int i = 0; i < TARGETS.size(); i++) {
            table.setAtIndex(ADDRESS, i,
                    Linker.nativeLinker().upcallStub(guarded(TARGETS.get(i)), SIGNATURE, Arena.global()));
        }
        return table;
    }

    private MethodHandle guarded(Target target) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle method = lookup.bind(this, target.method, TARGET);
            MethodHandle handler = lookup.bind(this, "failed",
                    MethodType.methodType(long.class, long.class, Throwable.class, long.class));
            return MethodHandles.catchException(method, Throwable.class,
                    MethodHandles.insertArguments(handler, 0, target.failed));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no operation " + target.method, e);
        }
    }

    // the targets, called by the shim

    long addTask(long slot, long args, long argCount, long funcId, long coreType) {
        return hbg(slot).addTask(args, (int) argCount, (int) funcId, (int) coreType);
    }

    long setTensorInfo(long slot, long task, long infos, long count, long unused) {
        return hbg(slot).setTensorInfo((int) task, infos, (int) count);
    }

    long addSuccessor(long slot, long from, long to, long unused, long unused2) {
        hbg(slot).addSuccessor((int) from, (int) to);
        return 0;
    }

    long recordTensorPair(long slot, long host, long device, long size, long unused) {
        hbg(slot).recordTensorPair(host, device, size);
        return 0;
    }

    long taskCount(long slot, long unused, long unused2, long unused3, long unused4) {
        return hbg(slot).taskCount();
    }

    long printRuntime(long slot, long unused, long unused2, long unused3, long unused4) {
        hbg(slot).printRuntime();
        return 0;
    }

    long deviceMalloc(long slot, long size, long unused, long unused2, long unused3) {
        return hbg(slot).deviceMalloc(size);
    }

    long deviceFree(long slot, long address, long unused, long unused2, long unused3) {
        hbg(slot).deviceFree(address);
        return 0;
    }

    long copyToDevice(long slot, long device, long host, long size, long unused) {
        return hbg(slot).copyToDevice(device, host, size);
    }

    long submitTask(long slot, long kernels, long arg, long outputs, long unused) {
        trb(slot).submitTask(kernels, arg, outputs);
        return 0;
    }

    long scopeBegin(long slot, long mode, long unused, long unused2, long unused3) {
        trb(slot).scopeBegin((int) mode);
        return 0;
    }

    long scopeEnd(long slot, long unused, long unused2, long unused3, long unused4) {
        trb(slot).scopeEnd();
        return 0;
    }

    long orchestrationDone(long slot, long unused, long unused2, long unused3, long unused4) {
        trb(slot).orchestrationDone();
        return 0;
    }

    long reportFatal(long slot, long code, long function, long message, long unused) {
        trb(slot).reportFatal((int) code, text(function), text(message));
        return 0;
    }

    long log(long slot, long level, long verbosity, long function, long message) {
        trb(slot).log(LEVELS[(int) level], (int) verbosity, text(function), text(message));
        return 0;
    }

    long getTensorData(long slot, long tensor, long dims, long indices, long unused) {
        return trb(slot).getTensorData(tensor, (int) dims, indices);
    }

    long setTensorData(long slot, long tensor, long dims, long indices, long value) {
        trb(slot).setTensorData(tensor, (int) dims, indices, value);
        return 0;
    }

    long allocTensors(long slot, long arg, long outputs, long unused, long unused2) {
        trb(slot).allocTensors(arg, outputs);
        return 0;
    }

    long submitDummyTask(long slot, long arg, long outputs, long unused, long unused2) {
        trb(slot).submitDummyTask(arg, outputs);
        return 0;
    }

    long failed(long result, Throwable e, long slot) {
        RuntimeObject object = objects.at(slot);
        if (object != null) {
            object.fail(e);
        }
        // else the run is over, and whoever would want to know is gone
        return result;
    }

    private HbgOperations hbg(long slot) {
        return running(slot).operations(HbgOperations.class);
    }

    private TrbOperations trb(long slot) {
        return running(slot).operations(TrbOperations.class);
    }

    private RuntimeObject running(long slot) {
        RuntimeObject object = objects.at(slot);
        if (object == null) {
            throw new IllegalStateException("operation called after the end of its run");
        }
        return object;
    }

    private static String text(long address) {
        return NativeMemory.getString(address, TEXT_LIMIT);
    }
}
