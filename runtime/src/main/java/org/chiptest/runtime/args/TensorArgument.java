package org.chiptest.runtime.args;

/** Anything that can be handed to a task as a tensor: a {@link ContinuousTensor}, or an object that owns the memory of one. */
@FunctionalInterface
public interface TensorArgument {

    /** Describe the tensor as the task will see it. */
    ContinuousTensor argument();

    /**
     * Check that the memory is still that of the tensor.
     *
     * @throws IllegalStateException if it was given back, and may be somebody else's by now
     */
    default void requireLive() {}
}
