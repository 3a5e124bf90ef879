package org.chiptest.diagnostics.internal.divergence;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;

import org.chiptest.diagnostics.divergence.TaskTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;

/** A tensor in memory that remembers which of its elements were set. */
final class HeldTensor implements TaskTensor {

    private final DumpedTensor dumped;
    private final byte[] bytes;
    private final MemorySegment elements;
    private final boolean writable;
    private final BitSet set = new BitSet();

    private HeldTensor(DumpedTensor dumped, byte[] bytes, boolean writable) {
        this.dumped = dumped;
        this.bytes = bytes;
        this.elements = MemorySegment.ofArray(bytes);
        this.writable = writable;
    }

    /** Hold what a task reads in these bytes, which are used as they are. */
    static HeldTensor read(DumpedTensor dumped, byte[] bytes) {
        return new HeldTensor(dumped, bytes, false);
    }

    /** Hold what a task has to write in these bytes, which are used as they are. */
    static HeldTensor written(DumpedTensor dumped, byte[] bytes) {
        return new HeldTensor(dumped, bytes, true);
    }

    /** Return the elements; those that were not set are taken from others. */
    byte[] completedBy(byte[] other) {
        int size = type().size();
        for (int i = set.nextClearBit(0); i < size(); i = set.nextClearBit(i + 1)) {
            System.arraycopy(other, i * size, bytes, i * size, size);
        }
        return bytes;
    }

    @Override
    public DataType type() {
        return dumped.type();
    }

    @Override
    public List<Long> shape() {
        return dumped.shape();
    }

    @Override
    public int size() {
        return (int) (elements.byteSize() / type().size());
    }

    @Override
    public double get(long index) {
        return Elements.getDouble(elements, type(), within(index));
    }

    @Override
    public long getLong(long index) {
        return Elements.getLong(elements, type(), within(index));
    }

    @Override
    public void set(long index, double value) {
        Elements.setDouble(elements, type(), writable(index), value);
        set.set((int) index);
    }

    @Override
    public void setLong(long index, long value) {
        Elements.setLong(elements, type(), writable(index), value);
        set.set((int) index);
    }

    private long within(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException(
                    "element " + index + " of " + type() + shape() + ", which has " + size() + " elements");
        }
        return index;
    }

    private long writable(long index) {
        if (!writable) {
            throw new UnsupportedOperationException("set on " + type() + shape()
                    + ", which the task reads; what it has to write is in the second argument of the reference");
        }
        return within(index);
    }
}
