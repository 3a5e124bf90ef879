package org.chiptest.runtime.internal.graph;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.KernelCall;
import org.chiptest.runtime.internal.linker.OrchestrationCall;
import org.chiptest.runtime.internal.linker.RunningCall;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.linker.ThreadStateListener;

/**
 * The call frames of one device: one for its orchestration, one for each thread that runs kernels. They lie in memory that
 * the device's host provides, so that another process can read what was running when this one died.
 */
public final class CallFrames {

    private static final VarHandle SEQUENCE = JAVA_INT.varHandle();

    private final Shim shim;
    private final int device;
    private final MemorySegment memory;
    private final Consumer<DeviceException> lostRuns;
    private final ThreadStateListener changes;

    /**
     * Lay out frames in this memory.
     *
     * @param device   number of the device, which kernels and reports see
     * @param memory   aligned to {@link CallFrameDescriptor#ALIGNMENT}; its size limits the number of threads
     * @param lostRuns what the host wants to know beyond the frames: that a run has failed in which a call does not return
     * @param changes  is told what user code has changed of its threads
     */
    public CallFrames(Shim shim, int device, MemorySegment memory, Consumer<DeviceException> lostRuns,
            ThreadStateListener changes) {
        this.shim = shim;
        this.device = device;
        this.memory = memory;
        this.lostRuns = lostRuns;
        this.changes = changes;
    }

    /** Return how many threads can run kernels. */
    public int kernelThreads() {
        return (int) (memory.byteSize() / CallFrameDescriptor.SIZE) - 1;
    }

    /** Return the device's number. */
    public int device() {
        return device;
    }

    /** Make the call of orchestrations. */
    public OrchestrationCall orchestrationCall() {
        OrchestrationCall call = shim.orchestrationCall(frame(0), changes);
        call.identify(device);
        return call;
    }

    /** Describe everything that is running in the frames of a device, also of one that has died. */
    public static String describeRunning(MemorySegment memory, long nanoTime) {
        return LongStream.range(0, memory.byteSize() / CallFrameDescriptor.SIZE)
                .mapToObj(i -> memory.asSlice(i * CallFrameDescriptor.SIZE, CallFrameDescriptor.SIZE))
                .flatMap(frame -> RunningCall.read(frame).stream()).map(call -> call.at(nanoTime).toString())
                .collect(Collectors.joining("; "));
    }

    /** Tell the host that a run has failed whose caller does not return. */
    void lost(DeviceException failure) {
        lostRuns.accept(failure);
    }

    KernelCall kernelCall(int index) {
        return shim.kernelCall(kernelFrame(index), changes);
    }

    MemorySegment kernelFrame(int index) {
        if (index >= kernelThreads()) {
            throw new IllegalStateException("device " + device + " has frames for " + kernelThreads()
                    + " kernel threads, asked for number " + index);
        }
        return frame(index + 1);
    }

    /** Return how many calls have begun in a frame; a hint for other threads. */
    static long begun(MemorySegment frame) {
        return (int) SEQUENCE.getOpaque(frame, CallFrameDescriptor.SEQUENCE) + 1L >>> 1;
    }

    String describeRunning(long nanoTime) {
        return describeRunning(memory, nanoTime);
    }

    private MemorySegment frame(int index) {
        return memory.asSlice(index * CallFrameDescriptor.SIZE, CallFrameDescriptor.SIZE);
    }
}
