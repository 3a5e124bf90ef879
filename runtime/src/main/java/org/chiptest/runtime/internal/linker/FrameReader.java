package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.device.DeviceActivity;

/** Read what all call frames of a device say together; from any thread and process that sees them. */
public final class FrameReader {

    private static final VarHandle SEQUENCE = JAVA_INT.varHandle();

    private FrameReader() {}

    /** Read what is under way and how much has ended; nothing if no frame was ever used, as of a device that does not use them. */
    public static Optional<DeviceActivity> activity(MemorySegment frames, long nanoTime) {
        long kernelsEnded = 0;
        boolean used = false;
        List<DeviceActivity.Call> calls = new ArrayList<>();
        for (long at = 0; at < frames.byteSize(); at += CallFrameDescriptor.SIZE) {
            MemorySegment frame = frames.asSlice(at, CallFrameDescriptor.SIZE);
            int sequence = (int) SEQUENCE.getOpaque(frame, CallFrameDescriptor.SEQUENCE);
            used |= sequence != 0;
            // the first frame is the orchestration's
            kernelsEnded += at == 0 ? 0 : sequence >>> 1;
            RunningCall.read(frame).map(call -> call.at(nanoTime)).ifPresent(calls::add);
        }
        return used ? Optional.of(new DeviceActivity(calls, kernelsEnded)) : Optional.empty();
    }
}
