package org.chiptest.runtime.internal.trb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;

class MemoryImageTests {

    private final MemorySegment memory = Arena.ofAuto().allocateFrom(JAVA_LONG, 0x8182838485868788L,
            0x1112131415161718L,
            -1);
    private final MemoryImage image = new MemoryImage(24);

    @Test
    void numbersAreReadAsFromTheMemoryItself() {
        image.take(memory.address(), 0, 24);

        assertThat(image.getLong(8)).isEqualTo(0x1112131415161718L);
        assertThat(image.getInt(4)).isEqualTo(0x81828384);
        assertThat(image.getInt(8)).isEqualTo(0x15161718);
        assertThat(image.getShort(2)).isEqualTo((short) 0x8586);
        assertThat(image.getByte(15)).isEqualTo((byte) 0x11);
        assertThat(image.getByte(16)).isEqualTo((byte) -1);
    }

    @Test
    void onlyTheGivenBytesAreTaken() {
        image.take(memory.address(), 8, 16);

        assertThat(image.getLong(0)).isZero();
        assertThat(image.getLong(8)).isEqualTo(0x1112131415161718L);
        assertThat(image.getLong(16)).isZero();
    }

    @Test
    void whatWasChangedIsStoredWithTheRest() {
        image.take(memory.address(), 0, 24);
        image.putLong(8, 5);

        MemorySegment copy = Arena.ofAuto().allocate(24, 8);
        image.store(copy.address());

        assertThat(copy.toArray(JAVA_LONG)).containsExactly(0x8182838485868788L, 5, -1);
    }
}
