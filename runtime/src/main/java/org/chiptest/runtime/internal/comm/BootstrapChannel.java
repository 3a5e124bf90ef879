package org.chiptest.runtime.internal.comm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import org.chiptest.runtime.internal.memory.BoundedText;

/**
 * The news of a chip's start, in memory that its process shares with the parent (layout: {@link BootstrapChannelDescriptor}): the child
 * writes once, the parent reads.
 */
public final class BootstrapChannel {

    private static final VarHandle INT = JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final int maxBufferCount;

    /** What the channel says. */
    public enum State {
        IDLE(0), SUCCESS(1), ERROR(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** Return the number that travels. */
        public int code() {
            return code;
        }
    }

    /**
     * Use zeroed memory, or that of the other side.
     *
     * @param maxBufferCount the most buffers that a success may have, 0 to 376
     */
    public BootstrapChannel(MemorySegment memory, int maxBufferCount) {
        if (memory.address() == 0 || memory.byteSize() < BootstrapChannelDescriptor.SIZE) {
            throw new IllegalArgumentException("a bootstrap channel takes " + BootstrapChannelDescriptor.SIZE
                    + " bytes, found " + memory.byteSize() + " at 0x" + Long.toHexString(memory.address()));
        }
        if (maxBufferCount < 0 || maxBufferCount > BootstrapChannelDescriptor.MAX_BUFFERS) {
            throw new IllegalArgumentException("max_buffer_count is " + maxBufferCount + "; 0 to "
                    + BootstrapChannelDescriptor.MAX_BUFFERS + " buffers fit into a bootstrap channel");
        }
        this.memory = memory;
        this.maxBufferCount = maxBufferCount;
    }

    /** Zero everything. */
    public void reset() {
        INT.setRelease(memory, BootstrapChannelDescriptor.STATE, State.IDLE.code);
        memory.asSlice(0, BootstrapChannelDescriptor.SIZE).fill((byte) 0);
    }

    /** Say that the chip has started; addresses are those of its process. */
    public void writeSuccess(long deviceContext, long windowBase, long windowSize, long... buffers) {
        if (buffers.length > maxBufferCount) {
            throw new IllegalArgumentException("buffer_ptrs exceeds max_buffer_count: " + buffers.length
                    + " buffers, at most " + maxBufferCount);
        }
        memory.set(JAVA_INT, BootstrapChannelDescriptor.ERROR_CODE, 0);
        memory.set(JAVA_BYTE, BootstrapChannelDescriptor.ERROR_TEXT, (byte) 0);
        memory.set(JAVA_INT, BootstrapChannelDescriptor.BUFFER_COUNT, buffers.length);
        memory.set(JAVA_LONG, BootstrapChannelDescriptor.DEVICE_CONTEXT, deviceContext);
        memory.set(JAVA_LONG, BootstrapChannelDescriptor.WINDOW_BASE, windowBase);
        memory.set(JAVA_LONG, BootstrapChannelDescriptor.WINDOW_SIZE, windowSize);
        MemorySegment.copy(buffers, 0, memory, JAVA_LONG, BootstrapChannelDescriptor.BUFFERS, buffers.length);
        INT.setRelease(memory, BootstrapChannelDescriptor.STATE, State.SUCCESS.code);
    }

    /** Say that the chip cannot start; of the text, at most 1023 bytes remain. */
    public void writeError(int code, String text) {
        memory.set(JAVA_INT, BootstrapChannelDescriptor.ERROR_CODE, code);
        writeText(text);
        INT.setRelease(memory, BootstrapChannelDescriptor.STATE, State.ERROR.code);
    }

    /** Say what is about to be done, for whoever waits in vain; while nothing else is said. */
    public void writeStep(String text) {
        memory.set(JAVA_INT, BootstrapChannelDescriptor.STEPS, steps() + 1);
        writeText(text);
    }

    /** Return how many steps the child has begun. */
    public int steps() {
        return memory.get(JAVA_INT, BootstrapChannelDescriptor.STEPS);
    }

    /** Return the state, or nothing if the word is no state: the memory was overwritten. */
    public Optional<State> state() {
        int state = (int) INT.getAcquire(memory, BootstrapChannelDescriptor.STATE);
        return Arrays.stream(State.values()).filter(known -> known.code == state).findFirst();
    }

    public int errorCode() {
        return memory.get(JAVA_INT, BootstrapChannelDescriptor.ERROR_CODE);
    }

    /** Return why the chip cannot start; before it has started or failed, what it is doing. */
    public String errorText() {
        byte[] bytes = memory.asSlice(BootstrapChannelDescriptor.ERROR_TEXT, BootstrapChannelDescriptor.ERROR_TEXT_SIZE)
                .toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length - 1 && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Return the address of the {@code CommContext}; 0 without communication. */
    public long deviceContext() {
        return memory.get(JAVA_LONG, BootstrapChannelDescriptor.DEVICE_CONTEXT);
    }

    /** Return the address of the chip's window; 0 without communication. */
    public long windowBase() {
        return memory.get(JAVA_LONG, BootstrapChannelDescriptor.WINDOW_BASE);
    }

    public long windowSize() {
        return memory.get(JAVA_LONG, BootstrapChannelDescriptor.WINDOW_SIZE);
    }

    /** Return how many buffers the child says it has, whether or not that can be. */
    public int bufferCount() {
        return memory.get(JAVA_INT, BootstrapChannelDescriptor.BUFFER_COUNT);
    }

    /** Return the address of each buffer. */
    public long[] buffers() {
        int count = bufferCount();
        if (count < 0 || count > maxBufferCount) {
            throw new IllegalStateException("damaged bootstrap channel: it counts " + count + " buffers, at most "
                    + maxBufferCount + " are possible");
        }
        return memory.asSlice(BootstrapChannelDescriptor.BUFFERS, 8L * count).toArray(JAVA_LONG);
    }

    private void writeText(String text) {
        byte[] bytes = BoundedText.utf8(text, (int) BootstrapChannelDescriptor.ERROR_TEXT_SIZE - 1);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, BootstrapChannelDescriptor.ERROR_TEXT, bytes.length);
        memory.set(JAVA_BYTE, BootstrapChannelDescriptor.ERROR_TEXT + bytes.length, (byte) 0);
    }
}
