package org.chiptest.runtime.internal.trb;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.graph.GraphPolicy;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.RuntimeObject;
import org.chiptest.runtime.internal.linker.Shim;
import org.jspecify.annotations.Nullable;

/**
 * What is special about running the tasks of tensormap_and_ringbuffer: their arguments, when they complete, and what their
 * end sets free.
 */
final class TrbPolicy implements GraphPolicy {

    /** Where a thread's scratch memory has the completion buffer, after what the kernel gets ({@code trb_arguments.h}). */
    static final long INGRESS = 512;

    private final Shim shim;
    private final DeferredCompletions deferred;
    private volatile @Nullable RuntimeObject object;

    TrbPolicy(Shim shim, DeferredCompletions deferred) {
        this.shim = shim;
        this.deferred = deferred;
    }

    /** Prepare for a run of the orchestration that knows this object. */
    void begin(RuntimeObject object) {
        this.object = object;
        deferred.clear();
    }

    @Override
    public long arguments(Task task, int block, int place, MemorySegment scratch) {
        TrbTask slot = (TrbTask) task;
        return shim.layOutArguments(scratch.address(), slot.payload, slot.tensorCount, slot.scalarCount, block,
                task.blockNum(), Math.max(0, place - 1), task.id());
    }

    @Override
    public void returned(Task task, MemorySegment scratch) {
        long ingress = scratch.address() + INGRESS;
        // count and error in one
        if (NativeMemory.getLong(ingress + CompletionIngressDescriptor.COUNT) != 0) {
            deferred.collect((TrbTask) task, ingress);
        }
    }

    @Override
    public boolean blocksDone(Task task) {
        TrbTask slot = (TrbTask) task;
        if (slot.conditions == null) {
            return true;
        }
        deferred.hold(slot);
        return false;
    }

    @Override
    public void completed(Task task) {
        for (int i = 0; i < task.producerCount(); i++) {
            ((TrbTask) task.producer(i)).consumerFinished();
        }
        ((TrbTask) task).finish();
    }

    @Override
    public boolean poll() {
        return deferred.poll();
    }

    @Override
    public String held() {
        return deferred.describe();
    }

    @Override
    public void failed() {
        RuntimeObject stopped = object;
        if (stopped != null) {
            stopped.stop();
        }
    }
}
