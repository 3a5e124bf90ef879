package org.chiptest.runtime.trb;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.graph.GraphPolicy;
import org.chiptest.runtime.graph.Task;
import org.chiptest.runtime.linker.NativeMemory;

/** What is special about running the tasks of tensormap_and_ringbuffer: their arguments, and what their end sets free. */
final class TrbPolicy implements GraphPolicy {

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
        NativeMemory.putLong(payload + DispatchPayloadDescriptor.ASYNC_TASK, TaskId.INVALID);
        NativeMemory.putInt(payload + DispatchPayloadDescriptor.SUB_BLOCK_ID, Math.max(0, place - 1));
        return args;
    }

    @Override
    public boolean blocksDone(Task task) {
        return true;
    }

    @Override
    public void completed(Task task) {
        for (int i = 0; i < task.producerCount(); i++) {
            ((TrbTask) task.producer(i)).consumerFinished();
        }
        ((TrbTask) task).finish();
    }
}
