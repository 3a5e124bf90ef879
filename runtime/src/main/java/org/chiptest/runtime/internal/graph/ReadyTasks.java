package org.chiptest.runtime.internal.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for nothing but cores, by shape.
 *
 * <p>A task whose blocks start one by one is taken, and given back as a started one while blocks are left: those come first.
 * A task whose blocks start together (a gang) waits in a line of its own; while it waits, no other task is begun, so that
 * enough cores become idle for it in the end.
 */
final class ReadyTasks {

    /** Most threads that may be about to give back a started task. */
    private static final int STARTED_CAPACITY = 256;

    private final ReadyQueue[] ready = new ReadyQueue[TaskShape.COUNT];
    private final ReadyQueue[] started = new ReadyQueue[TaskShape.COUNT];
    private int capacity;

    /** Guarded by itself, but for the first of them, which others may see: null if there is none. */
    private final Deque<Task> gangs = new ArrayDeque<>();
    private volatile @Nullable Task firstGang;

    ReadyTasks(int capacity) {
        Arrays.setAll(started, queue -> new ReadyQueue(STARTED_CAPACITY));
        ensureCapacity(capacity);
    }

    /** Make room for this many tasks of each shape; no thread may be looking for tasks. */
    void ensureCapacity(int capacity) {
        if (capacity > this.capacity) {
            Arrays.setAll(ready, queue -> new ReadyQueue(capacity));
            this.capacity = capacity;
        }
    }

    int capacity() {
        return capacity;
    }

    /** Add a task; false if there is no room. */
    boolean offer(Task task) {
        if (task.syncStart()) {
            synchronized (gangs) {
                gangs.add(task);
                firstGang = gangs.peek();
            }
            return true;
        }
        return ready[task.shape().queue].offer(task);
    }

    /** Give back a task that has more blocks to start; false if there is no room. */
    boolean offerStarted(Task task) {
        return started[task.shape().queue].offer(task);
    }

    /** Tell whether there is a task of this shape that may be taken now; a hint. */
    boolean has(TaskShape shape) {
        return !started[shape.queue].isEmpty() || firstGang == null && !ready[shape.queue].isEmpty();
    }

    /** Take a task of this shape, or null. */
    @Nullable
    Task poll(TaskShape shape) {
        Task task = started[shape.queue].poll();
        return task == null && firstGang == null ? ready[shape.queue].poll() : task;
    }

    /** Return about how many tasks of this shape wait. */
    int depth(TaskShape shape) {
        return started[shape.queue].size() + ready[shape.queue].size();
    }

    /** Tell whether a gang is waiting, so that no other task may be begun. */
    boolean hasGang() {
        return firstGang != null;
    }

    /** Return the first gang, or null; a hint. */
    @Nullable
    Task firstGang() {
        return firstGang;
    }

    /** Take the first gang if its cores are idle, and the cores, told in {@code taken}; or return null. */
    @Nullable
    Task pollGang(CoreSet cores, int[] taken) {
        synchronized (gangs) {
            Task gang = gangs.peek();
            if (gang == null || !cores.acquireAll(gang.shape(), gang.blockNum(), taken)) {
                return null;
            }
            gangs.remove();
            firstGang = gangs.peek();
            return gang;
        }
    }

    /** Drop all tasks. */
    void clear() {
        for (ReadyQueue queue : ready) {
            queue.clear();
        }
        for (ReadyQueue queue : started) {
            queue.clear();
        }
        synchronized (gangs) {
            gangs.clear();
            firstGang = null;
        }
    }
}
