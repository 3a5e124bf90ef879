package org.chiptest.runtime.internal.hbg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.List;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.ArgumentDescription.Use;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.jspecify.annotations.Nullable;

/**
 * What an observer is told of a task of a host graph. Of its argument words, those that point into the device's memory are tensors; what
 * the kernel does to them says its signature, and what they look like the infos that the orchestration gave, if it did: both in order,
 * without scalars.
 *
 * @param words     the argument words
 * @param tensors   which of them are tensors
 * @param signature what the kernel does to its arguments
 * @param infos     {@link TensorInfoDescriptor}s, or null
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostTaskContent(long[] words, BitSet tensors, List<ArgDirection> signature,
        @Nullable MemorySegment infos) implements SubmittedTask {

    HostTaskContent {
        signature = signature.stream().filter(direction -> direction != ArgDirection.SCALAR).toList();
    }

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
        if (!tensors.get(index)) {
            return;
        }
        int number = tensors.get(0, index).cardinality();
        into.use = number >= signature.size() ? Use.UNORDERED : switch (signature.get(number)) {
            case OUT -> Use.WRITES_EXISTING;
            case INOUT -> Use.READS_AND_WRITES;
            case IN, SCALAR -> Use.READS;
        };
        long info = (long) number * TensorInfoDescriptor.SIZE;
        if (infos != null && info < infos.byteSize()) {
            describe(infos.asSlice(info, TensorInfoDescriptor.SIZE), into);
        }
    }

    /** What the orchestration has described it has described for dumps. */
    @Override
    public boolean isMarked(int index) {
        return infos != null;
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
