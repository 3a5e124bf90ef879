package org.chiptest.runtime.internal.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

import org.chiptest.runtime.internal.linker.SanitizerRuntime;
import org.chiptest.runtime.internal.redzone.Overrun;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.jspecify.annotations.Nullable;

/**
 * Allocate blocks from a mapping. All book-keeping is in Java: nothing that user code writes out of bounds can damage it.
 *
 * <p>Takes the smallest free block that fits, of equal ones the lowest, and what lies behind all live blocks only if no other fits. Freed blocks
 * join their neighbours, and the pages of large ones are given back to the machine, so they read as zero; otherwise the content of a new
 * block is undefined. Who frees blocks in the opposite order costs the least. Safe for all threads.
 *
 * <p>An allocator with {@linkplain RedZone red zones} puts one before and one behind each block. Where AddressSanitizer runs, freed blocks
 * are poisoned as a whole.
 */
public final class RegionAllocator {

    /** Alignment of every block, and what sizes are rounded up to. */
    public static final long ALIGNMENT = 64;

    /** From this size on, the pages of a freed block are given back. */
    private static final long DISCARD_SIZE = 4 * MappedMemory.PAGE;

    /** A part of the region, live or free, with its neighbours; no two free ones are neighbours. */
    private static final class Range {

        private long offset;
        private long size;

        /** What a live one was asked for; what it takes has red zones too. */
        private long requested;
        private boolean live;
        private @Nullable Range before;
        private @Nullable Range after;

        private Range(long offset, long size) {
            this.offset = offset;
            this.size = size;
        }

        private long end() {
            return offset + size;
        }
    }

    /** A live block, as its user sees it. */
    public record Block(long address, long size) {}

    private final MappedMemory memory;
    private final long base;
    private final long begin;
    private final long capacity;
    private final long zone;

    /** Live ranges by the offset that their users know. */
    private final NavigableMap<Long, Range> live = new TreeMap<>();

    /** Free ranges, but for the last one. */
    private final NavigableSet<Range> gaps = new TreeSet<>(
            Comparator.<Range>comparingLong(range -> range.size).thenComparingLong(range -> range.offset));

    /** What is behind all live ranges: free, perhaps empty. */
    private final Range rest;
    private final List<Overrun> overrunsOfFreed = new ArrayList<>(0);
    private long liveBytes;
    private long highestEnd;

    private RegionAllocator(MappedMemory memory, long begin, long end, long zone) {
        this.memory = memory;
        this.zone = zone;
        this.base = memory.address();
        this.begin = begin;
        this.capacity = end - begin;
        this.rest = new Range(begin, capacity);
    }

    /** Allocate from a whole mapping. */
    public static RegionAllocator over(MappedMemory memory) {
        return over(memory, 0, memory.size());
    }

    /** Allocate from {@code length} bytes of a mapping beginning at {@code offset}, rounded inwards to whole units of 64 bytes. */
    public static RegionAllocator over(MappedMemory memory, long offset, long length) {
        return over(memory, offset, length, 0);
    }

    /** Allocate from a whole mapping, with a red zone before and one behind each block. */
    public static RegionAllocator withRedZones(MappedMemory memory) {
        return withRedZones(memory, 0, memory.size());
    }

    /** Allocate from a part of a mapping, as {@link #over(MappedMemory, long, long)} does, with red zones. */
    public static RegionAllocator withRedZones(MappedMemory memory, long offset, long length) {
        return over(memory, offset, length, RedZone.BYTES);
    }

    private static RegionAllocator over(MappedMemory memory, long offset, long length, long zone) {
        if (offset < 0 || length < 0 || offset > memory.size() - length) {
            throw new IllegalArgumentException(
                    "region %d+%d is not inside the mapping of %d bytes".formatted(offset, length, memory.size()));
        }
        long begin = Math.ceilDiv(offset, ALIGNMENT) * ALIGNMENT;
        long end = Math.floorDiv(offset + length, ALIGNMENT) * ALIGNMENT;
        return new RegionAllocator(memory, begin, Math.max(begin, end), zone);
    }

