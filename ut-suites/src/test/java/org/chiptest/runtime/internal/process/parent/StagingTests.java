package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SharedSegments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StagingTests {

    private static final long BYTES = 1 << 20;

    private final HostMemory memory = HostMemory.create(BYTES);
    private final SharedSegments ofChild = memory.references();
    private final long free = memory.largestFree();

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void whatIsSentLiesWhereTheChildLooks() {
        try (Staging staging = new Staging(memory)) {
            long number = staging.send(MemorySegment.ofArray(new byte[]{1, 2, 3}));
            staging.answered();
            assertThat(ofChild.find(number, 3, "it").toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
        }
        assertThat(memory.largestFree()).isEqualTo(free);
    }

    @Test
    void whatTheChildWritesArrivesWithTheAnswer() {
        byte[] target = new byte[2];
        try (Staging staging = new Staging(memory)) {
            long number = staging.receive(MemorySegment.ofArray(target));
            ofChild.find(number, 2, "it").fill((byte) 7);
            assertThat(target).containsExactly(0, 0);
            staging.answered();
        }
        assertThat(target).containsExactly(7, 7);
        assertThat(memory.largestFree()).isEqualTo(free);
    }

    @Test
    void memoryThatTheChildMapsIsNamedAsItIs() {
        MemorySegment mapped = memory.allocate(64);
        try (Staging staging = new Staging(memory)) {
            assertThat(staging.send(mapped)).isEqualTo(staging.receive(mapped)).isEqualTo(memory.reference(mapped));
            assertThat(staging.send(mapped.asSlice(8, 8))).isEqualTo(memory.reference(mapped) + 8);
        }
        memory.free(mapped);
        assertThat(memory.largestFree()).isEqualTo(free);
    }

    @Test
    void oneBlockServesTheRequestsOfAnOperationAndGrowsWithThem() {
        try (Staging staging = new Staging(memory)) {
            long first = staging.send(MemorySegment.ofArray(new byte[100]));
            assertThat(staging.send(MemorySegment.ofArray(new byte[50]))).isEqualTo(first);
            long larger = staging.send(MemorySegment.ofArray(new byte[5000]));
            assertThat(ofChild.find(larger, 5000, "it").byteSize()).isEqualTo(5000);
        }
        assertThat(memory.largestFree()).isEqualTo(free);
    }
}
