package org.chiptest.runtime.args;

import java.util.List;

/**
 * Describe a tensor whose elements lie one after the other, row by row, from one address on.
 *
 * @param data        address of the first element; in a blob that crosses processes, what the worker makes an address of
 * @param dtype       type of the elements
 * @param childMemory whether the memory already belongs to the device, so that nothing is copied in or out
 * @param shape       sizes of the dimensions, outermost first, at most {@value #MAX_DIMENSIONS}; no dimensions at all
 *                    describe a single element
 */
public record ContinuousTensor(long data, DataType dtype, boolean childMemory, List<Integer> shape)
        implements
            TensorArgument {

    /** The most dimensions that a tensor can have. */
    public static final int MAX_DIMENSIONS = 5;

    /**
     * Check the shape and keep a copy of it.
     *
     * @throws IllegalArgumentException if the shape has too many dimensions, a negative one, or more bytes than a
     *                                  64-bit size can say
     */
    public ContinuousTensor {
        shape = List.copyOf(shape);
        if (shape.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " has " + shape.size()
                    + " dimensions, at most " + MAX_DIMENSIONS + " are possible; merge the outer ones");
        }
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException(
                        "a tensor of shape " + shape + " has a negative dimension; dimensions are 0 to "
                                + Integer.MAX_VALUE);
            }
        }
        requireSizeFitsLong(shape, dtype);
    }

    /** Describe host memory of the given shape. */
    public static ContinuousTensor host(long data, DataType dtype, Integer... shape) {
        return new ContinuousTensor(data, dtype, false, List.of(shape));
    }

    /** Describe memory of the given shape that already belongs to the device. */
    public static ContinuousTensor child(long data, DataType dtype, Integer... shape) {
        return new ContinuousTensor(data, dtype, true, List.of(shape));
    }

    @Override
    public ContinuousTensor argument() {
        return this;
    }

    /** Return the number of elements: the product of all dimensions, 1 if there are none; 0 if one is 0, whatever the others are. */
    public long elementCount() {
        long count = 1;
        for (int dimension : shape) {
            count *= dimension;
        }
        return count;
    }

    /** Return the size of all elements in bytes. */
    public long byteSize() {
        return elementCount() * dtype.size();
    }

    /** Return the same tensor at another address. */
    public ContinuousTensor withData(long data) {
        return new ContinuousTensor(data, dtype, childMemory, shape);
    }

    private static void requireSizeFitsLong(List<Integer> shape, DataType dtype) {
        if (shape.contains(0)) {
            return;
        }
        long size = dtype.size();
        for (int dimension : shape) {
            if (size > Long.MAX_VALUE / dimension) {
                throw new IllegalArgumentException("a " + dtype + " tensor of shape " + shape
                        + " has more bytes than a 64-bit size can say; make it smaller");
            }
            size *= dimension;
        }
    }
}