    /**
     * Allocate a block at a multiple of 64 and return its address. A block of 0 bytes has an address of its own too.
     *
     * @throws OutOfRegionException if no free block is large enough
     */
    public long allocate(long size) {
        return allocate(size, ALIGNMENT);
    }

    /**
     * Allocate a block at a multiple of {@code alignment}, a power of two, and return its address.
     *
     * @throws OutOfRegionException if no free block is large enough
     */
    public synchronized long allocate(long size, long alignment) {
        if (size < 0 || alignment <= 0 || Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException(
                    "cannot allocate %d bytes at a multiple of %d; sizes are not negative, alignments powers of two"
                            .formatted(size, alignment));
        }
        long rounded = size > capacity
                ? size
                : Math.max(ALIGNMENT, Math.ceilDiv(size, ALIGNMENT) * ALIGNMENT) + 2 * zone;
        Range free = smallestFit(rounded, alignment);
        if (free == null) {
            throw new OutOfRegionException(size, alignment, freeBytes(), largestFree(), liveBlocks());
        }
        Range range = take(free, aligned(free.offset, alignment), rounded);
        range.requested = size;
        long offset = range.offset;
        live.put(offset + zone, range);
        liveBytes += rounded;
        highestEnd = Math.max(highestEnd, offset + rounded);
        long address = base + offset + zone;
        if (zone > 0) {
            SanitizerRuntime.unpoison(address, size);
            RedZone.lay(address, size);
        }
        return address;
    }

    /** Take bytes out of a free range, and leave what is before and behind them. */
    private Range take(Range free, long offset, long bytes) {
        gaps.remove(free);
        Range taken = new Range(offset, bytes);
        taken.live = true;
        insertBefore(free, taken);
        if (offset > free.offset) {
            Range gap = new Range(free.offset, offset - free.offset);
            insertBefore(taken, gap);
            gaps.add(gap);
        }
        free.size = free.end() - taken.end();
        free.offset = taken.end();
        if (free != rest) {
            if (free.size > 0) {
                gaps.add(free);
            } else {
                remove(free);
            }
        }
        return taken;
    }

    /**
     * Free the block at {@code address}.
     *
     * @throws IllegalArgumentException if no live block begins there
     */
    public synchronized void free(long address) {
        Range block = live.remove(address - base);
        if (block == null) {
            throw new IllegalArgumentException("cannot free 0x%x: %s".formatted(address, whatIsAt(address)));
        }
        liveBytes -= block.size;
        if (zone > 0) {
            RedZone.take(address, block.requested, overrunsOfFreed);
            SanitizerRuntime.poison(address - zone, block.size);
        }
        joinFree(block);
    }

    /** Free every block. */
    public synchronized void freeAll() {
        while (!live.isEmpty()) {
            free(base + live.lastKey());
        }
    }

    /** Return the size that was asked for of the live block that begins at {@code address}. */
    public synchronized OptionalLong sizeOf(long address) {
        Range block = live.get(address - base);
        return block == null ? OptionalLong.empty() : OptionalLong.of(block.requested);
    }

    /** Return the live blocks, by address. */
    public synchronized List<Block> blocks() {
        return live.entrySet().stream()
                .map(entry -> new Block(base + entry.getKey(), entry.getValue().requested)).toList();
    }

    /** Return what was written to the red zones of blocks since this was asked last, and lay these zones again. */
    public synchronized List<Overrun> takeOverruns() {
        List<Overrun> overruns = new ArrayList<>(overrunsOfFreed);
        overrunsOfFreed.clear();
        if (zone > 0) {
            live.forEach((offset, block) -> RedZone.take(base + offset, block.requested, overruns));
        }
        return overruns;
    }

    /** Forget what AddressSanitizer was told: other memory may be mapped here next. */
    public synchronized void unpoison() {
        SanitizerRuntime.unpoison(base, highestEnd);
    }

    /** Tell whether {@code length} bytes at {@code address} lie inside one live block, as large as it was asked for. */
    public synchronized boolean contains(long address, long length) {
        var block = live.floorEntry(address - base);
        if (block == null || length < 0) {
            return false;
        }
        long inside = address - base - block.getKey();
        return inside <= block.getValue().requested && length <= block.getValue().requested - inside;
    }

