package org.chiptest.runtime.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.mailbox.SegmentReference;
import org.junit.jupiter.api.Test;

class HostMemoryTests {

    @Test
    void aPieceOfAnAllocationHasAReferenceAndOtherMemoryHasNone() {
        try (HostMemory memory = HostMemory.create(1 << 20)) {
            MemorySegment first = memory.allocate(64);
            MemorySegment second = memory.allocate(128);
            long distance = second.address() - first.address();
            assertThat(memory.reference(second.asSlice(8, 8)) - memory.reference(first)).isEqualTo(distance + 8);
            assertThat(SegmentReference.segment(memory.reference(first))).isEqualTo(SegmentReference.TENSORS);
            memory.free(second);
            assertThatIllegalArgumentException().isThrownBy(() -> memory.reference(second))
                    .withMessageMatching("128 bytes at 0x[0-9a-f]+ do not lie in this worker's memory, so its processes"
                            + " cannot reach them; allocate them from it, and keep them open");
        }
    }

    @Test
    void aViewOfATensorWritesToTheMemoryAndLeavesItAloneWhenItIsClosed() {
        try (HostMemory memory = HostMemory.create(1 << 20)) {
            MemorySegment bytes = memory.allocate(24);
            HostTensor view = HostTensor.over(bytes, DataType.INT32, List.of(2, 3));
            view.setLong(5, 4711).close();
            assertThat(HostTensor.over(bytes, DataType.INT32, List.of(6)).getLong(5)).isEqualTo(4711);
            memory.free(bytes);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HostTensor.over(bytes, DataType.INT64, List.of(2, 3)))
                    .withMessage("a tensor INT64[2, 3] has 48 bytes, the memory 24");
        }
    }

    @Test
    void whatAChildIsToldSurvivesItsCommandLine() {
        ChildArguments arguments = new ChildArguments(12, 3, Map.of(1, 7, 2, 9), Path.of("/a b/shim.so"), Path.of("/s"),
                List.of("", "x y", "7=a.B::c"));
        assertThat(ChildArguments.parse(arguments.toList())).isEqualTo(arguments);
        assertThatIllegalArgumentException().isThrownBy(() -> ChildArguments.parse(List.of("12", "3")))
                .withMessage(
                        "a child process takes at least 5 arguments, found [12, 3]; it is started by its worker, not"
                                + " by hand");
    }
}
