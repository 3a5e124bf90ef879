package org.chiptest.runtime.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.internal.tensor.Elements;

/**
 * A contiguous tensor in host memory that a device can reach: what a test fills, passes as an argument and reads back.
 *
 * <p>Elements are addressed by their flat row-major index. The tensor owns its memory and gives it back when closed.
 */
public final class HostTensor implements TensorArgument, AutoCloseable {

    private final TensorMemory owner;
    private final MemorySegment memory;
    private final DataType dtype;
    private final List<Integer> shape;
    private final long elementCount;
    private boolean closed;

    private HostTensor(TensorMemory owner, MemorySegment memory, DataType dtype, List<Integer> shape,
            long elementCount) {
        this.owner = owner;
        this.memory = memory;
        this.dtype = dtype;
        this.shape = shape;
        this.elementCount = elementCount;
    }

    /**
     * Allocate a zeroed tensor.
     *
     * @param memory where it lives, usually a worker's tensor memory
     * @param shape  1 to 5 dimensions, each 0 or more; none at all makes one element
     */
    public static HostTensor allocate(TensorMemory memory, DataType dtype, int... shape) {
        ContinuousTensor tensor = new ContinuousTensor(0, dtype, false, Arrays.stream(shape).boxed().toList());
        MemorySegment segment = memory.allocate(tensor.byteSize());
        return new HostTensor(memory, segment, dtype, tensor.shape(), tensor.elementCount());
    }

    /**
     * View memory that belongs to somebody else; closing the view leaves the memory alone.
     *
     * @param memory as many bytes as the elements take
     */
    public static HostTensor over(MemorySegment memory, DataType dtype, List<Integer> shape) {
        ContinuousTensor tensor = new ContinuousTensor(memory.address(), dtype, false, shape);
        if (tensor.byteSize() != memory.byteSize()) {
            throw new IllegalArgumentException("a tensor " + dtype + shape + " has " + tensor.byteSize()
                    + " bytes, the memory " + memory.byteSize());
        }
        return new HostTensor(Borrowed.MEMORY, memory, dtype, tensor.shape(), tensor.elementCount());
    }

    /** Return the data type of the elements. */
    public DataType dtype() {
        return dtype;
    }

    /** Return the dimensions, outermost first. */
    public List<Integer> shape() {
        return shape;
    }

    /** Return the number of elements. */
    public long elementCount() {
        return elementCount;
    }

    /** Return the bytes themselves. */
    public MemorySegment memory() {
        if (closed) {
            throw new IllegalStateException("tensor " + this + " is closed; its memory belongs to somebody else now");
        }
        return memory;
    }

    /** Read an element as a double. */
    public double get(long index) {
        return Elements.getDouble(memory(), dtype, index);
    }

    /** Read an integer element exactly. */
    public long getLong(long index) {
        return Elements.getLong(memory(), dtype, index);
    }

    /** Write an element from a double. */
    public HostTensor set(long index, double value) {
        Elements.setDouble(memory(), dtype, index, value);
        return this;
    }

    /** Write an integer element exactly. */
    public HostTensor setLong(long index, long value) {
        Elements.setLong(memory(), dtype, index, value);
        return this;
    }

    /** Write the same value to every element. */
    public HostTensor fill(double value) {
        return fill(index -> value);
    }

    /** Write a value computed from its flat index to every element. */
    public HostTensor fill(LongToDoubleFunction valueOf) {
        MemorySegment target = memory();
        for (long i = 0; i < elementCount; i++) {
            Elements.setDouble(target, dtype, i, valueOf.applyAsDouble(i));
        }
        return this;
    }

    /**
     * Write what a file holds to the elements, each rounded to what the data type can hold.
     *
     * @throws IllegalArgumentException if the shape of the file's array is another one
     */
    public HostTensor fill(NpyArray array) {
        if (!array.shape().equals(shape)) {
            throw new IllegalArgumentException("the tensor is " + this + ", but " + array
                    + " is to fill it; shapes must be equal");
        }
        if (array.isFloating() || Elements.isFloating(dtype)) {
            return fill(array::get);
        }
        for (long i = 0; i < elementCount; i++) {
            Elements.setLong(memory(), dtype, i, array.getLong(i));
        }
        return this;
    }

    /** Copy all elements out as doubles. */
    public double[] toDoubles() {
        double[] values = new double[Math.toIntExact(elementCount)];
        Arrays.setAll(values, this::get);
        return values;
    }

    @Override
    public ContinuousTensor argument() {
        return new ContinuousTensor(memory().address(), dtype, false, shape);
    }

    @Override
    public void requireLive() {
        memory();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            owner.free(memory);
        }
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }

    private enum Borrowed implements TensorMemory {

        MEMORY;

        @Override
        public MemorySegment allocate(long bytes) {
            throw new UnsupportedOperationException("nothing can be allocated from memory that was only lent");
        }

        @Override
        public void free(MemorySegment memory) {
            // it stays with its owner
        }
    }
}
