package org.chiptest.runtime.internal.redzone;

/**
 * What was written to a red zone.
 *
 * @param address of the block
 * @param size    bytes of the block
 * @param first   offset in the block of the first byte that was changed: negative before the block, {@code size} or more behind it
 * @param last    offset of the last byte that was changed
 */
public record Overrun(long address, long size, long first, long last) {

    /** Tell whether it lies before the block. */
    public boolean isBefore() {
        return first < 0;
    }

    /** Say where it lies, seen from the block: {@code offsets 512 to 515, behind the end}. */
    public String where() {
        return (first == last ? "offset " + first : "offsets " + first + " to " + last)
                + (isBefore() ? ", before the beginning" : ", behind the end");
    }
}
