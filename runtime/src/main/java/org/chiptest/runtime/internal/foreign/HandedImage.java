package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.chiptest.runtime.device.DeviceException;

/** A callable's image as a library gets it: a copy at an address that it wants, which it must not write to. */
final class HandedImage implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment original;
    private final MemorySegment copy;

    HandedImage(MemorySegment image) {
        original = image;
        copy = arena.allocate(image.byteSize(), ALIGNMENT).copyFrom(image);
    }

    long address() {
        return copy.address();
    }

    /**
     * Check that nothing was written.
     *
     * @throws DeviceException -1 if something was
     */
    void requireUnchanged(String function) {
        long at = original.mismatch(copy);
        if (at >= 0) {
            throw new DeviceException(function + " wrote to the caller's image: byte " + at + " of "
                    + original.byteSize() + " is 0x" + hex(copy, at) + ", it was 0x" + hex(original, at)
                    + "; a runtime changes a copy of its own");
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    private static String hex(MemorySegment bytes, long at) {
        return Integer.toHexString(0x100 | bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff).substring(1);
    }
}
