package org.chiptest.runtime.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class MappedMemoryTests {

    private static final long PAGE = MappedMemory.PAGE;

    @Test
    void anonymousMemoryIsZeroAndSparse() {
        try (MappedMemory memory = MappedMemory.anonymous(1L << 40)) {
            assertThat(memory.size()).isEqualTo(1L << 40);
            assertThat(memory.segment().address()).isEqualTo(memory.address());
            assertThat(memory.segment().get(JAVA_LONG, (1L << 40) - 8)).isZero();
        }
    }

    @Test
    void isUnmappedWhenClosedAndOnlyOnce() throws IOException {
        MappedMemory memory = MappedMemory.anonymous(64 * PAGE);
        MemorySegment segment = memory.segment();
        assertThat(isMapped(memory.address())).isTrue();

        memory.close();

        assertThat(isMapped(memory.address())).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(memory::close);
    }

    @Test
    void discardedPagesReadAsZeroAndTheirNeighboursStay() {
        try (MappedMemory anonymous = MappedMemory.anonymous(4 * PAGE);
                MemoryFile file = MemoryFile.create("discard", 4 * PAGE);
                MappedMemory shared = file.map();
                MappedMemory alias = file.map()) {
            for (MappedMemory memory : new MappedMemory[]{anonymous, shared}) {
                memory.segment().fill((byte) 5);
                memory.discard(PAGE - 1, PAGE + 2);
                assertThat(memory.segment().get(JAVA_BYTE, PAGE - 1)).isEqualTo((byte) 5);
                assertThat(memory.segment().asSlice(PAGE, PAGE).mismatch(MemorySegment.ofArray(new byte[(int) PAGE])))
                        .isEqualTo(-1);
                assertThat(memory.segment().get(JAVA_BYTE, 2 * PAGE)).isEqualTo((byte) 5);
            }
            assertThat(alias.segment().get(JAVA_BYTE, PAGE)).isZero();
        }
    }

    @Test
    void discardingLessThanAPageChangesNothing() {
        try (MappedMemory memory = MappedMemory.anonymous(2 * PAGE)) {
            memory.segment().fill((byte) 5);
            memory.discard(1, 2 * PAGE - 2);
            assertThat(memory.segment().toArray(JAVA_BYTE)).containsOnly(5);
        }
    }

    @Test
    void aRangeOutsideIsRefused() {
        try (MappedMemory memory = MappedMemory.anonymous(PAGE)) {
            assertThatIllegalArgumentException().isThrownBy(() -> memory.discard(PAGE / 2, PAGE))
                    .withMessage("range 32768+65536 is not inside the mapping of 65536 bytes");
            assertThatIllegalArgumentException().isThrownBy(() -> memory.discard(-1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> memory.discard(1, Long.MAX_VALUE));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> MappedMemory.anonymous(0))
                .withMessage("a mapping needs at least one byte, not 0");
    }

    private static boolean isMapped(long address) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.map(line -> line.split("[- ]", 3))
                    .anyMatch(range -> Long.compareUnsigned(Long.parseUnsignedLong(range[0], 16), address) <= 0
                            && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0);
        }
    }
}
