package org.chiptest.diagnostics.divergence;

/** Say what a task was given. Tensors are numbered among the tensors of the task, scalars among its scalars, from 0. */
public interface TaskInputs {

    /**
     * Return a tensor that the task reads.
     *
     * @throws IllegalArgumentException if it has none of this number, or does not read it
     */
    TaskTensor tensor(int number);

    /**
     * Return the 64 bits of a scalar.
     *
     * @throws IllegalArgumentException if it has none of this number
     */
    long scalar(int number);

    /** Return a scalar that was given as a {@code float}. */
    default float floatScalar(int number) {
        return Float.intBitsToFloat((int) scalar(number));
    }

    /** Return how many blocks the task has. */
    int blocks();
}
