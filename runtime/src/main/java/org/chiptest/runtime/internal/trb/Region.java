package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * The bytes of a tensor: what a kernel touches that goes by its record, from the start offset on and with rows of the raw shape
 * apart. Two tensors depend on each other if their bytes can intersect, whatever their shapes, views and data types are.
 *
 * <p>What is known of the bytes are the first and the last one, whether all between them belong to the tensor, and its box in the
 * grid of the raw shape. A region is a flyweight: {@link #read} lets it stand for another tensor, and nothing is allocated.
 */
final class Region {

    /** How a tensor meets an earlier one. */
    enum Overlap {
        /** They have no byte in common. */
        NONE,
        /** Every byte of the earlier one belongs to the tensor. */
        COVERED,
        /** They have bytes in common, or it cannot be told cheaply that they have none, or the tensor is of a newer version. */
        OTHER
    }

    private static final int MAX_DIMS = TensorDescriptor.MAX_DIMS;

    private final int[] shapes = new int[MAX_DIMS];
    private final int[] rawShapes = new int[MAX_DIMS];
    private final int[] offsets = new int[MAX_DIMS];
    private long address;
    private int version;
    private int dims;
    private int elementSize;
    private boolean withoutOffsets;
    private boolean whole;

    /** Absolute addresses, the end exclusive; a tensor without bytes begins behind and ends before everything. */
    private long begin;
    private long end;

    /** Whether all bytes from the first to the last are the tensor's. */
    private boolean contiguous;

    /** Whether the box lies within the rows of its raw shape, so that different indices are different bytes. */
    private boolean inGrid;

    /** Stand for a tensor, given by the address of its record. */
    void read(long tensor) {
        address = NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS);
        version = NativeMemory.getInt(tensor + TensorDescriptor.VERSION);
        dims = Math.clamp(Integer.toUnsignedLong(NativeMemory.getInt(tensor + TensorDescriptor.DIMS)), 0, MAX_DIMS);
        elementSize = SubmitArguments.elementSize(NativeMemory.getByte(tensor + TensorDescriptor.DTYPE));
        withoutOffsets = NativeMemory.getByte(tensor + TensorDescriptor.ALL_OFFSETS_ZERO) != 0;
        whole = NativeMemory.getByte(tensor + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        for (int d = 0; d < dims; d++) {
            shapes[d] = NativeMemory.getInt(tensor + TensorDescriptor.SHAPES + 4L * d);
        }
        if (withoutOffsets && whole) {
            measureWhole();
        } else {
            readBox(tensor);
            measureBox();
        }
    }

    /**
     * Compare the tensor with one that was submitted before it.
     *
     * <p>Exact are two contiguous ranges and two boxes of one grid. Beyond the bytes, a newer version depends on every older one, and
     * boxes of one buffer whose indices meet depend on each other also where their grids differ and the bytes do not meet: these are
     * edges of the reference ({@code docs/contract/trb.md#dependency-inference}), of which none is dropped.
     */
    Overlap over(Region earlier) {
        if (version > earlier.version && address == earlier.address) {
            return Overlap.OTHER;
        }
        if (end <= earlier.begin || earlier.end <= begin) {
            return meetsByIndex(earlier) ? Overlap.OTHER : Overlap.NONE;
        }
        if (contiguous && begin <= earlier.begin && earlier.end <= end) {
            return Overlap.COVERED;
        }
        if (contiguous && earlier.contiguous || !isOfGrid(earlier)) {
            return Overlap.OTHER;
        }
        return overBox(earlier);
    }

    /**
     * Tell whether every later tensor that meets an earlier one also meets this one, which covers it: for a newer version and by
     * index, too, not by its bytes alone. Only then may the earlier one be forgotten.
     */
    boolean standsFor(Region earlier) {
        boolean stands = address == earlier.address && dims <= earlier.dims
                && (withoutOffsets || !earlier.withoutOffsets);
        for (int d = 0; stands && d < dims; d++) {
            stands = contains(earlier, d);
        }
        return stands;
    }

    private void readBox(long tensor) {
        for (int d = 0; d < dims; d++) {
            // without a meaning if the flags say so, but there
            offsets[d] = NativeMemory.getInt(tensor + TensorDescriptor.OFFSETS + 4L * d);
            rawShapes[d] = NativeMemory.getInt(tensor + TensorDescriptor.RAW_SHAPES + 4L * d);
        }
    }

    /** Find first and last byte of a tensor that fills its raw shape: nearly every one, so this is short. */
    private void measureWhole() {
        long elements = 1;
        boolean empty = false;
        for (int d = 0; d < dims; d++) {
            long shape = Integer.toUnsignedLong(shapes[d]);
            empty |= shape == 0;
            elements = index(elements, shape, 0);
        }
        contiguous = true;
        inGrid = true;
        span(empty, 0, elements);
    }

    /** Find first and last byte of a box. Strides are never negative, so they are those of its first and its last index. */
    private void measureBox() {
        contiguous = true;
        inGrid = true;
        boolean several = false;
        boolean empty = false;
        long first = 0;
        long last = 0;
        for (int d = 0; d < dims; d++) {
            long shape = Integer.toUnsignedLong(shapes[d]);
            long raw = raw(d);
            long offset = begin(d);
            empty |= shape == 0;
            contiguous &= !several || shape == raw;
            several |= shape != 1;
            inGrid &= d == 0 || offset + shape <= raw;
            first = index(first, raw, offset);
            last = index(last, raw, offset + shape - 1);
        }
        span(empty, first, last < 0 ? last : last + 1);
    }

    /** Keep where the elements from one to another one begin and end; negative ones stand for numbers that are too large. */
    private void span(boolean empty, long first, long behind) {
        if (empty) {
            begin = Long.MAX_VALUE;
            end = Long.MIN_VALUE;
            return;
        }
        begin = byteAddress(first);
        end = byteAddress(behind);
        if (elementSize == 0 || begin < 0 || end < 0) {
            // nobody knows where the bytes are
            begin = Long.MIN_VALUE;
            end = Long.MAX_VALUE;
            contiguous = false;
            inGrid = false;
        }
    }

    /** Return {@code outer * raw + inner}, or a negative number if it is too large. */
    private static long index(long outer, long raw, long inner) {
        long index = outer * raw + inner;
        return outer < 0 || Math.multiplyHigh(outer, raw) != 0 || outer * raw < 0 ? -1 : index;
    }

    /** Return where an element lies, or a negative number if that is no address. */
    private long byteAddress(long element) {
        return element < 0 || element > Long.MAX_VALUE >>> 4 ? -1 : address + element * elementSize;
    }

    /** Tell whether equal indices of both are equal bytes, and different ones different bytes. */
    private boolean isOfGrid(Region other) {
        if (!inGrid || !other.inGrid || address != other.address || elementSize != other.elementSize
                || dims != other.dims) {
            return false;
        }
        for (int d = 1; d < dims; d++) {
            if (raw(d) != other.raw(d)) {
                return false;
            }
        }
        return true;
    }

    private Overlap overBox(Region earlier) {
        boolean covered = true;
        for (int d = 0; d < dims; d++) {
            if (!meets(earlier, d)) {
                return Overlap.NONE;
            }
            covered &= contains(earlier, d);
        }
        return covered ? Overlap.COVERED : Overlap.OTHER;
    }

    /** Compare as the reference does, where it does not read dimensions that the tensor lacks. */
    private boolean meetsByIndex(Region earlier) {
        if (address != earlier.address) {
            return false;
        }
        if (withoutOffsets && earlier.withoutOffsets) {
            return true;
        }
        boolean meets = earlier.dims <= dims;
        for (int d = 0; meets && d < earlier.dims; d++) {
            meets = meets(earlier, d);
        }
        return meets;
    }

    private boolean meets(Region other, int d) {
        return begin(d) < other.end(d) && other.begin(d) < end(d);
    }

    private boolean contains(Region other, int d) {
        return begin(d) <= other.begin(d) && other.end(d) <= end(d);
    }

    private long begin(int d) {
        return withoutOffsets ? 0 : Integer.toUnsignedLong(offsets[d]);
    }

    private long end(int d) {
        return begin(d) + Integer.toUnsignedLong(shapes[d]);
    }

    private long raw(int d) {
        return Integer.toUnsignedLong(whole ? shapes[d] : rawShapes[d]);
    }
}
