package org.chiptest.runtime.hierarchy;

import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TensorArgument;

/**
 * A tensor in a ring of the engine: for tasks of the same run, until the scope ends in which it was allocated and the last task
 * that uses it has completed. Its content is undefined at first.
 */
public record AllocatedTensor(ContinuousTensor argument) implements TensorArgument {

    /** Return the data type of the elements. */
    public DataType dtype() {
        return argument.dtype();
    }

    /** Return the dimensions, outermost first. */
    public List<Integer> shape() {
        return argument.shape();
    }
}
