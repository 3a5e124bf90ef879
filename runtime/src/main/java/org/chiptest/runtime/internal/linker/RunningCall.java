package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;

import org.chiptest.runtime.device.DeviceActivity;

/**
 * A call of user code that was under way when its frame was read.
 *
 * @param what       which kind of user code
 * @param task       id of the task; -1 outside kernels
 * @param funcId     func id of the kernel; -1 outside kernels
 * @param block      index of the block; -1 outside kernels
 * @param device     id of the device; negative: none
 * @param cluster    index of the cluster; -1 outside kernels
 * @param core       index of the core; -1 outside kernels
 * @param lane       subblock id
 * @param thread     Linux id of the thread, as an {@code hs_err} file names it
 * @param startNanos when the call began, on the clock of {@link System#nanoTime()}, exact to a few milliseconds
 */
public record RunningCall(DeviceActivity.Kind what, long task, int funcId, int block, int device, int cluster, int core,
        int lane,
        int thread, long startNanos) {

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final int ATTEMPTS = 100;

    /** In the order of their numbers in a frame, from 1. */
    private static final DeviceActivity.Kind[] KINDS = DeviceActivity.Kind.values();

    /**
     * Read the frame at the beginning of {@code memory}, which another thread or process may be changing.
     *
     * @return the call under way; empty if there is none, or if calls follow each other too fast to catch one
     */
    public static Optional<RunningCall> read(MemorySegment memory) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int sequence = (int) INT.getAcquire(memory, CallFrameDescriptor.SEQUENCE);
            if (sequence % 2 == 0) {
                return Optional.empty();
            }
            Optional<RunningCall> call = words(memory);
            VarHandle.acquireFence();
            if ((int) INT.getOpaque(memory, CallFrameDescriptor.SEQUENCE) == sequence) {
                return call;
            }
        }
        return Optional.empty();
    }

    /** Say what is known of it at {@code nanoTime}. */
    public DeviceActivity.Call at(long nanoTime) {
        return new DeviceActivity.Call(what, task, funcId, block, core, age(nanoTime));
    }

    /** Return how long the call has been running at {@code nanoTime}. */
    public Duration age(long nanoTime) {
        return Duration.ofNanos(Math.max(0, nanoTime - startNanos));
    }

    private static Optional<RunningCall> words(MemorySegment memory) {
        int kind = memory.get(JAVA_INT, CallFrameDescriptor.KIND);
        if (kind < 1 || kind > KINDS.length) {
            return Optional.empty();
        }
        return Optional.of(new RunningCall(KINDS[kind - 1], memory.get(JAVA_LONG, CallFrameDescriptor.TASK),
                memory.get(JAVA_INT, CallFrameDescriptor.FUNC_ID), memory.get(JAVA_INT, CallFrameDescriptor.BLOCK),
                memory.get(JAVA_INT, CallFrameDescriptor.DEVICE), memory.get(JAVA_INT, CallFrameDescriptor.CLUSTER),
                memory.get(JAVA_INT, CallFrameDescriptor.CORE), memory.get(JAVA_INT, CallFrameDescriptor.LANE),
                memory.get(JAVA_INT, CallFrameDescriptor.THREAD),
                memory.get(JAVA_LONG, CallFrameDescriptor.START_NANOS)));
    }
}
