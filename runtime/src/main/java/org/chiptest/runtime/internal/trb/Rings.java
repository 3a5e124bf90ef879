package org.chiptest.runtime.internal.trb;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.graph.Obstacle;
import org.chiptest.runtime.internal.graph.Scheduler;
import org.chiptest.runtime.internal.graph.ScopeUsage;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.jspecify.annotations.Nullable;

/**
 * The four task rings with their memory, the scopes that choose among them, and the tensor map: everything that is limited
 * and comes back when tasks are consumed.
 *
 * <p>Who finds something used up waits here. When the scheduler is quiet it will never come back: that is a deadlock, known
 * at once. Used by the orchestrating thread only.
 */
final class Rings implements AutoCloseable {

    final ScopeStack scopes = new ScopeStack();
    final TensorMap tensors = new TensorMap();

    private static final String LARGER_TASK_WINDOW = "task window: RunSettings.withTaskWindow or "
            + EffectiveRunSettings.ENV_TASK_WINDOW;
    private static final String LARGER_HEAP = "heap: RunSettings.withHeapBytes or "
            + EffectiveRunSettings.ENV_HEAP;
    private static final String LARGER_DEP_POOL = "dependency pool: RunSettings.withDepPool or "
            + EffectiveRunSettings.ENV_DEP_POOL;

    /** Bytes of each ring that stay in memory after a run, so that one large run does not count for ever. */
    private static final long KEPT_BYTES = 16L << 20;

    private static final long MAX_RING_BYTES = 1L << 42;

    private final Scheduler scheduler;
    private final TaskRing[] rings = new TaskRing[ScopeStack.RINGS];
    private final Obstacle.Search noRoom = this::noRoom;
    private @Nullable MappedMemory heap;
    private @Nullable MappedMemory payloads;

    /** What {@code noRoom} looks for; fields, since a full ring is the normal state of a long run and nothing is to be allocated. */
    private TaskRing wantedRing;
    private long wantedHeapBytes;
    private long wantedPayloadBytes;

