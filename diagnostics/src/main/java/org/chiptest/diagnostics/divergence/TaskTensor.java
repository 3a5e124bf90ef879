package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.function.LongToDoubleFunction;

import org.chiptest.runtime.args.DataType;

/** Read and set the elements of one tensor of a task, by their flat row-major indices. */
public interface TaskTensor {

    /** Return the type of its elements. */
    DataType type();

    /** Return its dimensions. */
    List<Long> shape();

    /** Return how many elements it has. */
    int size();

    /** Return an element as a double, in which 64-bit integers lose what it cannot hold. */
    double get(long index);

    /** Return an integer element. */
    long getLong(long index);

    /** Set an element, rounded to what the type can hold. */
    void set(long index, double value);

    /** Set an integer element. */
    void setLong(long index, long value);

    /** Set all elements by their indices. */
    default void fill(LongToDoubleFunction values) {
        for (long i = 0; i < size(); i++) {
            set(i, values.applyAsDouble(i));
        }
    }
}