    /**
     * Say why {@code length} bytes at {@code address} are nobody's, or more than their owner's. Empty if they lie inside one live block, or
     * in other memory than this region.
     */
    public synchronized Optional<String> misfit(long address, long length) {
        long offset = address - base;
        if (offset < 0 || offset >= memory.size() || length == 0 || contains(address, length)) {
            return Optional.empty();
        }
        var block = live.floorEntry(offset);
        return Optional.of(block != null && offset < block.getValue().end()
                ? "%d bytes at 0x%x reach beyond the block of %d bytes at 0x%x".formatted(length, address,
                        block.getValue().requested, base + block.getKey())
                : "at 0x%x nothing is allocated; it was freed before or never allocated".formatted(address));
    }

    /** Return how many blocks are live. */
    public synchronized int liveBlocks() {
        return live.size();
    }

    /** Return how many bytes the live blocks take, each rounded up to 64. */
    public synchronized long liveBytes() {
        return liveBytes;
    }

    /** Return how many bytes are free, in all free blocks together. */
    public synchronized long freeBytes() {
        return capacity - liveBytes;
    }

    /** Return the size of the largest block that can be allocated. */
    public synchronized long largestFree() {
        long largest = gaps.isEmpty() ? rest.size : Math.max(rest.size, gaps.last().size);
        return Math.max(0, largest - 2 * zone);
    }

    private @Nullable Range smallestFit(long size, long alignment) {
        if (!gaps.isEmpty()) {
            for (Range gap : gaps.tailSet(new Range(Long.MIN_VALUE, size), true)) {
                if (fits(gap, size, alignment)) {
                    return gap;
                }
            }
        }
        return fits(rest, size, alignment) ? rest : null;
    }

    private boolean fits(Range free, long size, long alignment) {
        return aligned(free.offset, alignment) - free.offset <= free.size - size;
    }

    private long aligned(long offset, long alignment) {
        return Math.ceilDiv(base + offset + zone, alignment) * alignment - base - zone;
    }

    private void joinFree(Range freed) {
        long offset = freed.offset;
        long size = freed.size;
        freed.live = false;
        Range whole = freed;
        Range after = freed.after;
        if (after != null && !after.live) {
            gaps.remove(after);
            absorb(after, freed);
            whole = after;
        }
        Range before = whole.before;
        if (before != null && !before.live) {
            gaps.remove(before);
            absorb(whole, before);
        }
        if (whole != rest) {
            gaps.add(whole);
        }
        if (size >= DISCARD_SIZE) {
            // pages that this block shared with free neighbours are free as a whole now
            long first = Math.max(whole.offset, offset - offset % MappedMemory.PAGE);
            long last = Math.min(whole.end(), Math.ceilDiv(offset + size, MappedMemory.PAGE) * MappedMemory.PAGE);
            memory.discard(first, last - first);
        }
    }

    /** Add to a range the one before it. */
    private static void absorb(Range range, Range before) {
        range.offset = before.offset;
        range.size += before.size;
        remove(before);
    }

    private static void insertBefore(Range range, Range inserted) {
        inserted.before = range.before;
        inserted.after = range;
        if (range.before != null) {
            range.before.after = inserted;
        }
        range.before = inserted;
    }

    private static void remove(Range range) {
        if (range.before != null) {
            range.before.after = range.after;
        }
        if (range.after != null) {
            range.after.before = range.before;
        }
    }

    private String whatIsAt(long address) {
        var block = live.floorEntry(address - base);
        if (block != null && address - base < block.getValue().end()) {
            return "it is inside the block of %d bytes at 0x%x; free that address".formatted(block.getValue().requested,
                    base + block.getKey());
        }
        long offset = address - base - begin;
        if (offset >= 0 && offset < capacity) {
            return "nothing is allocated there; it was freed before or never allocated";
        }
        return "it belongs to other memory, not to the %d bytes of this region".formatted(capacity);
    }
}
