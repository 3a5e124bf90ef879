package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.args.TensorPlacement;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRing;

/**
 * What one slot runs: a callable with the arguments of each member, 1 for a single task.
 *
 * @param pins for each member the child that must run it, or {@link #ANY}
 */
public record Work(TaskCallable callable, List<TaskArgs> members, CallConfig config, List<Integer> pins) {

    /** No particular child. */
    public static final int ANY = -1;

    /**
     * Check work as it is submitted; everything that could not be run is refused here.
     *
     * @param pins     none, or one for each member
     * @param children number of children that can run it
     * @throws IllegalArgumentException  if there are no members, more than children, or pins that cannot be met
     * @throws IndexOutOfBoundsException if a pin is no child, or the arguments are more than a chip takes
     */
    public static Work checked(TaskCallable callable, List<TaskArgs> members, CallConfig config, List<Integer> pins,
            int children) {
        config.validate();
        if (members.isEmpty()) {
            throw new IllegalArgumentException("the list of arguments of " + callable
                    + " is empty; a group has one entry for each of its members");
        }
        WorkerType type = callable.type();
        if (members.size() > children) {
            throw new IllegalArgumentException(callable + " needs " + members.size() + " children at the same time,"
                    + " this worker has " + children + " of the kind " + type + "; submit fewer members, or have more");
        }
        Work work = new Work(callable, members, config, pins(callable, pins, members.size(), children));
        for (int member = 0; member < members.size(); member++) {
            requireAcceptable(work, member);
        }
        return work;
    }

    WorkerType type() {
        return callable.type();
    }

    /** Return the number of members. */
    public int size() {
        return members.size();
    }

    /** Return how many bytes the outputs take that have no memory yet. */
    long outputBytes() {
        long bytes = 0;
        for (TaskArgs args : members) {
            for (int i = 0; i < args.tensorCount(); i++) {
                if (isToAllocate(args, i)) {
                    bytes = Math.addExact(bytes, SlabRing.align(args.tensor(i).byteSize()));
                }
            }
        }
        return bytes;
    }

    /** Return the same work on copies of the arguments, with outputs that have no memory placed one after the other. */
    Work placedAt(long address) {
        TensorPlacement outputs = new OutputPlacement(address);
        return new Work(callable, members.stream().map(outputs::placed).toList(), config, pins);
    }

    /** Return the tensors whose producers must have run. */
    List<TensorKey> reads() {
        return keys(List.of(TensorArgType.INPUT, TensorArgType.INOUT));
    }

    /** Return the tensors that this work becomes the producer of. */
    List<TensorKey> writes() {
        return keys(List.of(TensorArgType.OUTPUT, TensorArgType.INOUT, TensorArgType.OUTPUT_EXISTING));
    }

    /** Name the callable and the size of a group, for messages. */
    String describe() {
        return callable + (size() == 1 ? "" : ", group of " + size());
    }

    private List<TensorKey> keys(List<TensorArgType> tags) {
        List<TensorKey> keys = new ArrayList<>();
        for (int member = 0; member < size(); member++) {
            TaskArgs args = members.get(member);
            for (int i = 0; i < args.tensorCount(); i++) {
                ContinuousTensor tensor = args.tensor(i);
                if (tensor.data() != 0 && tags.contains(args.tag(i))) {
                    keys.add(new TensorKey(tensor.data(), tensor.childMemory() ? pins.get(member) : TensorKey.HOST));
                }
            }
        }
        return keys;
    }

    private static boolean isToAllocate(TaskArgs args, int index) {
        ContinuousTensor tensor = args.tensor(index);
        return args.tag(index) == TensorArgType.OUTPUT && tensor.data() == 0 && !tensor.childMemory()
                && tensor.byteSize() > 0;
    }

    private static List<Integer> pins(TaskCallable callable, List<Integer> pins, int members, int children) {
        if (pins.isEmpty()) {
            // the only child there is, which child memory is then known to belong to
            return Collections.nCopies(members, children == 1 ? 0 : ANY);
        }
        if (pins.size() != members) {
            throw new IllegalArgumentException(callable + " has " + members + " members, but workers for "
                    + pins.size() + " were given: " + pins + "; give one for each, " + ANY + " for any");
        }
        HashSet<Integer> taken = new HashSet<>();
        for (int pin : pins) {
            if (pin != ANY && (pin < 0 || pin >= children)) {
                throw new IndexOutOfBoundsException("worker_id " + pin + " out of range (have " + children
                        + " children of the kind " + callable.type() + "); " + ANY + " is for any");
            }
            if (pin != ANY && !taken.add(pin)) {
                throw new IllegalArgumentException("two members of " + callable + " are to run on worker " + pin
                        + " at the same time; members of a group run on different ones");
            }
        }
        return List.copyOf(pins);
    }

    private static void requireAcceptable(Work work, int member) {
        TaskArgs args = work.members.get(member);
        if (work.callable.chip()) {
            ChipStorageTaskArgsDescriptor.requireFits(args);
        }
        for (int i = 0; i < args.tensorCount(); i++) {
            if (args.tensor(i).childMemory()) {
                requireReachable(work, args.tensor(i), i, work.pins.get(member));
            }
        }
    }

    private static void requireReachable(Work work, ContinuousTensor tensor, int index, int pin) {
        String what = "tensor " + index + " of " + work.callable + " is memory of a next-level worker";
        if (work.type() == WorkerType.SUB) {
            throw new IllegalArgumentException(what + ", which sub workers cannot reach; copy it to a host tensor");
        }
        if (pin == ANY) {
            throw new IllegalArgumentException(
                    what + ", but the task may run on any of them; name the worker in submit");
        }
        if (tensor.data() == 0 && tensor.byteSize() > 0) {
            throw new IllegalArgumentException(what + " at address 0; allocate it with malloc");
        }
    }

    /** Place outputs that have no memory one after the other. */
    private static final class OutputPlacement implements TensorPlacement {

        private long next;

        OutputPlacement(long next) {
            this.next = next;
        }

        @Override
        public long place(TaskArgs args, int index) {
            ContinuousTensor tensor = args.tensor(index);
            if (!isToAllocate(args, index)) {
                return tensor.data();
            }
            long address = next;
            next += SlabRing.align(tensor.byteSize());
            return address;
        }
    }
}
