package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.diagnostics.divergence.TaskInputs;
import org.chiptest.diagnostics.divergence.TaskOutputs;
import org.chiptest.diagnostics.divergence.TaskTensor;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;

/** A task as its references see it: what it read, and room for what it has to write. */
final class ReferenceCall {

    private final DumpedSide side;
    private final int task;
    private final Map<Integer, HeldTensor> read = new TreeMap<>();
    private final Map<Integer, HeldTensor> written = new TreeMap<>();

    private ReferenceCall(DumpedSide side, int task) {
        this.side = side;
        this.task = task;
    }

    /** Read what a task was given; nothing if that was not dumped as a whole. */
    static Optional<ReferenceCall> of(DumpedSide side, int task) throws IOException {
        ReferenceCall call = new ReferenceCall(side, task);
        List<RecordedArgument> tensors = side.recorded().tensors(task);
        for (int number = 0; number < tensors.size(); number++) {
            if (!call.add(number, tensors.get(number))) {
                return Optional.empty();
            }
        }
        return Optional.of(call);
    }

    private boolean add(int number, RecordedArgument argument) throws IOException {
        boolean reads = argument.role() != Role.OUTPUT;
        boolean writes = argument.role() == Role.OUTPUT || argument.role() == Role.INOUT;
        return (!reads || holdRead(number, argument)) && (!writes || holdWritten(number, argument));
    }

    private boolean holdRead(int number, RecordedArgument argument) throws IOException {
        Optional<DumpedTensor> before = whole(argument, true);
        if (before.isEmpty()) {
            return false;
        }
        read.put(number, HeldTensor.read(before.get(), side.payloads().all(before.get())));
        return true;
    }

    /** What is changed begins as it was, what is only written as zeros; what the kernel has written is compared with it. */
    private boolean holdWritten(int number, RecordedArgument argument) throws IOException {
        Optional<DumpedTensor> after = whole(argument, false);
        Optional<DumpedTensor> first = argument.role() == Role.INOUT ? whole(argument, true) : after;
        if (after.isEmpty() || first.isEmpty()) {
            return false;
        }
        byte[] bytes = argument.role() == Role.INOUT
                ? side.payloads().all(first.get())
                : new byte[Math.toIntExact(first.get().bytes())];
        written.put(number, HeldTensor.written(first.get(), bytes));
        return true;
    }

    private Optional<DumpedTensor> whole(RecordedArgument argument, boolean before) {
        return side.find(task, argument, before).filter(each -> !each.cut());
    }

    /**
     * Let a reference compute.
     *
     * @throws IllegalStateException if it throws
     */
    void run(KernelReference reference, int funcId) {
        try {
            reference.compute(new Inputs(), new Outputs());
        } catch (RuntimeException e) {
            throw new IllegalStateException("the reference of kernel " + funcId + " failed at "
                    + side.recorded().place(task).describe() + ": " + e + "; correct the reference", e);
        }
    }

    /** Return what the references have computed, by the numbers of tensors. */
    Map<Integer, HeldTensor> written() {
        return written;
    }

    private TaskTensor find(int number, Map<Integer, HeldTensor> among, String what) {
        HeldTensor found = among.get(number);
        if (found == null) {
            throw new IllegalArgumentException(side.recorded().place(task).name() + " " + what + " no tensor " + number
                    + "; those that it does are " + among.keySet());
        }
        return found;
    }

    /** What the task read. */
    private final class Inputs implements TaskInputs {

        @Override
        public TaskTensor tensor(int number) {
            return find(number, read, "reads");
        }

        @Override
        public long scalar(int number) {
            List<RecordedArgument> scalars = side.recorded().task(task).arguments().stream()
                    .filter(each -> each.role() == Role.SCALAR).toList();
            if (number < 0 || number >= scalars.size()) {
                throw new IllegalArgumentException(side.recorded().place(task).name() + " has no scalar " + number
                        + "; it has " + scalars.size());
            }
            return scalars.get(number).tensorId();
        }

        @Override
        public int blocks() {
            return side.recorded().task(task).blocks();
        }
    }

    /** What the task has to write. */
    private final class Outputs implements TaskOutputs {

        @Override
        public TaskTensor tensor(int number) {
            return find(number, written, "writes");
        }
    }
}
