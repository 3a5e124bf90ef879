package org.chiptest.runtime.internal.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * A few ready tasks that a thread has taken from their queue at once. It takes them one after the other, and so may every other
 * thread: a kernel may wait for any task that is ready.
 *
 * <p>Positions only grow. The owner fills cells of tasks that are gone and then moves the tail with release; who reads a cell and
 * then moves the head with a compare-and-set has the task that it read, since a cell is not filled anew before the head has passed it.
 */
final class LocalTasks {

    /** A power of two. */
    static final int CAPACITY = 16;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Where the ends are in their array: the head, which all threads move, in a cache line of its own. */
    private static final int HEAD = 16;
    private static final int TAIL = 32;
    private static final int ENDS = 48;

    private final @Nullable Task[] tasks = new @Nullable Task[CAPACITY];
    private final long[] ends = new long[ENDS];

    /** Put a task in a cell behind the tail, which {@link #publish} moves. For the owner, while this is empty. */
    void put(int behind, Task task) {
        tasks[(int) (ends[TAIL] + behind) & CAPACITY - 1] = task;
    }

    /** Let all threads see so many tasks that were put. For the owner. */
    void publish(int count) {
        WORD.setRelease(ends, TAIL, ends[TAIL] + count);
    }

    /** Take the oldest task, or null if there is none. For any thread. */
    @Nullable
    Task poll() {
        long position = (long) WORD.getAcquire(ends, HEAD);
        while (position < (long) WORD.getAcquire(ends, TAIL)) {
            Task task = tasks[(int) position & CAPACITY - 1];
            if (WORD.compareAndSet(ends, HEAD, position, position + 1)) {
                return task;
            }
            position = (long) WORD.getAcquire(ends, HEAD);
        }
        return null;
    }

    /** Tell whether no task can be taken. For any thread. */
    boolean isEmpty() {
        return size() == 0;
    }

    /** Return about how many tasks wait. For any thread. */
    int size() {
        return (int) Math.max(0, (long) WORD.getOpaque(ends, TAIL) - (long) WORD.getOpaque(ends, HEAD));
    }

    /** Drop all tasks. */
    void clear() {
        Task dropped;
        do {
            dropped = poll();
        } while (dropped != null);
    }
}
