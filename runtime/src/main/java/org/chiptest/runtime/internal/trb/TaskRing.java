package org.chiptest.runtime.internal.trb;

import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

import org.chiptest.runtime.internal.graph.Obstacle;
import org.chiptest.runtime.internal.graph.ScopeUsage;
import org.chiptest.runtime.internal.graph.TaskShape;
import org.chiptest.runtime.internal.linker.SanitizerRuntime;
import org.jspecify.annotations.Nullable;

/**
 * One of the four rings: task slots that are used in a circle, with the heap that the tasks' outputs lie in and the memory of
 * their arguments ({@code docs/contract/trb.md#rings}).
 *
 * <p>Slots are given back in the order in which they were taken, as soon as the oldest task is consumed. Used by the
 * orchestrating thread only; what other threads say about a task is read through the task.
 */
final class TaskRing {

    /** How often a ring that has room looks for consumed tasks: a power of two of submits. */
    private static final int RETIRE_INTERVAL = 64;

    private static final Obstacle OPEN_SCOPE = () -> false;

    final int index;
    final HeapRing heap = new HeapRing();
    final HeapRing payloads = new HeapRing();

    private final ScopeStack scopes;
    private final TensorMap tensors;
    private @Nullable TrbTask[] slots = new @Nullable TrbTask[0];
    private long heapAddress;
    private long payloadAddress;
    private int dependencyPool;
    private int dependenciesSpilled;
    private int next;
    private int lastAlive;

    /** How far AddressSanitizer was told what in the heap may be touched. */
    private long highestHeapEnd;

    TaskRing(int index, ScopeStack scopes, TensorMap tensors) {
        this.index = index;
        this.scopes = scopes;
        this.tensors = tensors;
    }

    /**
     * Start over.
     *
     * @param window         number of slots, a power of two; one is never used
     * @param dependencyPool how many producers tasks can have together, those not counted that each has room for itself
     */
    void reset(int window, int dependencyPool, long heapAddress, long heapBytes, long payloadAddress,
            long payloadBytes) {
        if (window != slots.length) {
            slots = new @Nullable TrbTask[window];
        }
        this.dependencyPool = dependencyPool;
        this.heapAddress = heapAddress;
        this.payloadAddress = payloadAddress;
        heap.reset(heapBytes);
        payloads.reset(payloadBytes);
        dependenciesSpilled = 0;
        next = 0;
        lastAlive = 0;
    }

    int window() {
        return slots.length;
    }

    /** Return how many tasks are alive. */
    int live() {
        return next - lastAlive;
    }

    /** Return the number that the next task gets. */
    int next() {
        return next;
    }

    /** Tell whether a task of this number is alive, so that its slot belongs to it. */
    boolean isAlive(int local) {
        return local - lastAlive >= 0 && local - next < 0;
    }

    /** Tell whether a number was given to a task, alive or not. */
    boolean wasIssued(int local) {
        return local >= 0 && local - next < 0;
    }

    /** Return the task in the slot of a number. */
    TrbTask task(int local) {
        return slot(local & slots.length - 1);
    }

    /** Give back consumed tasks from time to time, so that a ring that never fills up stays small. Returns whether it is time. */
    boolean retireSometimes() {
        boolean time = (next & RETIRE_INTERVAL - 1) == 0;
        if (time) {
            retire();
        }
        return time;
    }

    /** Give back the oldest tasks as far as they are consumed. */
    void retire() {
        int first = lastAlive;
        TrbTask last = null;
        while (lastAlive != next) {
            TrbTask task = task(lastAlive);
            if (scopes.isOpen(task) || !task.isFinished() || !task.isReleased()) {
                break;
            }
            tensors.removeAll(task);
            dependenciesSpilled -= task.spilled;
            SanitizerRuntime.poison(task.heap, heapAddress + task.heapEnd - task.heap);
            last = task;
            lastAlive++;
        }
        if (last == null) {
            return;
        }
        if (lastAlive == next) {
            heap.clear();
            payloads.clear();
        } else if (lastAlive != first) {
            heap.release(last.heapEnd);
            payloads.release(last.payloadEnd);
        }
    }

    /** Tell whether the next task finds a slot and this much memory for outputs and arguments. */
    boolean hasRoom(long heapBytes, long payloadBytes) {
        return live() + 1 < slots.length && heap.fits(heapBytes) && payloads.fits(payloadBytes);
    }

    /** Take the next slot and its memory for outputs and arguments; there must be room. */
    TrbTask take(long heapBytes, long payloadBytes) {
        TrbTask task = slot(next & slots.length - 1);
        task.occupy(next);
        task.heap = heapAddress + heap.claim(heapBytes);
        task.heapEnd = heap.top();
        highestHeapEnd = Math.max(highestHeapEnd, task.heapEnd);
        task.payload = payloadAddress + payloads.claim(payloadBytes);
        task.payloadEnd = payloads.top();
        next++;
        return task;
    }

    /** Return what is in use of the ring and of the tensor map. */
    ScopeUsage usage(String site, int depth, int tensorMap, int tensorMapLimit) {
        return new ScopeUsage(site, depth, index, live(), slots.length - 1L, heap.used(), heap.size(),
                dependenciesSpilled,
                dependencyPool, tensorMap, tensorMapLimit);
    }

    /** Let a task hold one more entry of the dependency pool; false if there is none left. */
    boolean spill(TrbTask task) {
        if (dependenciesSpilled == dependencyPool) {
            return false;
        }
        dependenciesSpilled++;
        task.spilled++;
        return true;
    }

    /** Return what keeps the oldest task alive: the task itself until it is consumed, or its scope, which does not end while one waits. */
    Obstacle obstacle() {
        TrbTask oldest = oldest();
        return oldest == null || scopes.isOpen(oldest) ? OPEN_SCOPE : oldest;
    }

    /** Return the oldest task that is alive. */
    @Nullable
    TrbTask oldest() {
        return live() == 0 ? null : task(lastAlive);
    }

    /** Add the kernels that had a tensor in a range: of the newest tasks, as far as newer ones have not taken their payloads. */
    void addKernelsWith(long address, long size, SortedSet<Integer> kernels) {
        NavigableMap<Long, Long> newer = new TreeMap<>();
        for (int local = next - 1; local >= Math.max(0, next - slots.length + 1); local--) {
            TrbTask task = task(local);
            long end = payloadAddress + task.payloadEnd;
            var before = newer.lowerEntry(end);
            if (before != null && before.getValue() > task.payload) {
                return;
            }
            newer.put(task.payload, end);
            if (task.shape() != TaskShape.DUMMY && task.hasTensorIn(address, size)) {
                for (int slot = 0; slot < TrbTask.SLOTS; slot++) {
                    if (task.funcId(slot) >= 0) {
                        kernels.add(task.funcId(slot));
                    }
                }
            }
        }
    }

    /** Forget what AddressSanitizer was told about the heap: other memory may be mapped there next. */
    void unpoison() {
        SanitizerRuntime.unpoison(heapAddress, highestHeapEnd);
        highestHeapEnd = 0;
    }

    private TrbTask slot(int index) {
        TrbTask task = slots[index];
        if (task == null) {
            task = new TrbTask(this.index);
            slots[index] = task;
        }
        return task;
    }
}