    Rings(Scheduler scheduler) {
        this.scheduler = scheduler;
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new TaskRing(i, scopes, tensors);
        }
        wantedRing = rings[0];
    }

    /** Start over for a run; memory of the right size is kept. */
    void reset(EffectiveRunSettings settings) {
        long payloadBytes = (settings.taskWindow() + 1L) * SubmitArguments.MAX_PAYLOAD_BYTES;
        long heapBytes = SubmitArguments.withRedZones(settings.heapBytes());
        if (heap != null && heap.size() != heapBytes * ScopeStack.RINGS) {
            unpoison();
        }
        heap = mapped(heap, heapBytes);
        payloads = mapped(payloads, payloadBytes);
        scopes.reset();
        tensors.clear();
        for (int i = 0; i < rings.length; i++) {
            rings[i].reset(settings.taskWindow(), settings.depPool(), heap.address() + i * heapBytes, heapBytes,
                    payloads.address() + i * payloadBytes, payloadBytes);
        }
    }

    /** Return the ring of the innermost scope. */
    TaskRing current() {
        return rings[scopes.ring()];
    }

    /**
     * Take back what tasks have left, and wait until there is room for a task of the innermost scope and its memory. Returns whether there
     * was anything to do for it.
     */
    boolean makeRoom(TaskRing ring, long heapBytes, long payloadBytes) {
        if (scopes.taskCount() >= ring.window() - 1) {
            throw new FatalError(ErrorCode.SCOPE_DEADLOCK,
                    scopes.taskCount() + " tasks in one scope, the task window of "
                            + ring.window()
                            + " has no slot for one more before the scope ends; end scopes earlier or set a larger "
                            + LARGER_TASK_WINDOW);
        }
        boolean retired = ring.retireSometimes();
        if (ring.hasRoom(heapBytes, payloadBytes)) {
            return retired;
        }
        awaitRoom(ring, heapBytes, payloadBytes);
        return true;
    }

    /** Take a slot for a task of the innermost scope, with memory, for which there is room. */
    TrbTask take(TaskRing ring, long heapBytes, long payloadBytes) {
        TrbTask task = ring.take(heapBytes, payloadBytes);
        scopes.add(task);
        return task;
    }

    /**
     * Find a task by its id.
     *
     * @return the task, or null if it has been consumed
     */
    @Nullable
    TrbTask alive(long id, String what, int index) {
        int ring = TaskId.ring(id);
        int local = TaskId.local(id);
        if (ring < 0 || ring >= rings.length || !rings[ring].wasIssued(local)) {
            throw new FatalError(ErrorCode.INVALID_ARGS, what + " " + index + " is " + TaskId.text(id)
                    + ", which was never submitted in this run");
        }
        return rings[ring].isAlive(local) ? rings[ring].task(local) : null;
    }

    /** Return what the innermost scope's ring, and what all share, have in use. */
    ScopeUsage usage(String site) {
        return current().usage(site, scopes.depth(), tensors.size(), TensorMap.CAPACITY);
    }

    /** Note in the tensor map what an argument of a task writes, waiting until there is room. */
    void insert(TrbTask task, long tensor, int argument) {
        if (tensors.isFull()) {
            await(this::fullTensorMap, ErrorCode.DEP_POOL_OVERFLOW, "the tensor map is full: " + tensors.size()
                    + " regions are written by tasks that are alive; end scopes earlier");
        }
        tensors.insert(task, tensor, argument);
    }

    /** Let a task have one more producer than it has room for, waiting until the pool has room. */
    void spill(TaskRing ring, TrbTask task) {
        if (!ring.spill(task)) {
            await(() -> {
                ring.retire();
                return ring.spill(task) ? null : ring.obstacle();
            }, ErrorCode.DEP_POOL_OVERFLOW, "the dependency pool of ring " + ring.index
                    + " is used up by the tasks that are alive; end scopes earlier or set a larger "
                    + LARGER_DEP_POOL);
        }
    }

    /** Give back the pages that a run has touched, but for a part that the next one will touch too. No run may be open. */
    void trim() {
        for (TaskRing ring : rings) {
            trim(heap, ring.index, ring.heap);
            trim(payloads, ring.index, ring.payloads);
        }
    }

    /** Return the kernels that had a tensor in a range, as far as slots and payloads still hold their tasks. */
    SortedSet<Integer> kernelsWith(long address, long size) {
        SortedSet<Integer> kernels = new TreeSet<>();
        for (TaskRing ring : rings) {
            ring.addKernelsWith(address, size, kernels);
        }
        return kernels;
    }

    /** Give the memory back. */
    @Override
    public void close() {
        if (heap != null) {
            unpoison();
            heap.close();
            heap = null;
        }
        if (payloads != null) {
            payloads.close();
            payloads = null;
        }
    }

    private static void trim(@Nullable MappedMemory memory, int ring, HeapRing used) {
        if (memory != null && used.highest() > KEPT_BYTES) {
            memory.discard(ring * used.size() + KEPT_BYTES, used.highest() - KEPT_BYTES);
        }
    }

    private void unpoison() {
        for (TaskRing ring : rings) {
            ring.unpoison();
        }
    }

    private static MappedMemory mapped(@Nullable MappedMemory present, long bytesOfRing) {
        if (bytesOfRing > MAX_RING_BYTES) {
            throw new DeviceException("a ring is to have " + bytesOfRing + " bytes, the largest has " + MAX_RING_BYTES);
        }
        long size = bytesOfRing * ScopeStack.RINGS;
        if (present != null && present.size() == size) {
            return present;
        }
        try {
            MappedMemory mapped = MappedMemory.anonymous(size);
            if (present != null) {
                present.close();
            }
            return mapped;
        } catch (LibcException e) {
            throw new DeviceException("cannot map " + size + " bytes for the rings; choose smaller ones", e);
        }
    }

    private void awaitRoom(TaskRing ring, long heapBytes, long payloadBytes) {
        if (heapBytes > ring.heap.size()) {
            throw new FatalError(ErrorCode.HEAP_RING_DEADLOCK, "a task creates tensors of " + heapBytes
                    + " bytes, the heap of ring " + ring.index + " has " + ring.heap.size()
                    + "; create less at once or set a larger " + LARGER_HEAP);
        }
        wantedRing = ring;
        wantedHeapBytes = heapBytes;
        wantedPayloadBytes = payloadBytes;
        if (!scheduler.await(noRoom)) {
            requireRunning();
            throw deadlock(ring, heapBytes);
        }
    }

    private @Nullable Obstacle noRoom() {
        wantedRing.retire();
        return wantedRing.hasRoom(wantedHeapBytes, wantedPayloadBytes) ? null : wantedRing.obstacle();
    }

    private FatalError deadlock(TaskRing ring, long heapBytes) {
        if (!ring.heap.fits(heapBytes)) {
            return new FatalError(ErrorCode.HEAP_RING_DEADLOCK, "the heap of ring " + ring.index + " has "
                    + ring.heap.size() + " bytes, of which " + ring.heap.available() + " can be had at once; "
                    + heapBytes
                    + " more are asked for, and " + holder(ring) + "; end scopes earlier or set a larger "
                    + LARGER_HEAP);
        }
        return new FatalError(ErrorCode.FLOW_CONTROL_DEADLOCK, "all " + (ring.window() - 1) + " usable slots of ring "
                + ring.index + " are taken, and " + holder(ring) + "; end scopes earlier or set a larger "
                + LARGER_TASK_WINDOW);
    }

    private String holder(TaskRing ring) {
        TrbTask oldest = ring.oldest();
        if (oldest == null) {
            return "no task is alive";
        }
        String id = "the oldest, " + TaskId.text(TaskId.of(ring.index, oldest.local)) + ", ";
        if (scopes.isOpen(oldest)) {
            return id + "belongs to a scope that is still open";
        }
        return id + (oldest.isFinished() ? "has consumers that cannot complete" : "cannot complete");
    }

    private void await(Obstacle.Search search, ErrorCode code, String message) {
        if (!scheduler.await(search)) {
            requireRunning();
            throw new FatalError(code, message);
        }
    }

    private void requireRunning() {
        if (scheduler.failure() != null) {
            throw new RunStoppedException();
        }
    }

    private @Nullable Obstacle fullTensorMap() {
        for (TaskRing ring : rings) {
            ring.retire();
        }
        if (!tensors.isFull()) {
            return null;
        }
        List<Obstacle> obstacles = Arrays.stream(rings).map(TaskRing::obstacle).toList();
        return () -> obstacles.stream().anyMatch(Obstacle::isGone);
    }
}
