package org.chiptest.runtime.graph;

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

    private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(ReadyQueue.class, "head", long.class);
            TAIL = lookup.findVarHandle(ReadyQueue.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable Task[] tasks;
    private final long[] sequences;
    private final int mask;
    private volatile long head;
    private volatile long tail;

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
        long position = (long) TAIL.getOpaque(this);
        while (true) {
            int cell = (int) position & mask;
            long turn = (long) SEQUENCE.getAcquire(sequences, cell) - position;
            if (turn == 0) {
                if (TAIL.compareAndSet(this, position, position + 1)) {
                    tasks[cell] = task;
                    SEQUENCE.setRelease(sequences, cell, position + 1);
                    return true;
                }
            } else if (turn < 0) {
                return false;
            }
            position = (long) TAIL.getOpaque(this);
        }
    }

    /** Take the oldest task, or null if there is none. */
    @Nullable
    Task poll() {
        long position = (long) HEAD.getOpaque(this);
        while (true) {
            int cell = (int) position & mask;
            long turn = (long) SEQUENCE.getAcquire(sequences, cell) - (position + 1);
            if (turn == 0) {
                if (HEAD.compareAndSet(this, position, position + 1)) {
                    Task task = tasks[cell];
                    tasks[cell] = null;
                    SEQUENCE.setRelease(sequences, cell, position + mask + 1);
                    return task;
                }
            } else if (turn < 0) {
                return null;
            }
            position = (long) HEAD.getOpaque(this);
        }
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
        return (int) Math.max(0, tail - head);
    }

    boolean isEmpty() {
        return (long) TAIL.getOpaque(this) - (long) HEAD.getOpaque(this) <= 0;
    }
}
