package org.chiptest.runtime.internal.redzone;

import java.util.List;

import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.SanitizerRuntime;

/**
 * The bytes before and behind a block that nobody may touch.
 *
 * <pre>
 *      BYTES            size            BYTES
 *  ├─────────────┼───────────────────┼─────────────┤
 *  │ A7 A7 ... A7│  the block        │A7 A7 ... A7 │     the zone behind begins at the very next byte
 *  └─────────────┴───────────────────┴─────────────┘
 *                ▲ address
 * </pre>
 *
 * They hold a pattern: whoever writes there is found afterwards. Where AddressSanitizer runs they are poisoned too: whoever reads or
 * writes there is found at once.
 */
public final class RedZone {

    /** Bytes of each zone; a multiple of the alignment of blocks, so that zones do not disturb it. */
    public static final int BYTES = 64;

    private static final byte PATTERN = (byte) 0xA7;
    private static final long WORD = 0xA7A7_A7A7_A7A7_A7A7L;

    private RedZone() {}

    /** Lay both zones of a block. */
    public static void lay(long address, long size) {
        fill(address - BYTES);
        fill(address + size);
        SanitizerRuntime.poison(address - BYTES, BYTES);
        SanitizerRuntime.poison(address + size, BYTES);
    }

    /** Tell whether there is a zone before an address to which nothing was written. */
    public static boolean isIntactBefore(long address) {
        return isIntactAt(address - BYTES);
    }

    /** Tell whether a zone begins at an address to which nothing was written. */
    public static boolean isIntactAt(long zone) {
        long difference = 0;
        for (long at = zone; at < zone + BYTES; at += Long.BYTES) {
            difference |= NativeMemory.getLong(at) ^ WORD;
        }
        return difference == 0;
    }

    /** Allow native code to touch a block and its zones. */
    public static void unpoison(long address, long size) {
        SanitizerRuntime.unpoison(address - BYTES, size + 2 * BYTES);
    }

    /** Add what was written to the zones of a block, and lay these zones again. */
    public static void take(long address, long size, List<Overrun> overruns) {
        take(address, size, true, true, overruns);
    }

    /**
     * Do the same with a block that may lack a zone.
     *
     * @param before whether it has the zone before it
     * @param behind whether it has the one behind it
     */
    public static void take(long address, long size, boolean before, boolean behind, List<Overrun> overruns) {
        if (before && !isIntactBefore(address)) {
            overruns.add(overrun(address, size, -BYTES));
            fill(address - BYTES);
        }
        if (behind && !isIntactAt(address + size)) {
            overruns.add(overrun(address, size, size));
            fill(address + size);
        }
    }

    private static void fill(long zone) {
        for (long at = zone; at < zone + BYTES; at += Long.BYTES) {
            NativeMemory.putLong(at, WORD);
        }
    }

    private static Overrun overrun(long address, long size, long zone) {
        long first = zone;
        while (NativeMemory.getByte(address + first) == PATTERN && first < zone + BYTES - 1) {
            first++;
        }
        long last = zone + BYTES - 1;
        while (NativeMemory.getByte(address + last) == PATTERN && last > first) {
            last--;
        }
        return new Overrun(address, size, first, last);
    }
}
