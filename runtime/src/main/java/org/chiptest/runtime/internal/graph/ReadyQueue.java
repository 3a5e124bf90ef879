package org.chiptest.runtime.internal.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue of ready tasks for many producers and many consumers.
 *
 * <p>Each cell carries a sequence number that says whose turn it is: equal to the position when free for the producer of
 * that position, one more when filled. A producer or consumer that won a position owns its cell until it stores the next
 * sequence number with release, which the other side reads with acquire.
 */
final class ReadyQueue {

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Where the ends are in their array: a cache line apart and away from its edges, so that the two sides do not disturb each other. */
    private static final int HEAD = 16;
    private static final int TAIL = 32;
    private static final int ENDS = 48;

    private final @Nullable Task[] tasks;
    private final long[] sequences;
    private final int mask;

    /** The position of the oldest task, moved by consumers, and of the next one, moved by producers. */
    private final long[] ends = new long[ENDS];

    /** Create a queue for at least this many tasks. */
    ReadyQueue(int atLeast) {
        int capacity = Integer.highestOneBit(Math.max(2, atLeast) * 2 - 1);
        tasks = new @Nullable Task[capacity];
        sequences = new long[capacity];
        mask = capacity - 1;
        for (int i = 0; i < capacity; i++) {
            sequences[i] = i;
        }
    }

    int capacity() {
        return mask + 1;
    }

    /** Append a task; false if the queue is full. */
    boolean offer(Task task) {
        long position = (long) WORD.getOpaque(ends, TAIL);
        while (true) {
            int cell = (int) position & mask;
            long turn = (long) WORD.getAcquire(sequences, cell) - position;
            if (turn == 0) {
                if (WORD.compareAndSet(ends, TAIL, position, position + 1)) {
                    tasks[cell] = task;
                    WORD.setRelease(sequences, cell, position + 1);
                    return true;
                }
            } else if (turn < 0) {
                return false;
            }
            position = (long) WORD.getOpaque(ends, TAIL);
        }
    }

    /** Take the oldest task, or null if there is none. */
    @Nullable
    Task poll() {
        long position = (long) WORD.getOpaque(ends, HEAD);
        while (true) {
            int cell = (int) position & mask;
            long turn = (long) WORD.getAcquire(sequences, cell) - (position + 1);
            if (turn == 0) {
                if (WORD.compareAndSet(ends, HEAD, position, position + 1)) {
                    return empty(position);
                }
            } else if (turn < 0) {
                return null;
            }
            position = (long) WORD.getOpaque(ends, HEAD);
        }
    }

    /**
     * Take the oldest task and with it the next ones, if very many wait.
     *
     * @param rest gets the next ones, as many as it holds; it is empty, and the calling thread's own
     * @param deep how many must be waiting
     * @return the oldest task, or null if fewer wait, or another thread was faster
     */
    @Nullable
    Task pollSeveral(LocalTasks rest, int deep) {
        long position = (long) WORD.getOpaque(ends, HEAD);
        int count = LocalTasks.CAPACITY + 1;
        if (deep > mask || !areFilled(position, count) || !isFilled(position + deep - 1)
                || !WORD.compareAndSet(ends, HEAD, position, position + count)) {
            return null;
        }
        Task first = empty(position);
        for (int i = 1; i < count; i++) {
            rest.put(i - 1, empty(position + i));
        }
        rest.publish(count - 1);
        return first;
    }

    /** Drop all tasks. */
    void clear() {
        Task dropped;
        do {
            dropped = poll();
        } while (dropped != null);
    }

    /** Return about how many tasks wait; exact when nobody else is at the queue. */
    int size() {
        return (int) Math.max(0, (long) WORD.getOpaque(ends, TAIL) - (long) WORD.getOpaque(ends, HEAD));
    }

    /** Tell whether no task can be taken. Looks at the oldest cell and not at the tail, which a producer is just moving. */
    boolean isEmpty() {
        long position = (long) WORD.getOpaque(ends, HEAD);
        return (long) WORD.getOpaque(sequences, (int) position & mask) - (position + 1) < 0;
    }

    private boolean areFilled(long position, int count) {
        for (int i = 0; i < count; i++) {
            if (!isFilled(position + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isFilled(long position) {
        return (long) WORD.getAcquire(sequences, (int) position & mask) == position + 1;
    }

    /** Take the task out of a filled cell whose position this thread has won. */
    @SuppressWarnings("NullAway") // a filled cell has a task
    private Task empty(long position) {
        int cell = (int) position & mask;
        Task task = tasks[cell];
        tasks[cell] = null;
        WORD.setRelease(sequences, cell, position + mask + 1);
        return task;
    }
}
