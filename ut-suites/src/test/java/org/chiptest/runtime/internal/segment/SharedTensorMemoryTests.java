package org.chiptest.runtime.internal.segment;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.linker.FailingLibc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedTensorMemoryTests {

    private static final long SIZE = 4L << 20;
    private static final int ENOMEM = 12;

    private final MappedMemory mapping;
    private final SharedTensorMemory memory;

    SharedTensorMemoryTests() {
        try (MemoryFile file = MemoryFile.create("tensors", SIZE)) {
            mapping = file.map();
        }
        memory = new SharedTensorMemory(mapping);
    }

    @AfterEach
    void unmap() {
        mapping.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 64, 1000, 65_536, 100_000, 1 << 20})
    void memoryReadsAsZeroWhateverItsLastOwnerAndItsNeighboursWrote(long bytes) {
        MemorySegment shift = memory.allocate(4096);
        MemorySegment dirty = memory.allocate(bytes);
        dirty.fill((byte) 0x5A);
        memory.free(dirty);
        // a kernel that writes beyond its tensor
        mapping.segment().asSlice(4096, 3L << 20).fill((byte) 0x5A);

        MemorySegment clean = memory.allocate(bytes);

        assertThat(clean.address()).isEqualTo(dirty.address());
        assertThat(clean.elements(JAVA_BYTE).allMatch(element -> element.get(JAVA_BYTE, 0) == 0)).isTrue();
        assertThat(mapping.segment().get(JAVA_BYTE, clean.address() - mapping.address() + bytes))
                .as("the byte behind it").isNotZero();
        memory.free(shift);
    }

    @Test
    void memoryThatCannotBeClearedIsStillFree() {
        long free = memory.largestFree();
        try (FailingLibc _ = FailingLibc.failing("madvise", ENOMEM, 1)) {
            assertThatExceptionOfType(LibcException.class).isThrownBy(() -> memory.allocate(1 << 20))
                    .withMessageContaining("advice 9) failed: Cannot allocate memory (errno 12)");
        }
        assertThat(memory.largestFree()).isEqualTo(free);
    }

    @Test
    void tensorsLieAtMultiplesOf64AndEmptyOnesHaveAnAddressOfTheirOwn() {
        List<Long> addresses = new ArrayList<>();
        for (long bytes : new long[]{0, 0, 1, 63, 65}) {
            MemorySegment tensor = memory.allocate(bytes);
            assertThat(tensor.byteSize()).isEqualTo(bytes);
            addresses.add(tensor.address());
        }
        assertThat(addresses).doesNotHaveDuplicates().allMatch(address -> address % 64 == 0);
    }

    @Test
    void exhaustionSaysWhatIsLeftAndWhatToDo() {
        MemorySegment most = memory.allocate(SIZE - 192 - 2 * RedZone.BYTES);
        assertThatExceptionOfType(OutOfTensorMemoryException.class).isThrownBy(() -> memory.allocate(65)).withMessage(
                "the worker's tensor memory of 4194304 bytes is full: cannot allocate 65 bytes at a multiple of 64: 192 bytes"
                        + " are free, the largest free block has 64, 1 blocks are live; free some or make the memory larger");
        memory.free(most);
        assertThat(memory.allocate(SIZE - 2 * RedZone.BYTES).byteSize()).isEqualTo(SIZE - 2 * RedZone.BYTES);
    }

    @Test
    void onlyWhatWasAllocatedIsFreedAndOnlyOnce() {
        MemorySegment tensor = memory.allocate(64);
        memory.free(tensor);
        assertThatIllegalArgumentException().isThrownBy(() -> memory.free(tensor));
    }
}
