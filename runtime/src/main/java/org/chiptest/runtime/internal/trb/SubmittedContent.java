package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.ArgumentDescription.Use;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * What an observer is told of a submit: its tensors as its payload has them, so that outputs have their addresses.
 *
 * @param payload address of the task's payload
 */
record SubmittedContent(SubmitArguments arguments, long payload, boolean inManualScope,
        int scopeDepth) implements SubmittedTask {

    private static final TensorArgType[] TAGS = TensorArgType.values();

    @Override
    public int argumentCount() {
        return arguments.tensorCount() + arguments.scalarCount();
    }

    @Override
    public void describe(int index, ArgumentDescription into) {
        if (index >= arguments.tensorCount()) {
            into.scalar(arguments.scalar(index - arguments.tensorCount()));
            return;
        }
        long tensor = payload + index * TensorDescriptor.SIZE;
        into.use = use(TAGS[arguments.tag(index)]);
        into.word = NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS);
        into.version = NativeMemory.getInt(tensor + TensorDescriptor.VERSION);
        into.dataType = NativeMemory.getByte(tensor + TensorDescriptor.DTYPE);
        into.dims = NativeMemory.getInt(tensor + TensorDescriptor.DIMS);
        boolean withoutOffsets = NativeMemory.getByte(tensor + TensorDescriptor.ALL_OFFSETS_ZERO) != 0;
        boolean whole = NativeMemory.getByte(tensor + TensorDescriptor.RAW_EQUALS_SHAPES) != 0;
        for (int d = 0; d < into.dims; d++) {
            into.shape[d] = NativeMemory.getInt(tensor + TensorDescriptor.SHAPES + 4L * d);
            into.rawShape[d] = whole
                    ? into.shape[d]
                    : NativeMemory.getInt(tensor + TensorDescriptor.RAW_SHAPES + 4L * d);
            into.offset[d] = withoutOffsets ? 0 : NativeMemory.getInt(tensor + TensorDescriptor.OFFSETS + 4L * d);
        }
    }

    @Override
    public boolean isMarked(int index) {
        return index < arguments.tensorCount() && arguments.isMarked(index);
    }

    private static Use use(TensorArgType tag) {
        return switch (tag) {
            case INPUT -> Use.READS;
            case OUTPUT -> Use.CREATES;
            case INOUT -> Use.READS_AND_WRITES;
            case OUTPUT_EXISTING -> Use.WRITES_EXISTING;
            case NO_DEP -> Use.UNORDERED;
        };
    }
}
