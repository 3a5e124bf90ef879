package org.chiptest.runtime.internal.args;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;

/**
 * Lay the format and the selection of {@link Diagnostics} out in {@value #SIZE} bytes, for a page that a worker shares with its parent.
 *
 * <pre>
 *   0        4        8                     1024
 *   +--------+--------+---------------------+
 *   | format | length | selection of a dump |
 *   | i32    | i32    | ASCII               |
 *   +--------+--------+---------------------+
 * </pre>
 *
 * A format of 0 says that nothing is set, as in a fresh page. Not part of the reference's interface: parent and worker are always of
 * the same build.
 */
public final class CaptureOptionsDescriptor {

    public static final long FORMAT = 0;
    public static final long LENGTH = 4;
    public static final long SELECTION = 8;
    public static final long SIZE = 1024;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private CaptureOptionsDescriptor() {}

    /** Write what a run asks for at the start of a segment. */
    public static void write(Diagnostics asked, MemorySegment dst) {
        byte[] selection = asked.dump().toString().getBytes(StandardCharsets.US_ASCII);
        dst.set(I32, FORMAT, asked.format());
        dst.set(I32, LENGTH, selection.length);
        MemorySegment.copy(selection, 0, dst, JAVA_BYTE, SELECTION, selection.length);
    }

    /**
     * Add what stands at the start of a segment to the flags of a run; almost every run sets nothing there.
     *
     * @throws ArgumentFormatException if the segment holds impossible options
     */
    public static Diagnostics read(Diagnostics flags, MemorySegment src) {
        int format = src.get(I32, FORMAT);
        int length = src.get(I32, LENGTH);
        if (length == 0 && (format == 0 || format == Diagnostics.FORMER)) {
            return flags;
        }
        if (length < 0 || length > SIZE - SELECTION) {
            throw new ArgumentFormatException("damaged capture options: a selection of " + length
                    + " characters, at most " + (SIZE - SELECTION) + " are possible");
        }
        byte[] selection = src.asSlice(SELECTION, length).toArray(JAVA_BYTE);
        try {
            return flags.withFormat(format)
                    .withDump(DumpSelection.parse(new String(selection, StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            throw new ArgumentFormatException("damaged capture options: " + e.getMessage());
        }
    }
}
