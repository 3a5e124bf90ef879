package org.chiptest.runtime.trb;

import java.util.Arrays;

import org.chiptest.runtime.linker.NativeMemory;

/**
 * Finds the tasks that write a region of a buffer: what they write, by the address of its buffer (specification, 6.5).
 *
 * <p>Entries of one address are found newest first. An entry lives in pooled arrays and is removed with its task at the
 * latest, so nothing is ever stale and nothing is allocated once the pool has its size. Used by the orchestrating thread only.
 */
final class TensorMap {

    /** No entry. */
    static final int NONE = -1;

    /** How a tensor meets the region of an entry. */
    enum Overlap {
        /** They have nothing in common. */
        NONE,
        /** The tensor contains the whole region. */
        COVERED,
        /** Anything else, also another version. */
        OTHER
    }

    private static final int BUCKETS = 4096;
    static final int CAPACITY = 65536;
    private static final int INITIAL = 1024;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    // the words of an entry
    private static final int NEXT = 0;
    private static final int PREVIOUS = 1;
    private static final int NEXT_OF_TASK = 2;
    private static final int PREVIOUS_OF_TASK = 3;
    private static final int VERSION = 4;
    private static final int DIMS = 5;
    private static final int WITHOUT_OFFSETS = 6;
    private static final int SHAPES = 7;
    private static final int OFFSETS = SHAPES + TensorDescriptor.MAX_DIMS;
    private static final int WORDS = OFFSETS + TensorDescriptor.MAX_DIMS;

    private final int[] buckets;
    private final int shift;
    private final int capacity;
    private int[] words = new int[0];
    private long[] addresses = new long[0];
    private TrbTask[] producers = new TrbTask[0];
    private int used;
    private int free = NONE;
    private int size;

    TensorMap() {
        this(BUCKETS, CAPACITY);
    }

    /**
     * Create a map.
     *
     * @param buckets  lists that the addresses are spread over, a power of two from 2
     * @param capacity most entries that it can have
     */
    TensorMap(int buckets, int capacity) {
        if (buckets < 2 || Integer.bitCount(buckets) != 1) {
            throw new IllegalArgumentException(
                    "a tensor map has a power of two of buckets, at least 2, not " + buckets);
        }
        this.buckets = new int[buckets];
        this.capacity = capacity;
        shift = Long.SIZE - Integer.numberOfTrailingZeros(buckets);
        Arrays.fill(this.buckets, NONE);
    }

    /** Remove everything. */
    void clear() {
        if (size > 0) {
            Arrays.fill(buckets, NONE);
        }
        used = 0;
        free = NONE;
        size = 0;
    }

    int size() {
        return size;
    }

    /** Tell whether no further entry can be inserted. */
    boolean isFull() {
        return size == capacity;
    }

