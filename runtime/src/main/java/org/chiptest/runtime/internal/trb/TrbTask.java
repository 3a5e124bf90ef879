package org.chiptest.runtime.internal.trb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.chiptest.runtime.internal.graph.Obstacle;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * A slot of a task ring: a task, and who still needs its memory.
 *
 * <p>A task is consumed, so that its slot and its buffers can be used anew, when it has completed, its scope has ended and all
 * its consumers have completed ({@code docs/contract/trb.md#life-of-a-task}). The orchestrating thread owns all plain fields. The threads that
 * complete tasks own {@code consumersDone} and {@code finished}; {@code finished} is the last thing that they touch.
 */
final class TrbTask extends Task implements Obstacle {

    private static final VarHandle CONSUMERS_DONE;
    private static final VarHandle FINISHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CONSUMERS_DONE = lookup.findVarHandle(TrbTask.class, "consumersDone", int.class);
            FINISHED = lookup.findVarHandle(TrbTask.class, "finished", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The ring that the slot belongs to, and which task of that ring this is. */
    final int ring;
    int local;

    /** The scope that it was submitted in, by its depth and the scope's own number. */
    int scopeDepth;
    long scope;

    /** Its memory for outputs and for arguments: the address, and where it ends in the ring's heap and payloads. */
    long heap;
    long heapEnd;
    long payload;
    long payloadEnd;

    /** First of its entries in the tensor map, and how many entries of the dependency pool it holds. */
    int mapEntry = TensorMap.NONE;
    int spilled;

    /** The number of the submit that took it as a producer last, so that one submit takes it once. */
    long takenBy;

    /** What a block's arguments consist of: tensors in the payload, followed by scalars. */
    int tensorCount;
    int scalarCount;

    /** What has to hold before it completes; guarded by the {@link DeferredCompletions} until the last kernel returned. */
    DeferredCompletions.@Nullable Conditions conditions;

    private int consumers;
    private volatile int consumersDone;
    private volatile boolean finished = true;

    TrbTask(int ring) {
        this.ring = ring;
    }

    /** Start to be a new task that nobody consumes yet. */
    void occupy(int local) {
        this.local = local;
        spilled = 0;
        mapEntry = TensorMap.NONE;
        conditions = null;
        consumers = 0;
        CONSUMERS_DONE.set(this, 0);
        FINISHED.set(this, false);
    }

    /** Tell whether one of its tensors lies in memory that begins in a range. */
    boolean hasTensorIn(long address, long size) {
        for (int i = 0; i < tensorCount; i++) {
            long tensor = NativeMemory.getLong(payload + i * TensorDescriptor.SIZE + TensorDescriptor.ADDRESS);
            if (tensor >= address && tensor < address + Math.max(1, size)) {
                return true;
            }
        }
        return false;
    }

    /** Count a consumer. */
    void addConsumer() {
        consumers++;
    }

    /** Note that a consumer has completed. */
    void consumerFinished() {
        CONSUMERS_DONE.getAndAdd(this, 1);
    }

    /** Note that the task has completed and that no other thread will touch it any more. */
    void finish() {
        FINISHED.setRelease(this, true);
    }

    /** Tell whether the task has completed and was left by the thread that completed it. */
    boolean isFinished() {
        return (boolean) FINISHED.getAcquire(this);
    }

    /** Tell whether neither the task nor its consumers so far need its memory. For any thread while the orchestrating one waits. */
    @Override
    public boolean isGone() {
        return isFinished() && isReleased();
    }

    /** Tell whether all consumers so far have completed. */
    boolean isReleased() {
        return (int) CONSUMERS_DONE.getAcquire(this) == consumers;
    }
}
