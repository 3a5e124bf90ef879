package org.chiptest.runtime.internal.hbg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.ArgumentDescription.Use;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.jspecify.annotations.Nullable;

/**
 * What an observer is told of a task of a host graph: its argument words, by the signature of its kernel. The infos that the
 * orchestration gave, if it did, belong to those that are no scalars, in their order.
 *
 * @param words     the argument words
 * @param signature what the kernel does to them; words beyond it are taken for scalars
 * @param infos     {@link TensorInfoDescriptor}s, or null
 */
record HostTaskContent(long[] words, List<ArgDirection> signature,
        @Nullable MemorySegment infos) implements SubmittedTask {

    @Override
    public boolean inManualScope() {
        return true;
    }

    @Override
    public int scopeDepth() {
        return 0;
    }

    @Override
    public int argumentCount() {
        return words.length;
    }

    @Override
    public void describe(int index, ArgumentDescription into) {
        into.scalar(words[index]);
        if (index >= signature.size() || signature.get(index) == ArgDirection.SCALAR) {
            return;
        }
        into.use = switch (signature.get(index)) {
            case OUT -> Use.WRITES_EXISTING;
            case INOUT -> Use.READS_AND_WRITES;
            default -> Use.READS;
        };
        long info = signature.subList(0, index).stream().filter(direction -> direction != ArgDirection.SCALAR).count()
                * TensorInfoDescriptor.SIZE;
        if (infos != null && info < infos.byteSize()) {
            describe(infos.asSlice(info, TensorInfoDescriptor.SIZE), into);
        }
    }

    private static void describe(MemorySegment info, ArgumentDescription into) {
        int type = info.get(JAVA_BYTE, TensorInfoDescriptor.DTYPE);
        int dims = info.get(JAVA_BYTE, TensorInfoDescriptor.DIMS);
        if (type < 0 || type >= DataType.values().length || dims < 0 || dims > ArgumentDescription.MAX_DIMS) {
            // execution does not depend on it, so nobody has looked
            return;
        }
        into.dataType = type;
        into.dims = dims;
        for (int d = 0; d < dims; d++) {
            into.shape[d] = info.get(JAVA_INT_UNALIGNED, TensorInfoDescriptor.SHAPES + 4L * d);
            into.rawShape[d] = info.get(JAVA_INT_UNALIGNED, TensorInfoDescriptor.RAW_SHAPES + 4L * d);
            into.offset[d] = info.get(JAVA_INT_UNALIGNED, TensorInfoDescriptor.OFFSETS + 4L * d);
        }
    }
}
