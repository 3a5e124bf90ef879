package org.chiptest.runtime.args;

/**
 * Say how a run records, beyond what the flags of a {@link CallConfig} can say.
 *
 * @param format shapes of the files: {@value #FORMER} or {@value #NEWER}, see {@code docs/diagnostics.md}
 * @param dump   which tensors are dumped
 */
public record CaptureOptions(int format, DumpSelection dump) {

    /** The shapes that all viewers of the first generation read. */
    public static final int FORMER = 1;

    /** The shapes of the second generation. */
    public static final int NEWER = 2;

    /** Write the former shapes, and dump all tensors. */
    public static final CaptureOptions STANDARD = new CaptureOptions(FORMER, DumpSelection.ALL);

    /**
     * Check the format.
     *
     * @throws IllegalArgumentException if there is none of this number
     */
    public CaptureOptions {
        if (format != FORMER && format != NEWER) {
            throw new IllegalArgumentException("the files of captures have no shapes " + format + "; there are "
                    + FORMER + " and " + NEWER);
        }
    }

    /** Return the same with other shapes. */
    public CaptureOptions withFormat(int format) {
        return new CaptureOptions(format, dump);
    }

    /** Return the same with another selection of tensors. */
    public CaptureOptions withDump(DumpSelection dump) {
        return new CaptureOptions(format, dump);
    }
}
