package org.chiptest.engine.internal.conformance;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.internal.process.parent.ChildDevice;
import org.chiptest.runtime.internal.process.parent.RenewedDevice;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;

/**
 * A worker, and what rules do with it.
 *
 * @param device what the worker stands on
 */
record KitWorker(ChipWorker worker, Device device, Bench bench) {

    private static final int ELEMENTS = 100;

    /** Say what {@code apply} computes of x. */
    record Applied(KitCallable callable, int factor, int summand) {

        static final Applied USUAL = new Applied(KitCallable.APPLY, 3, 8);
        static final Applied OTHER = new Applied(KitCallable.APPLY_OTHER, 5, 2);
        static final Applied FAR = new Applied(KitCallable.APPLY_FAR, 3, 8);
    }

    /** Prepare a callable; it is unregistered when it is closed. */
    PreparedCallable prepare(int cid, KitCallable callable) {
        return worker.prepare(cid, bench.callable(callable));
    }

    /** Require that the worker prepares and runs something, and computes what it must. */
    void requireUsable(int cid) {
        try (PreparedCallable _ = prepare(cid, KitCallable.APPLY)) {
            apply(cid, Applied.USUAL, "run of id " + cid, Bench.config());
        }
    }

    /** Run what is prepared under an id, and require that it computes what it must. */
    void apply(int cid, Applied applied, String where, CallConfig config) {
        apply(worker, cid, applied, where, config);
    }

    /** Run what is prepared under an id of a worker, and require that it computes what it must. */
    static void apply(ChipWorker worker, int cid, Applied applied, String where, CallConfig config) {
        try (HostTensor x = worker.allocate(DataType.INT64, ELEMENTS);
                HostTensor y = worker.allocate(DataType.INT64, ELEMENTS)) {
            x.fill(i -> i - 7.0);
            worker.run(cid, new TaskArgs().tensor(x).tensor(y), config);
            SubmittedGraphs.requireEqual("what " + where + " computes", values(y),
                    LongStream.range(0, ELEMENTS).map(i -> applied.factor() * (i - 7) + applied.summand()).toArray());
        }
    }

    /** Run a callable on tensors of one element, and return what they are then. */
    long[] runOnWords(int cid, List<Long> words, List<Long> scalars, CallConfig config) {
        List<HostTensor> tensors = words.stream().map(word -> worker.allocate(DataType.INT64, 1).setLong(0, word))
                .toList();
        try {
            TaskArgs args = new TaskArgs();
            tensors.forEach(args::tensor);
            scalars.forEach(args::scalar);
            worker.run(cid, args, config);
            return tensors.stream().mapToLong(tensor -> tensor.getLong(0)).toArray();
        } finally {
            tensors.forEach(HostTensor::close);
        }
    }

    /** Require that an operation fails with a code. */
    static void requireCode(int code, String what, Runnable operation) {
        OptionalInt found = codeOf(operation);
        if (found.isEmpty()) {
            throw new AssertionError(what + " succeeds, but must fail with code " + code);
        }
        if (found.getAsInt() != code) {
            throw new AssertionError(what + " fails with code " + found.getAsInt() + " instead of " + code);
        }
    }

    /** Return the code of a failed operation. A worker that dies has no code that counts. */
    static OptionalInt codeOf(Runnable operation) {
        try {
            operation.run();
            return OptionalInt.empty();
        } catch (WorkerDiedException e) {
            throw e;
        } catch (WorkerException e) {
            return OptionalInt.of(e.code());
        }
    }

    /** Return the process that the device is in now. */
    long pid() {
        return switch (device) {
            case ChildDevice child -> child.pid();
            case RenewedDevice renewed -> renewed.process().pid();
            default -> ProcessHandle.current().pid();
        };
    }

    /** Tell whether the device is in a process of its own. */
    boolean isContained() {
        return pid() != ProcessHandle.current().pid();
    }

    /** Let programs run on this worker, under an id that has the interpreter. */
    ProgramDevice programs(int cid) {
        return new ProgramDevice() {

            @Override
            public HostTensor allocate(DataType dtype, int... shape) {
                return worker.allocate(dtype, shape);
            }

            @Override
            public CallConfig config() {
                return Bench.config();
            }

            @Override
            public void run(TaskArgs args, CallConfig config) {
                worker.run(cid, args, config);
            }
        };
    }

    private static long[] values(HostTensor tensor) {
        return IntStream.range(0, ELEMENTS).mapToLong(tensor::getLong).toArray();
    }
}