    /** Note that a task writes the region of a tensor, given by its address. The map must not be full. */
    void insert(TrbTask producer, long tensor) {
        int entry = allocate();
        int at = entry * WORDS;
        long address = NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS);
        addresses[entry] = address;
        producers[entry] = producer;
        words[at + VERSION] = NativeMemory.getInt(tensor + TensorDescriptor.VERSION);
        words[at + DIMS] = dims(tensor);
        words[at + WITHOUT_OFFSETS] = withoutOffsets(tensor) ? 1 : 0;
        for (int d = 0; d < words[at + DIMS]; d++) {
            words[at + SHAPES + d] = NativeMemory.getInt(tensor + TensorDescriptor.SHAPES + 4L * d);
            words[at + OFFSETS + d] = withoutOffsets(tensor)
                    ? 0
                    : NativeMemory.getInt(tensor + TensorDescriptor.OFFSETS + 4L * d);
        }
        link(entry, bucket(address));
        linkToTask(entry, producer);
        size++;
    }

    /** Return the newest entry of a buffer's address, or {@link #NONE}. */
    int find(long address) {
        return skipOthers(buckets[bucket(address)], address);
    }

    /** Return the next older entry of the same address, or {@link #NONE}; {@code entry} may have been removed just now. */
    int next(int entry) {
        return skipOthers(words[entry * WORDS + NEXT], addresses[entry]);
    }

    /** Return the task that writes the region of an entry. */
    TrbTask producer(int entry) {
        return producers[entry];
    }

    /** Compare the region of an entry with a tensor, given by its address. Data types and raw shapes do not matter. */
    Overlap overlap(int entry, long tensor) {
        int at = entry * WORDS;
        if (NativeMemory.getInt(tensor + TensorDescriptor.VERSION) > words[at + VERSION]) {
            return Overlap.OTHER;
        }
        if (words[at + WITHOUT_OFFSETS] != 0 && withoutOffsets(tensor)) {
            return coversShapes(at, tensor) ? Overlap.COVERED : Overlap.OTHER;
        }
        return overlapOfBoxes(at, tensor);
    }

    /** Remove an entry. */
    void remove(int entry) {
        int at = entry * WORDS;
        unlink(entry, bucket(addresses[entry]));
        int next = words[at + NEXT_OF_TASK];
        int previous = words[at + PREVIOUS_OF_TASK];
        if (previous == NONE) {
            producers[entry].mapEntry = next;
        } else {
            words[previous * WORDS + NEXT_OF_TASK] = next;
        }
        if (next != NONE) {
            words[next * WORDS + PREVIOUS_OF_TASK] = previous;
        }
        recycle(entry);
    }

    /** Remove all entries of a task. */
    void removeAll(TrbTask task) {
        int entry = task.mapEntry;
        task.mapEntry = NONE;
        while (entry != NONE) {
            int following = words[entry * WORDS + NEXT_OF_TASK];
            unlink(entry, bucket(addresses[entry]));
            recycle(entry);
            entry = following;
        }
    }

    private int allocate() {
        if (free != NONE) {
            int entry = free;
            free = words[entry * WORDS + NEXT_OF_TASK];
            return entry;
        }
        if (used == capacity) {
            throw new IllegalStateException("the tensor map is full: it has " + capacity + " entries");
        }
        if (used == addresses.length) {
            int grown = Math.min(capacity, Math.max(INITIAL, used * 2));
            words = Arrays.copyOf(words, grown * WORDS);
            addresses = Arrays.copyOf(addresses, grown);
            producers = Arrays.copyOf(producers, grown);
        }
        return used++;
    }

    /** The link to the next older entry stays, for whoever is just walking over the removed one. */
    private void recycle(int entry) {
        words[entry * WORDS + NEXT_OF_TASK] = free;
        free = entry;
        size--;
    }

    private void link(int entry, int bucket) {
        int head = buckets[bucket];
        words[entry * WORDS + NEXT] = head;
        words[entry * WORDS + PREVIOUS] = NONE;
        if (head != NONE) {
            words[head * WORDS + PREVIOUS] = entry;
        }
        buckets[bucket] = entry;
    }

    private void linkToTask(int entry, TrbTask task) {
        int head = task.mapEntry;
        words[entry * WORDS + NEXT_OF_TASK] = head;
        words[entry * WORDS + PREVIOUS_OF_TASK] = NONE;
        if (head != NONE) {
            words[head * WORDS + PREVIOUS_OF_TASK] = entry;
        }
        task.mapEntry = entry;
    }

    private void unlink(int entry, int bucket) {
        int next = words[entry * WORDS + NEXT];
        int previous = words[entry * WORDS + PREVIOUS];
        if (previous == NONE) {
            buckets[bucket] = next;
        } else {
            words[previous * WORDS + NEXT] = next;
        }
        if (next != NONE) {
            words[next * WORDS + PREVIOUS] = previous;
        }
    }

    private int skipOthers(int first, long address) {
        int entry = first;
        while (entry != NONE && addresses[entry] != address) {
            entry = words[entry * WORDS + NEXT];
        }
        return entry;
    }

    private int bucket(long address) {
        return (int) (address * MULTIPLIER >>> shift);
    }

    private boolean coversShapes(int at, long tensor) {
        int dims = words[at + DIMS];
        if (dims(tensor) < dims) {
            return false;
        }
        for (int d = 0; d < dims; d++) {
            if (shape(tensor, d) < Integer.toUnsignedLong(words[at + SHAPES + d])) {
                return false;
            }
        }
        return true;
    }

    private Overlap overlapOfBoxes(int at, long tensor) {
        int dims = words[at + DIMS];
        int common = Math.min(dims, dims(tensor));
        boolean offsetFree = withoutOffsets(tensor);
        // a dimension that only the entry has says nothing about where the tensor is in it
        boolean covered = common == dims;
        for (int d = 0; d < common; d++) {
            long begin = Integer.toUnsignedLong(words[at + OFFSETS + d]);
            long end = begin + Integer.toUnsignedLong(words[at + SHAPES + d]);
            long otherBegin = offsetFree
                    ? 0
                    : Integer.toUnsignedLong(NativeMemory.getInt(tensor + TensorDescriptor.OFFSETS + 4L * d));
            long otherEnd = otherBegin + shape(tensor, d);
            if (end <= otherBegin || otherEnd <= begin) {
                return Overlap.NONE;
            }
            covered &= otherBegin <= begin && end <= otherEnd;
        }
        return covered ? Overlap.COVERED : Overlap.OTHER;
    }

    private static int dims(long tensor) {
        return Math.clamp(Integer.toUnsignedLong(NativeMemory.getInt(tensor + TensorDescriptor.DIMS)), 0,
                TensorDescriptor.MAX_DIMS);
    }

    private static boolean withoutOffsets(long tensor) {
        return NativeMemory.getByte(tensor + TensorDescriptor.ALL_OFFSETS_ZERO) != 0;
    }

    private static long shape(long tensor, int dimension) {
        return Integer.toUnsignedLong(NativeMemory.getInt(tensor + TensorDescriptor.SHAPES + 4L * dimension));
    }
}
