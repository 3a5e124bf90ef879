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
    private final BitSet set = new BitSet();

    /** Hold these bytes, which are used as they are. */
    HeldTensor(DumpedTensor dumped, byte[] bytes) {
        this.dumped = dumped;
        this.bytes = bytes;
        this.elements = MemorySegment.ofArray(bytes);
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
        return Elements.getDouble(elements, type(), index);
    }

    @Override
    public long getLong(long index) {
        return Elements.getLong(elements, type(), index);
    }

    @Override
    public void set(long index, double value) {
        Elements.setDouble(elements, type(), index, value);
        set.set((int) index);
    }

    @Override
    public void setLong(long index, long value) {
        Elements.setLong(elements, type(), index, value);
        set.set((int) index);
    }
}
