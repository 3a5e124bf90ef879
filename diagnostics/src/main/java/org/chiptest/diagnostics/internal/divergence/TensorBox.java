package org.chiptest.diagnostics.internal.divergence;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;

/**
 * The bytes of a tensor argument: a box in its buffer.
 *
 * @param buffer  address of the buffer
 * @param element bytes of an element
 * @param shape   elements in each dimension
 * @param raw     elements of the buffer in each dimension
 * @param offset  where the box begins in each dimension
 */
record TensorBox(long buffer, int element, List<Long> shape, List<Long> raw, List<Long> offset) {

    /** Tell whether it is known where an argument lies. */
    static boolean isKnown(RecordedArgument argument) {
        return argument.role() != Role.SCALAR && !argument.dataType().isEmpty();
    }

    static TensorBox of(RecordedArgument argument) {
        return new TensorBox(argument.bufferAddress(), DataType.valueOf(argument.dataType()).size(), argument.shape(),
                argument.rawShape(), argument.offset());
    }

    /** Return the address of an element by its flat index in the shape. */
    long address(long flat) {
        long rest = flat;
        long element = 0;
        long stride = 1;
        for (int d = shape.size() - 1; d >= 0; d--) {
            element += (rest % shape.get(d) + offset.get(d)) * stride;
            rest /= shape.get(d);
            stride *= raw.get(d);
        }
        return buffer + element * this.element;
    }

    /** Tell whether a byte belongs to it. */
    boolean contains(long address) {
        return indexOf(address) >= 0;
    }

    /** Return the flat index of the element that has a byte, -1 if none has. */
    long indexOf(long address) {
        long rest = Math.floorDiv(address - buffer, element);
        long flat = 0;
        long size = 1;
        for (int d = shape.size() - 1; d >= 0; d--) {
            long width = d == 0 ? Long.MAX_VALUE : raw.get(d);
            long index = rest % width - offset.get(d);
            if (rest < 0 || index < 0 || index >= shape.get(d)) {
                return -1;
            }
            flat += index * size;
            size *= shape.get(d);
            rest /= width;
        }
        return shape.isEmpty() && rest != 0 ? -1 : flat;
    }

    /** Return where among the bytes of all its elements a byte of memory is, -1 if it is not. */
    long byteOf(long address) {
        long index = indexOf(address);
        return index < 0 ? -1 : index * element + Math.floorMod(address - buffer, element);
    }

    /** Tell whether it has a byte in common with another one; where buffers are not the same, whether their ranges have. */
    boolean overlaps(TensorBox other) {
        if (buffer != other.buffer || element != other.element || !raw.equals(other.raw)) {
            return address(0) < other.end() && other.address(0) < end();
        }
        return IntStream.range(0, shape.size()).allMatch(d -> offset.get(d) < other.offset.get(d) + other.shape.get(d)
                && other.offset.get(d) < offset.get(d) + shape.get(d));
    }

    /** Return the first byte behind it, and all that lies between its rows. */
    long end() {
        return elements() == 0 ? address(0) : address(elements() - 1) + element;
    }

    /** Return how many bytes lie between it and an address, 0 if none do. */
    long distance(long address) {
        return Math.max(0, Math.max(address(0) - address, address - end()));
    }

    long elements() {
        return shape.stream().reduce(1L, (one, other) -> one * other);
    }

    /** Describe the box, such as {@code [0..16, 32..64] of FLOAT32[64, 64] at 0x7f..}. */
    String describe(String type) {
        String box = IntStream.range(0, shape.size())
                .mapToObj(d -> offset.get(d) + ".." + (offset.get(d) + shape.get(d)))
                .collect(Collectors.joining(", ", "[", "]"));
        return box + " of " + type + raw + " at 0x" + Long.toHexString(buffer);
    }
}
