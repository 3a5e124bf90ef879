package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A call frame of this process, with the buffer for the text of an exception. Used by one thread at a time. */
final class CallFrame {

    private static final int TEXT_CAPACITY = 8192;

    private final MemorySegment memory;
    private final long address;
    private final MemorySegment text;

    CallFrame(MemorySegment memory) {
        if (!memory.isNative() || memory.byteSize() < CallFrameDescriptor.SIZE
                || memory.address() % CallFrameDescriptor.ALIGNMENT != 0) {
            throw new IllegalArgumentException(
                    "a call frame needs %d bytes of native memory at a multiple of %d, not %s"
                            .formatted(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT, memory));
        }
        this.memory = memory.asSlice(0, CallFrameDescriptor.SIZE).fill((byte) 0);
        this.address = memory.address();
        this.text = Arena.ofAuto().allocate(TEXT_CAPACITY);
        this.memory.set(JAVA_LONG, CallFrameDescriptor.TEXT, text.address());
        this.memory.set(JAVA_INT, CallFrameDescriptor.TEXT_CAPACITY, TEXT_CAPACITY);
    }

    long address() {
        return address;
    }

    void identify(int device, int cluster, int core, int lane) {
        memory.set(JAVA_INT, CallFrameDescriptor.DEVICE, device);
        memory.set(JAVA_INT, CallFrameDescriptor.CLUSTER, cluster);
        memory.set(JAVA_INT, CallFrameDescriptor.CORE, core);
        memory.set(JAVA_INT, CallFrameDescriptor.LANE, lane);
    }

    void target(long function, long args) {
        memory.set(JAVA_LONG, CallFrameDescriptor.FUNCTION, function);
        memory.set(JAVA_LONG, CallFrameDescriptor.ARGS, args);
    }

    void task(long task, int funcId, int block) {
        memory.set(JAVA_LONG, CallFrameDescriptor.TASK, task);
        memory.set(JAVA_INT, CallFrameDescriptor.FUNC_ID, funcId);
        memory.set(JAVA_INT, CallFrameDescriptor.BLOCK, block);
    }

    void runtime(long runtime) {
        memory.set(JAVA_LONG, CallFrameDescriptor.RUNTIME, runtime);
    }

    int result() {
        return memory.get(JAVA_INT, CallFrameDescriptor.RESULT);
    }

    /** Return the exception of the last call, if that call threw. */
    CppException thrown() {
        return CppException.at(text);
    }
}
