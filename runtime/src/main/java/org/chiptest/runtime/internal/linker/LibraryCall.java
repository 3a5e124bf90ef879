package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a foreign library is being asked right now, where other processes read it: in the place of the first call frame, which such a
 * device does not use. The frame's {@code sequence} stays 0, so nobody takes it for a call of user code.
 *
 * <pre>
 *   0          4                    8                                128
 *  +----------+--------------------+---------------------------------+
 *  | 0        | length, 0: nothing | name of the function, UTF-8     |
 *  +----------+--------------------+---------------------------------+
 * </pre>
 *
 * Written by the device's thread, read by anybody; a reader may find a name that is just being replaced.
 */
public final class LibraryCall {

    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final long LENGTH = 4;
    private static final long TEXT = 8;
    private static final int CAPACITY = (int) (CallFrameDescriptor.SIZE - TEXT);

    private final MemorySegment frame;
    private final Map<String, byte[]> names = new HashMap<>();

    /** Write into the memory of call frames. */
    public LibraryCall(MemorySegment frames) {
        this.frame = frames.asSlice(0, CallFrameDescriptor.SIZE);
    }

    /** Return what is being asked; nothing outside of calls, or if the device has call frames of its own. */
    public static Optional<String> read(MemorySegment frames) {
        int length = (int) INT.getAcquire(frames, LENGTH);
        if (length < 1 || length > CAPACITY || frames.get(JAVA_INT, CallFrameDescriptor.SEQUENCE) != 0) {
            return Optional.empty();
        }
        return Optional.of(new String(frames.asSlice(TEXT, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
    }

    void begin(String what) {
        byte[] name = names.computeIfAbsent(what, LibraryCall::bytes);
        MemorySegment.copy(name, 0, frame, JAVA_BYTE, TEXT, name.length);
        INT.setRelease(frame, LENGTH, name.length);
    }

    void end() {
        INT.setRelease(frame, LENGTH, 0);
    }

    private static byte[] bytes(String what) {
        byte[] whole = what.getBytes(StandardCharsets.UTF_8);
        return whole.length <= CAPACITY ? whole : Arrays.copyOf(whole, CAPACITY);
    }
}
