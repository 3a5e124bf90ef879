package org.chiptest.runtime.internal.redzone;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.RegionAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedZoneTests {

    private static final long SIZE = 4 * MappedMemory.PAGE;

    private final MappedMemory mapping = MappedMemory.anonymous(SIZE);
    private final RegionAllocator allocator = RegionAllocator.withRedZones(mapping);

    @AfterEach
    void unmap() {
        mapping.close();
    }

    @Test
    void whatStaysInsideItsBlockIsNoOverrun() {
        for (long size : new long[]{0, 1, 63, 64, 100, 1024}) {
            long address = allocator.allocate(size);
            assertThat(address % 64).isZero();
            at(address, size).fill((byte) 0);
        }

        assertThat(allocator.takeOverruns()).isEmpty();
    }

    @Test
    void theFirstAndTheLastByteOfEachZoneAreWatched() {
        long address = allocator.allocate(100);
        for (long offset : new long[]{-64, -1, 100, 163}) {
            at(address + offset, 1).fill((byte) 0);

            assertThat(allocator.takeOverruns()).containsExactly(new Overrun(address, 100, offset, offset));
        }
    }

    @Test
    void anOverrunIsReportedOnceFromItsFirstToItsLastByte() {
        long address = allocator.allocate(100);
        at(address + 104, 1).fill((byte) 1);
        at(address + 111, 1).fill((byte) 1);
        at(address - 8, 4).fill((byte) 1);

        assertThat(allocator.takeOverruns()).containsExactly(new Overrun(address, 100, -8, -5),
                new Overrun(address, 100, 104, 111));
        assertThat(allocator.takeOverruns()).isEmpty();
    }

    @Test
    void anOverrunOfABlockThatWasFreedMeanwhileIsReportedToo() {
        long address = allocator.allocate(64);
        at(address + 64, 4).fill((byte) 0);
        allocator.free(address);

        assertThat(allocator.takeOverruns()).containsExactly(new Overrun(address, 64, 64, 67));
    }

    @Test
    void neighboursAreToldApart() {
        long first = allocator.allocate(64);
        long second = allocator.allocate(64);
        at(first + 64, 1).fill((byte) 0);
        at(second - 1, 1).fill((byte) 0);

        assertThat(allocator.takeOverruns()).containsExactly(new Overrun(first, 64, 64, 64),
                new Overrun(second, 64, -1, -1));
    }

    @Test
    void alignmentsAndBoundsAreThoseOfTheBlockItself() {
        long address = allocator.allocate(100, 1024);

        assertThat(address % 1024).isZero();
        assertThat(allocator.sizeOf(address)).hasValue(100);
        assertThat(allocator.contains(address, 100)).isTrue();
        assertThat(allocator.contains(address - 1, 1)).isFalse();
        assertThat(allocator.contains(address, 101)).isFalse();
    }

    @Test
    void everythingIsFreeAgainWhenEveryBlockIs() {
        long most = allocator.largestFree();
        long all = allocator.allocate(most);
        assertThat(allocator.largestFree()).isZero();
        allocator.free(all);

        assertThat(allocator.largestFree()).isEqualTo(most).isEqualTo(SIZE - 2 * RedZone.BYTES);
    }

    @Test
    void anOverrunSaysWhereItLiesSeenFromTheBlock() {
        assertThat(new Overrun(64, 512, 512, 515).where()).isEqualTo("offsets 512 to 515, behind the end");
        assertThat(new Overrun(64, 512, -1, -1).where()).isEqualTo("offset -1, before the beginning");
    }

    private MemorySegment at(long address, long size) {
        MemorySegment bytes = mapping.segment().asSlice(address - mapping.address(), size);
        assertThat(bytes.elements(JAVA_BYTE).count()).isEqualTo(size);
        return bytes;
    }
}
