package org.chiptest.diagnostics.internal.divergence;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.DifferentGraph.Part;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;

/**
 * What an orchestration says of a task, so far as it does not depend on where things lie: which kernels, what they are given.
 *
 * <p>Between tasks of different runtimes only kernels and sizes of tensors are compared: scalars are another matter there, one of the two
 * has no blocks, and dimensions are what an orchestration makes of them.
 *
 * @param task the task
 */
record TaskContent(RecordedTask task) {

    /** Addresses of a process; numbers are smaller, and bits of a double larger. */
    private static final long LEAST_ADDRESS = 1L << 32;
    private static final long MOST_ADDRESS = 1L << 47;
    private static final long PAGE = 4096;

    /**
     * A difference between two tasks.
     *
     * @param part     what differs
     * @param argument index of the argument on the other side, -1 if it is about none
     * @param expected what this one has
     * @param actual   what the other one has
     */
    record Difference(Part part, int argument, String expected, String actual) {}

    /** Return the first difference to another task. */
    Optional<Difference> difference(RecordedTask other, boolean sameRuntime) {
        if (!kernels(task).equals(kernels(other))) {
            return found(Part.KERNEL, -1, "kernels " + kernels(task), "kernels " + kernels(other));
        }
        if (sameRuntime && task.blocks() != other.blocks()) {
            return found(Part.BLOCKS, -1, task.blocks() + " blocks", other.blocks() + " blocks");
        }
        return arguments(arguments(task, sameRuntime), arguments(other, sameRuntime), sameRuntime);
    }

    boolean isLike(RecordedTask other, boolean sameRuntime) {
        return difference(other, sameRuntime).isEmpty();
    }

    /** Return a number that is the same for tasks that are alike. */
    int key(boolean sameRuntime) {
        return Objects.hash(kernels(task), sameRuntime ? task.blocks() : 0,
                arguments(task, sameRuntime).stream()
                        .mapToInt(each -> each.role() == Role.SCALAR
                                ? scalarKey(each.tensorId())
                                : shapeKey(each, sameRuntime))
                        .boxed().toList());
    }

    private static int scalarKey(long bits) {
        return Long.hashCode(isAddress(bits) ? bits % PAGE : bits);
    }

    private static int shapeKey(RecordedArgument argument, boolean sameRuntime) {
        return sameRuntime
                ? Objects.hash(argument.role(), argument.dataType(), argument.shape(), argument.offset())
                : 0;
    }

    private static List<Integer> kernels(RecordedTask task) {
        return task.kernels().stream().filter(each -> each >= 0).toList();
    }

    private static List<RecordedArgument> arguments(RecordedTask task, boolean sameRuntime) {
        return sameRuntime
                ? task.arguments()
                : task.arguments().stream().filter(each -> each.role() != Role.SCALAR).toList();
    }

    private static Optional<Difference> arguments(List<RecordedArgument> these, List<RecordedArgument> others,
            boolean sameRuntime) {
        for (int i = 0; i < Math.min(these.size(), others.size()); i++) {
            Optional<Difference> difference = argument(these.get(i), others.get(i), sameRuntime);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return these.size() == others.size()
                ? Optional.empty()
                : found(Part.ARGUMENT, -1, these.size() + " arguments", others.size() + " arguments");
    }

    private static Optional<Difference> argument(RecordedArgument one, RecordedArgument other, boolean sameRuntime) {
        int at = other.index();
        if (sameRuntime && one.role() != other.role()) {
            return found(Part.ARGUMENT, at, one.role().name(), other.role().name());
        }
        if (one.role() == Role.SCALAR) {
            return scalar(one.tensorId(), other.tensorId(), at);
        }
        if (one.dataType().isEmpty() || other.dataType().isEmpty()) {
            return Optional.empty();
        }
        if (!one.dataType().equals(other.dataType())) {
            return found(Part.TYPE, at, one.dataType(), other.dataType());
        }
        if (sameRuntime ? !one.shape().equals(other.shape()) : elements(one) != elements(other)) {
            return found(Part.SHAPE, at, one.dataType() + one.shape(), other.dataType() + other.shape());
        }
        return !sameRuntime || one.offset().equals(other.offset())
                ? Optional.empty()
                : found(Part.REGION, at, "from " + one.offset(), "from " + other.offset());
    }

    private static long elements(RecordedArgument argument) {
        return argument.shape().stream().reduce(1L, (one, other) -> one * other);
    }

    private static Optional<Difference> scalar(long one, long other, int at) {
        boolean alike = one == other || isAddress(one) && isAddress(other) && one % PAGE == other % PAGE;
        return alike ? Optional.empty() : found(Part.SCALAR, at, number(one), number(other));
    }

    /** Addresses differ from process to process, but for their place in their page. */
    private static boolean isAddress(long bits) {
        return bits >= LEAST_ADDRESS && bits < MOST_ADDRESS;
    }

    private static String number(long bits) {
        return bits + " (0x" + Long.toHexString(bits) + ")";
    }

    private static Optional<Difference> found(Part part, int argument, String expected, String actual) {
        return Optional.of(new Difference(part, argument, expected, actual));
    }
}
