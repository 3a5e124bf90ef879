package org.chiptest.runtime.args;

/** Anything that can be handed to a task as a tensor: a {@link ContinuousTensor}, or an object that owns the memory of one. */
@FunctionalInterface
public interface TensorArgument {

    /** Describes the tensor as the task will see it. */
    ContinuousTensor argument();

    /**
     * Checks that the memory is still that of the tensor.
     *
     * @throws IllegalStateException if it was given back, and may be somebody else's by now
     */
    default void requireLive() {}
}
