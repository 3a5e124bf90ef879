package org.chiptest.runtime.process;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.bits.ScalarBits;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * The arguments of a Java method that a child runs, as its process sees them.
 *
 * <p>Tensors are views of memory that the parent and its other children share; what is written to them is seen by all. Tags do not
 * travel: each reads as {@link TensorArgType#INPUT}.
 */
public final class SubArgs {

    private final TaskArgs args;
    private final SharedMemory memory;

    /** Memory of other processes, as this process sees it. */
    @FunctionalInterface
    public interface SharedMemory {

        /**
         * Find memory by the reference that travels in its place.
         *
         * @param bytes     size of what is there
         * @param alignment what its address must be a multiple of
         * @param what      what it is, for messages
         */
        MemorySegment resolve(long reference, long bytes, long alignment, String what);
    }

    /** View arguments whose tensors are references into this memory. */
    public SubArgs(TaskArgs args, SharedMemory memory) {
        this.args = args;
        this.memory = memory;
    }

    /** Return the number of tensors. */
    public int tensorCount() {
        return args.tensorCount();
    }

    /**
     * View a tensor by its position among the tensors; closing the view does nothing. It ends with the sub task: a thread that this leaves
     * behind would change what belongs to others by then.
     *
     * @throws IllegalArgumentException if its memory belongs to a chip
     */
    public HostTensor tensor(int index) {
        ContinuousTensor tensor = args.tensor(index);
        String what = "tensor " + index + " (" + tensor.dtype() + tensor.shape() + ")";
        if (tensor.childMemory()) {
            throw new IllegalArgumentException(what
                    + " lies in the memory of a chip, which a sub task cannot reach; copy it to a host tensor first");
        }
        return HostTensor.over(memory.resolve(tensor.data(), tensor.byteSize(), tensor.dtype().size(), what),
                tensor.dtype(), tensor.shape());
    }

    /** Return the tag of a tensor by its position among the tensors. */
    public TensorArgType tag(int index) {
        return args.tag(index);
    }

    /** Return the number of scalars. */
    public int scalarCount() {
        return args.scalarCount();
    }

    /** Return the 64 bits of a scalar by its position among the scalars. */
    public long scalar(int index) {
        return args.scalarBits(index);
    }

    /** Return a scalar that was added as an {@code int}. */
    public int intScalar(int index) {
        return ScalarBits.toInt(scalar(index));
    }

    /** Return a scalar that was added as a {@code float}. */
    public float floatScalar(int index) {
        return ScalarBits.toFloat(scalar(index));
    }

    /** Return a scalar that was added as a {@code double}. */
    public double doubleScalar(int index) {
        return ScalarBits.toDouble(scalar(index));
    }
}
