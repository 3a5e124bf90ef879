package org.chiptest.runtime.internal.trb;

import java.util.Arrays;

import org.chiptest.runtime.internal.linker.NativeMemory;

/**
 * Find the tasks that write bytes of a tensor: the {@link Region}s that they write, by the buffer that these lie in
 * ({@code docs/contract/trb.md#dependency-inference}).
 *
 * <p>A buffer is the memory of an argument, wherever in it a tensor begins, or else what begins at a tensor's address. Entries of one
 * buffer are found newest first. An entry lives in pooled arrays and is removed with its task at the latest, so nothing is ever stale
 * and nothing is allocated once the pool has its size. Used by the orchestrating thread only.
 */
final class TensorMap {

    /** No entry. */
    static final int NONE = -1;

    private static final int BUCKETS = 4096;
    static final int CAPACITY = 65536;
    private static final int INITIAL = 1024;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    // the words of an entry
    private static final int NEXT = 0;
    private static final int PREVIOUS = 1;
    private static final int NEXT_OF_TASK = 2;
    private static final int PREVIOUS_OF_TASK = 3;
    private static final int ARGUMENT = 4;
    private static final int WORDS = 5;

    private final int[] buckets;
    private final int shift;
    private final int capacity;
    private int[] words = new int[0];
    private long[] keys = new long[0];
    private Region[] regions = new Region[0];
    private TrbTask[] producers = new TrbTask[0];
    private final Region sought = new Region();
    private ArgumentRanges arguments = ArgumentRanges.NONE;
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

    /** Prepare for a run with these arguments; the map must be empty. */
    void begin(ArgumentRanges arguments) {
        this.arguments = arguments;
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

    /**
     * Note that a task writes a tensor. The map must not be full.
     *
     * @param tensor   address of the tensor's record
     * @param argument which argument of the task it is
     */
    void insert(TrbTask producer, long tensor, int argument) {
        int entry = allocate();
        words[entry * WORDS + ARGUMENT] = argument;
        regions[entry].read(tensor);
        keys[entry] = key(tensor);
        producers[entry] = producer;
        link(entry, bucket(keys[entry]));
        linkToTask(entry, producer);
        size++;
    }

    /**
     * Search for what is written of the buffer of a tensor, given by the address of its record.
     *
     * @return the newest entry, or {@link #NONE}
     */
    int find(long tensor) {
        if (size == 0) {
            return NONE;
        }
        long key = key(tensor);
        int entry = skipOthers(buckets[bucket(key)], key);
        if (entry != NONE) {
            sought.read(tensor);
        }
        return entry;
    }

    /** Return the next older entry of the same buffer, or {@link #NONE}; {@code entry} may have been removed just now. */
    int next(int entry) {
        return skipOthers(words[entry * WORDS + NEXT], keys[entry]);
    }

    /** Compare the tensor that was searched for last with the region of an entry. */
    Region.Overlap overlap(int entry) {
        return sought.over(regions[entry]);
    }

    /** Tell whether whoever meets the region of an entry that the tensor covers, which was searched for last, meets the tensor too. */
    boolean standsFor(int entry) {
        return sought.standsFor(regions[entry]);
    }

    /** Return the task that writes the region of an entry. */
    TrbTask producer(int entry) {
        return producers[entry];
    }

    /** Return which argument of its task an entry stands for. */
    int argument(int entry) {
        return words[entry * WORDS + ARGUMENT];
    }

    /** Remove an entry. */
    void remove(int entry) {
        int at = entry * WORDS;
        unlink(entry, bucket(keys[entry]));
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
            unlink(entry, bucket(keys[entry]));
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
        if (used == keys.length) {
            int grown = Math.min(capacity, Math.max(INITIAL, used * 2));
            words = Arrays.copyOf(words, grown * WORDS);
            keys = Arrays.copyOf(keys, grown);
            regions = Arrays.copyOf(regions, grown);
            for (int i = used; i < grown; i++) {
                regions[i] = new Region();
            }
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

    private int skipOthers(int first, long key) {
        int entry = first;
        while (entry != NONE && keys[entry] != key) {
            entry = words[entry * WORDS + NEXT];
        }
        return entry;
    }

    private long key(long tensor) {
        return arguments.beginOf(NativeMemory.getLong(tensor + TensorDescriptor.ADDRESS));
    }

    private int bucket(long key) {
        return (int) (key * MULTIPLIER >>> shift);
    }
}
