package org.chiptest.runtime.internal.segment;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.process.launch.ChildArguments;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
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
    void aPartOfTheMemoryIsAllocatedFromByAnotherProcessAndReferencesMeanTheSameInBoth() {
        try (HostMemory memory = HostMemory.create(1 << 20)) {
            MemorySegment inherited = memory.allocate(64);
            MemorySegment part = memory.allocate(1 << 16);
            long offset = SegmentReference.offset(memory.reference(part));
            MemoryFile file = MemoryFile.openOf(ProcessHandle.current().pid(), memory.file().descriptor());
            try (HostMemory below = HostMemory.partOf(file, offset, part.byteSize())) {
                assertThat(below.largestFree()).isEqualTo((1 << 16) - 2 * RedZone.BYTES);
                MemorySegment own = below.allocate(128);
                own.set(JAVA_LONG, 8, 4711);
                assertThat(below.reference(own)).isEqualTo(memory.reference(part) + RedZone.BYTES);
                assertThat(part.get(JAVA_LONG, RedZone.BYTES + 8)).isEqualTo(4711);

                MemorySegment view = below.references().resolve(memory.reference(inherited), 64, 8, "a tensor");
                assertThat(below.reference(view)).isEqualTo(memory.reference(inherited));
                assertThatExceptionOfType(OutOfTensorMemoryException.class).isThrownBy(() -> below.allocate(1 << 17))
                        .withMessageStartingWith("the worker's tensor memory of 65536 bytes is full");
            }
        }
    }

    @Test
    void memoryThatReachesIntoOrOutOfAPartOrBeyondTheMappingHasNoReference() {
        try (HostMemory memory = HostMemory.create(1 << 20)) {
            MemorySegment part = memory.allocate(1 << 16);
            long offset = SegmentReference.offset(memory.reference(part));
            MemoryFile file = MemoryFile.openOf(ProcessHandle.current().pid(), memory.file().descriptor());
            try (HostMemory below = HostMemory.partOf(file, offset, part.byteSize())) {
                MemorySegment own = below.allocate(128);
                long begin = own.address() - RedZone.BYTES - offset;
                assertThat(below.tensors().reference(own.address() + 128, 1)).as("not allocated").isEmpty();
                assertThat(below.tensors().reference(begin + offset + (1 << 16) - 8, 16)).as("across the end")
                        .isEmpty();
                assertThat(below.tensors().reference(begin + (1 << 20) - 8, 8)).as("the last bytes").isPresent();
                assertThat(below.tensors().reference(begin + (1 << 20) - 8, 9)).as("beyond them").isEmpty();
                assertThat(below.tensors().reference(begin - 8, 8)).as("before the mapping").isEmpty();
                assertThat(below.tensors().reference(begin + (1 << 19), Long.MAX_VALUE)).as("no size").isEmpty();
            }
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
