package org.chiptest.runtime.internal.trb;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.graph.GraphPolicy;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.RuntimeObject;
import org.jspecify.annotations.Nullable;

/**
 * What is special about running the tasks of tensormap_and_ringbuffer: their arguments, when they complete, and what their
 * end sets free.
 */
final class TrbPolicy implements GraphPolicy {

    /** Where a thread's scratch memory has the completion buffer, after the payload. */
    private static final long INGRESS = DispatchPayloadDescriptor.SIZE;

    private final DeferredCompletions deferred;
    private volatile @Nullable RuntimeObject object;

    TrbPolicy(DeferredCompletions deferred) {
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
        long payload = scratch.address();
        long args = payload + DispatchPayloadDescriptor.ARGS;
        long word = args;
        long tensor = slot.payload;
        for (int i = 0; i < slot.tensorCount; i++) {
            NativeMemory.putLong(word, tensor);
            word += Long.BYTES;
            tensor += TensorDescriptor.SIZE;
        }
        for (int i = 0; i < slot.scalarCount; i++) {
            NativeMemory.putLong(word, NativeMemory.getLong(tensor + 8L * i));
            word += Long.BYTES;
        }
        NativeMemory.putLong(args + 8L * DispatchPayloadDescriptor.LOCAL_CONTEXT_WORD,
                payload + DispatchPayloadDescriptor.LOCAL_CONTEXT);
        NativeMemory.putLong(args + 8L * DispatchPayloadDescriptor.GLOBAL_CONTEXT_WORD,
                payload + DispatchPayloadDescriptor.GLOBAL_CONTEXT);
        NativeMemory.putInt(payload + DispatchPayloadDescriptor.BLOCK_INDEX, block);
        NativeMemory.putInt(payload + DispatchPayloadDescriptor.BLOCK_NUM, task.blockNum());
        NativeMemory.putInt(payload + DispatchPayloadDescriptor.SUB_BLOCK_ID, Math.max(0, place - 1));
        offerCompletions(payload, payload + INGRESS, task.id());
        return args;
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

    private static void offerCompletions(long payload, long ingress, long id) {
        NativeMemory.putLong(ingress + CompletionIngressDescriptor.COUNT, 0);
        NativeMemory.putLong(payload + DispatchPayloadDescriptor.ASYNC_COUNT,
                ingress + CompletionIngressDescriptor.COUNT);
        NativeMemory.putLong(payload + DispatchPayloadDescriptor.ASYNC_ERROR,
                ingress + CompletionIngressDescriptor.ERROR);
        NativeMemory.putLong(payload + DispatchPayloadDescriptor.ASYNC_ENTRIES,
                ingress + CompletionIngressDescriptor.ENTRIES);
        NativeMemory.putInt(payload + DispatchPayloadDescriptor.ASYNC_CAPACITY, CompletionIngressDescriptor.CAPACITY);
        NativeMemory.putLong(payload + DispatchPayloadDescriptor.ASYNC_TASK, id);
    }
}
