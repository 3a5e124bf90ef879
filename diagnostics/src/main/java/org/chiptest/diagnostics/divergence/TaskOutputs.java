package org.chiptest.diagnostics.divergence;

/** Take what a reference computes. Tensors are numbered among the tensors of the task, from 0, as in {@link TaskInputs}. */
public interface TaskOutputs {

    /**
     * Return a tensor that the task writes, to be set.
     *
     * @throws IllegalArgumentException if it has none of this number, or does not write it
     */
    TaskTensor tensor(int number);
}
