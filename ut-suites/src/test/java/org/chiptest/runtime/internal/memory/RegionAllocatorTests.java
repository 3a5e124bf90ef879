package org.chiptest.runtime.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionAllocatorTests {

    private static final long MIB = 1 << 20;

    private final MappedMemory memory = MappedMemory.anonymous(16 * MIB);
    private final RegionAllocator allocator = RegionAllocator.over(memory);

    @AfterEach
    void unmap() {
        memory.close();
    }

    @Test
    void blocksAreAlignedApartAndCounted() {
        long one = allocator.allocate(1);
        long hundred = allocator.allocate(100);
        long none = allocator.allocate(0);

        assertThat(List.of(one, hundred, none)).containsExactly(memory.address(), memory.address() + 64,
                memory.address() + 192);
        assertThat(allocator.liveBlocks()).isEqualTo(3);
        assertThat(allocator.liveBytes()).isEqualTo(64 + 128 + 64);
        assertThat(allocator.freeBytes()).isEqualTo(16 * MIB - 256);
        assertThat(allocator.sizeOf(hundred)).hasValue(100);
        assertThat(allocator.sizeOf(hundred + 64)).isEmpty();
    }

    @Test
    void anAlignmentMayBeAnyPowerOfTwo() {
        allocator.allocate(1);
        for (long alignment = 1; alignment <= MIB; alignment *= 2) {
            assertThat(allocator.allocate(10, alignment) % Math.max(64, alignment)).isZero();
        }
        for (long alignment : new long[]{0, -64, 3, 96}) {
            assertThatIllegalArgumentException().isThrownBy(() -> allocator.allocate(1, alignment)).withMessage(
                    "cannot allocate 1 bytes at a multiple of %d; sizes are not negative, alignments powers of two",
                    alignment);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.allocate(-1));
    }

    @Test
    void freedNeighboursBecomeOneBlock() {
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            blocks.add(allocator.allocate(MIB));
        }
        assertThat(allocator.freeBytes()).isZero();
        for (int i : new int[]{3, 5, 4}) {
            allocator.free(blocks.get(i));
        }
        assertThat(allocator.largestFree()).isEqualTo(3 * MIB);
        assertThat(allocator.allocate(3 * MIB)).isEqualTo(blocks.get(3));
        allocator.freeAll();
        assertThat(allocator.largestFree()).isEqualTo(16 * MIB);
        assertThat(allocator.liveBlocks()).isZero();
        assertThat(allocator.liveBytes()).isZero();
    }

    @Test
    void theSmallestFreeBlockThatFitsIsTaken() {
        long large = allocator.allocate(3 * 64);
        allocator.allocate(1);
        long small = allocator.allocate(2 * 64);
        allocator.allocate(1);
        allocator.free(large);
        allocator.free(small);
        assertThat(allocator.allocate(2 * 64)).isEqualTo(small);
        assertThat(allocator.allocate(64)).isEqualTo(large);
    }

    @Test
    void exhaustionSaysWhatWasAskedForAndWhatIsLeft() {
        long first = allocator.allocate(MIB);
        allocator.allocate(14 * MIB);
        allocator.free(first);
        assertThatExceptionOfType(OutOfRegionException.class).isThrownBy(() -> allocator.allocate(MIB + 1)).withMessage(
                "cannot allocate 1048577 bytes at a multiple of 64: 2097152 bytes are free, the largest free block has 1048576,"
                        + " 1 blocks are live; free some or make the memory larger");
        assertThatExceptionOfType(OutOfRegionException.class).isThrownBy(() -> allocator.allocate(Long.MAX_VALUE))
                .withMessageStartingWith("cannot allocate 9223372036854775807 bytes at a multiple of 64: ");
        assertThat(allocator.liveBlocks()).isEqualTo(1);
    }

    @Test
    void anAddressThatIsNoLiveBlockCannotBeFreed() {
        long block = allocator.allocate(100);
        long freed = allocator.allocate(100);
        allocator.free(freed);

        assertThatIllegalArgumentException().isThrownBy(() -> allocator.free(freed)).withMessage(
                "cannot free 0x%x: nothing is allocated there; it was freed before or never allocated", freed);
        assertThatIllegalArgumentException().isThrownBy(() -> allocator.free(block + 64)).withMessage(
                "cannot free 0x%x: it is inside the block of 100 bytes at 0x%x; free that address", block + 64, block);
        for (long address : new long[]{0, -1, memory.address() - 64, memory.address() + 16 * MIB}) {
            assertThatIllegalArgumentException().isThrownBy(() -> allocator.free(address)).withMessage(
                    "cannot free 0x%x: it belongs to other memory, not to the 16777216 bytes of this region", address);
        }
        assertThat(allocator.liveBlocks()).isEqualTo(1);
    }

    @Test
    void aRangeThatIsNotInsideALiveBlockSaysWhy() {
        long block = allocator.allocate(100);
        long freed = allocator.allocate(100);
        allocator.free(freed);

        assertThat(allocator.misfit(block + 36, 64)).isEmpty();
        assertThat(allocator.misfit(block + 37, 64))
                .contains("64 bytes at 0x%x reach beyond the block of 100 bytes at 0x%x".formatted(block + 37, block));
        assertThat(allocator.misfit(freed, 1)).contains(
                "at 0x%x nothing is allocated; it was freed before or never allocated".formatted(freed));
        assertThat(allocator.misfit(freed, 0)).isEmpty();
        assertThat(allocator.misfit(memory.address() - 1, 64)).isEmpty();
        assertThat(allocator.misfit(memory.address() + 16 * MIB, 64)).isEmpty();
    }

    @Test
    void aRangeIsInsideABlockAsFarAsTheBlockWasAskedFor() {
        long block = allocator.allocate(100);
        assertThat(allocator.contains(block, 100)).isTrue();
        assertThat(allocator.contains(block + 99, 1)).isTrue();
        assertThat(allocator.contains(block + 100, 0)).isTrue();
        assertThat(allocator.contains(block, 101)).isFalse();
        assertThat(allocator.contains(block + 1, 100)).isFalse();
        assertThat(allocator.contains(block - 1, 1)).isFalse();
        assertThat(allocator.contains(block + 101, 0)).isFalse();
        assertThat(allocator.contains(block, -1)).isFalse();
        assertThat(allocator.contains(block + 1, Long.MAX_VALUE)).isFalse();
        assertThat(allocator.contains(0, 1)).isFalse();
    }

    @Test
    void onlyAPartOfAMappingMayBeUsed() {
        RegionAllocator part = RegionAllocator.over(memory, 100, 1000);
        assertThat(part.freeBytes()).isEqualTo(1088 - 128);
        assertThat(part.allocate(960)).isEqualTo(memory.address() + 128);
        assertThat(RegionAllocator.over(memory, 65, 62).freeBytes()).isZero();
        assertThat(RegionAllocator.over(memory, 65, 62).largestFree()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> RegionAllocator.over(memory, MIB, 16 * MIB))
                .withMessage("region 1048576+16777216 is not inside the mapping of 16777216 bytes");
    }

    @Test
    void thePagesOfLargeFreedBlocksAreGivenBack() throws IOException {
        try (MemoryFile file = MemoryFile.create("give-back", 64 * MIB); MappedMemory shared = file.map()) {
            RegionAllocator region = RegionAllocator.over(shared);
            region.allocate(64);
            long large = region.allocate(32 * MIB);
            long neighbour = region.allocate(64);
            shared.segment().asSlice(0, 33 * MIB).fill((byte) 1);
            assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(33 * MIB);

            region.free(large);

            assertThat(allocatedBytes(file)).isLessThan(2 * MIB);
            assertThat(shared.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
            assertThat(shared.segment().get(JAVA_BYTE, neighbour - shared.address())).isEqualTo((byte) 1);
            assertThat(shared.segment().get(JAVA_BYTE, 16 * MIB)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20260101, 0x5eedL})
    void behavesLikeASimpleModelForAnySequence(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        NavigableMap<Long, Long> model = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
            String where = "seed %d, step %d".formatted(seed, step);
            if (model.isEmpty() || random.nextInt(100) < 52) {
                long size = random.nextInt(10) == 0 ? random.nextLong(MIB) : random.nextLong(1000);
                long alignment = 1L << random.nextInt(16);
                try {
                    long address = allocator.allocate(size, alignment);
                    long rounded = Math.max(64, Math.ceilDiv(size, 64) * 64);
                    assertThat(address % Math.max(64, alignment)).as(where).isZero();
                    assertThat(address).as(where).isBetween(memory.address(), memory.address() + 16 * MIB - rounded);
                    Map.Entry<Long, Long> before = model.floorEntry(address);
                    assertThat(before == null || before.getKey() + before.getValue() <= address).as(where).isTrue();
                    Long after = model.higherKey(address);
                    assertThat(after == null || address + rounded <= after).as(where).isTrue();
                    model.put(address, rounded);
                } catch (OutOfRegionException e) {
                    assertThat(largestGap(model, Math.max(64, alignment))).as(where).isLessThan(size);
                }
            } else {
                Long address = model.ceilingKey(memory.address() + random.nextLong(16 * MIB));
                long freed = address != null ? address : model.firstKey();
                allocator.free(freed);
                model.remove(freed);
            }
            assertThat(allocator.liveBlocks()).as(where).isEqualTo(model.size());
            assertThat(allocator.liveBytes()).as(where)
                    .isEqualTo(model.values().stream().mapToLong(size -> size).sum());
            assertThat(allocator.largestFree()).as(where).isEqualTo(largestGap(model, 64));
        }
    }

    @Test
    void threadsGetBlocksOfTheirOwn() throws InterruptedException, ExecutionException {
        List<Future<?>> runs = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (byte thread = 1; thread <= 4; thread++) {
                byte mark = thread;
                runs.add(threads.submit(() -> allocateAndCheck(mark)));
            }
        }
        for (Future<?> run : runs) {
            run.get();
        }
        assertThat(allocator.liveBlocks()).isZero();
        assertThat(allocator.largestFree()).isEqualTo(16 * MIB);
    }

    private void allocateAndCheck(byte mark) {
        for (int i = 0; i < 5000; i++) {
            int size = 1 + i % 300;
            long offset = allocator.allocate(size) - memory.address();
            memory.segment().asSlice(offset, size).fill(mark);
            Thread.onSpinWait();
            assertThat(memory.segment().asSlice(offset, size).toArray(JAVA_BYTE)).containsOnly(mark);
            allocator.free(memory.address() + offset);
        }
    }

    /** Return the largest free block at a multiple of {@code alignment}; the model maps addresses to sizes. */
    private long largestGap(NavigableMap<Long, Long> model, long alignment) {
        long largest = 0;
        long end = memory.address();
        for (Map.Entry<Long, Long> block : model.entrySet()) {
            largest = Math.max(largest, block.getKey() - Math.ceilDiv(end, alignment) * alignment);
            end = block.getKey() + block.getValue();
        }
        return Math.max(largest, memory.address() + 16 * MIB - Math.ceilDiv(end, alignment) * alignment);
    }

    private static long allocatedBytes(MemoryFile file) throws IOException {
        String path = "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), file.descriptor());
        Process stat = new ProcessBuilder("stat", "--dereference", "--format=%b", path).start();
        return 512
                * Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
}
