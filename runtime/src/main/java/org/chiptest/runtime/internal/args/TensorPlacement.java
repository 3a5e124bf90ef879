package org.chiptest.runtime.internal.args;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;

/** Give the host tensors of arguments other addresses: those of copies, of another process, or of memory that was just claimed. */
public interface TensorPlacement {

    /**
     * Return where a tensor is to lie; its own address lets it stay.
     *
     * @param args  the arguments that it belongs to
     * @param index which of their tensors it is; none in memory of a child
     */
    long place(TaskArgs args, int index);

    /** Copy arguments with their host tensors placed; child memory, tags and scalars stay as they are. */
    default TaskArgs placed(TaskArgs args) {
        TaskArgs copy = new TaskArgs();
        for (int i = 0; i < args.tensorCount(); i++) {
            ContinuousTensor tensor = args.tensor(i);
            copy.tensor(tensor.childMemory() ? tensor : tensor.withData(place(args, i)), args.tag(i));
        }
        for (int i = 0; i < args.scalarCount(); i++) {
            copy.scalar(args.scalarBits(i));
        }
        return copy;
    }
}
