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
 *
 * <p>While many tasks that occupy one core wait, a thread takes some of them at once and keeps them in {@link LocalTasks}, where the
 * other threads find them as soon as the queue is empty: threads that take them one by one from the same end wait for each other. What
 * is taken ahead is a small part of a thread's share of what waits, so no task begins later for it than the last in the queue.
 */
final class ReadyTasks {

    /** Most threads that may be about to give back a started task. */
    private static final int STARTED_CAPACITY = 256;

    /** How many tasks have to wait for each thread so that one takes some ahead: four times as many. */
    private static final int DEEP = 4 * LocalTasks.CAPACITY;

    private final ReadyQueue[] ready = new ReadyQueue[TaskShape.COUNT];
    private final ReadyQueue[] started = new ReadyQueue[TaskShape.COUNT];

    /** What the threads of the first seats have taken ahead, by shape and seat; nothing for shapes of several cores. */
    private final LocalTasks[][] local = new LocalTasks[TaskShape.COUNT][];
    private final int seats;
    private int capacity;

    /** Guarded by itself, but for the first of them, which others may see: null if there is none. */
    private final Deque<Task> gangs = new ArrayDeque<>();
    private volatile @Nullable Task firstGang;

    /**
     * Create empty queues.
     *
     * @param capacity how many tasks of each shape there is room for
     * @param seats    how many threads may take tasks ahead, those with the first numbers
     */
    ReadyTasks(int capacity, int seats) {
        this.seats = seats;
        Arrays.setAll(started, queue -> new ReadyQueue(STARTED_CAPACITY));
        Arrays.setAll(local, queue -> new LocalTasks[queue == TaskShape.MIX.queue ? 0 : seats]);
        for (LocalTasks[] ofShape : local) {
            Arrays.setAll(ofShape, seat -> new LocalTasks());
        }
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
        return !started[shape.queue].isEmpty()
                || firstGang == null && (!ready[shape.queue].isEmpty() || isTakenAhead(shape));
    }

    /** Take a task of this shape, or null. */
    @Nullable
    Task poll(TaskShape shape, int seat) {
        Task task = started[shape.queue].poll();
        if (task != null || firstGang != null) {
            return task;
        }
        LocalTasks[] ofShape = local[shape.queue];
        if (seat < ofShape.length) {
            task = ofShape[seat].poll();
            if (task == null) {
                task = ready[shape.queue].pollSeveral(ofShape[seat], DEEP * seats);
            }
        }
        if (task == null) {
            task = ready[shape.queue].poll();
        }
        return task == null ? takenAhead(shape) : task;
    }

    /** Tell whether the thread of this seat still has tasks of this shape that it has taken ahead; a hint. */
    boolean hasAhead(TaskShape shape, int seat) {
        return seat < local[shape.queue].length && !local[shape.queue][seat].isEmpty();
    }

    /** Take a task of this shape that the thread of this seat has taken ahead, or null. */
    @Nullable
    Task pollAhead(TaskShape shape, int seat) {
        return firstGang != null || !started[shape.queue].isEmpty() ? null : local[shape.queue][seat].poll();
    }

    /** Return about how many tasks of this shape wait. */
    int depth(TaskShape shape) {
        int depth = started[shape.queue].size() + ready[shape.queue].size();
        for (LocalTasks tasks : local[shape.queue]) {
            depth += tasks.size();
        }
        return depth;
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
        for (LocalTasks[] ofShape : local) {
            for (LocalTasks tasks : ofShape) {
                tasks.clear();
            }
        }
        synchronized (gangs) {
            gangs.clear();
            firstGang = null;
        }
    }

    private boolean isTakenAhead(TaskShape shape) {
        for (LocalTasks tasks : local[shape.queue]) {
            if (!tasks.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Take a task that a thread has taken ahead, or null. */
    private @Nullable Task takenAhead(TaskShape shape) {
        for (LocalTasks tasks : local[shape.queue]) {
            Task task = tasks.poll();
            if (task != null) {
                return task;
            }
        }
        return null;
    }
}
