package org.chiptest.runtime.internal.segment;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedSegmentsTests {

    private static final long SIZE = 1L << 20;

    private final MappedMemory parents;
    private final MappedMemory childs;
    private final SharedTensorMemory memory;
    private final SharedSegments segments;

    SharedSegmentsTests() {
        try (MemoryFile file = MemoryFile.create("segments", SIZE)) {
            parents = file.map();
            childs = file.map();
        }
        memory = new SharedTensorMemory(parents);
        segments = new SharedSegments(Map.of(SegmentReference.TENSORS, childs.segment()));
    }

    @AfterEach
    void unmap() {
        parents.close();
        childs.close();
    }

    @Test
    void aReferenceIsSegmentAndOffset() {
        assertThat(SegmentReference.of(1, 64)).isEqualTo(0x0001_0000_0000_0040L);
        assertThat(SegmentReference.of(0xFFFF, (1L << 48) - 1)).isEqualTo(-1);
        assertThat(SegmentReference.segment(-1)).isEqualTo(0xFFFF);
        assertThat(SegmentReference.offset(-1)).isEqualTo((1L << 48) - 1);
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentReference.of(0, 64))
                .withMessage("segment 0, offset 64 is no reference: segments are 1 to 65535, offsets below 2^48");
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentReference.of(1, 1L << 48));
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentReference.of(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentReference.of(0x10000, 0));
    }

    @Test
    void aTensorOfTheParentIsTheSameTensorAtAnotherAddressInTheChild() {
        MemorySegment unused = memory.allocate(100);
        MemorySegment tensor = memory.allocate(80);
        tensor.set(JAVA_LONG, 72, 4711);
        TaskArgs args = new TaskArgs().tensor(ContinuousTensor.host(tensor.address(), DataType.INT64, 10))
                .tensor(ContinuousTensor.host(tensor.address() + 40, DataType.INT64, 5));

        TaskArgs arrived = segments.resolve(memory.toReferences(args));

        assertThat(parents.address()).isNotEqualTo(childs.address());
        assertThat(arrived.tensor(0).data()).isEqualTo(tensor.address() - parents.address() + childs.address());
        assertThat(arrived.tensor(0).shape()).containsExactly(10);
        assertThat(arrived.tensor(1).data()).isEqualTo(arrived.tensor(0).data() + 40);
        assertThat(childs.segment().get(JAVA_LONG, arrived.tensor(0).data() - childs.address() + 72)).isEqualTo(4711);
        assertThat(unused.address()).isNotEqualTo(tensor.address());
    }

    @Test
    void childMemoryAndScalarsPassAsTheyAre() {
        TaskArgs args = new TaskArgs().tensor(ContinuousTensor.child(0xDEAD_BEEFL, DataType.INT8, 3)).scalar(-1L);
        assertThat(memory.toReferences(args)).isEqualTo(args);
        assertThat(segments.resolve(args)).isEqualTo(args);
    }

    @Test
    void aTensorWithoutElementsNeedsNoMemory() {
        TaskArgs args = new TaskArgs().tensor(ContinuousTensor.host(0, DataType.INT8, 3, 0));
        assertThat(memory.toReferences(args)).isEqualTo(args);
        assertThat(segments.resolve(args)).isEqualTo(args);
    }

    @Test
    void memoryOfSomebodyElseIsRefusedWithTheWayToGetItRight() {
        TaskArgs args = new TaskArgs().tensor(ContinuousTensor.host(0x1000, DataType.INT64, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.toReferences(args)).withMessage(
                "tensor 0 (INT64[2], 16 bytes at 0x1000) does not lie in memory of this worker, so its process cannot reach"
                        + " it; allocate argument tensors with this worker's allocate(dtype, shape), and keep them open");
    }

    @Test
    void aTensorThatReachesBeyondItsAllocationIsRefused() {
        MemorySegment tensor = memory.allocate(64);
        memory.allocate(64);
        assertThat(memory.reference(tensor.address(), 64)).isPresent();
        assertThat(memory.reference(tensor.address() + 1, 64)).isEmpty();
        assertThat(memory.reference(tensor.address() + 63, 1)).isPresent();
        assertThat(memory.reference(tensor.address(), -1)).isEmpty();
        assertThat(memory.reference(tensor.address() + 32, Long.MAX_VALUE)).isEmpty();
        assertThat(memory.reference(parents.address() - 1, 1)).isEmpty();
        memory.free(tensor);
        assertThat(memory.reference(tensor.address(), 64)).isEmpty();
    }

    @Test
    void theChildBelievesNoReference() {
        assertRefused(SegmentReference.of(2, 0), DataType.INT8, 1,
                "tensor 1 (INT8[1]) refers to segment 2, offset 0; this process shares the segments [1]");
        assertRefused(64, DataType.INT8, 1,
                "tensor 1 (INT8[1]) refers to segment 0, offset 64; this process shares the segments [1]");
        assertRefused(SegmentReference.of(1, SIZE - 8), DataType.INT32, 3,
                "tensor 1 (INT32[3]) refers to 12 bytes at offset 1048568 of segment 1, which has 1048576 bytes");
        assertRefused(SegmentReference.of(1, (1L << 48) - 8), DataType.INT32, 1,
                "tensor 1 (INT32[1]) refers to 4 bytes at offset 281474976710648 of segment 1, which has 1048576 bytes");
        assertRefused(SegmentReference.of(1, 64), DataType.INT64, Integer.MAX_VALUE,
                "tensor 1 (INT64[2147483647]) refers to 17179869176 bytes at offset 64 of segment 1, which has 1048576 bytes");
        assertRefused(SegmentReference.of(1, 62), DataType.INT32, 1,
                "tensor 1 (INT32[1]) refers to offset 62 of segment 1, which is no multiple of its element size 4");
    }

    @Test
    void aLengthFromTheMailboxMayBeAnything() {
        long reference = SegmentReference.of(1, 64);
        for (long length : List.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, SIZE)) {
            assertThatExceptionOfType(ArgumentFormatException.class)
                    .isThrownBy(() -> segments.resolve(reference, length, 1, "the image")).withMessage(
                            "the image refers to %d bytes at offset 64 of segment 1, which has 1048576 bytes", length);
        }
        assertThat(segments.resolve(reference, SIZE - 64, 1, "the image").byteSize()).isEqualTo(SIZE - 64);
    }

    private void assertRefused(long reference, DataType dtype, int elements, String message) {
        TaskArgs args = new TaskArgs().tensor(ContinuousTensor.host(SegmentReference.of(1, 0), DataType.INT8, 1))
                .tensor(ContinuousTensor.host(reference, dtype, elements));
        assertThatExceptionOfType(ArgumentFormatException.class).isThrownBy(() -> segments.resolve(args))
                .withMessage(message);
    }
}
