package org.chiptest.diagnostics.internal.divergence;

import java.util.List;

import org.chiptest.runtime.args.DataType;

/**
 * One tensor of one task at one moment, in a dump.
 *
 * @param argument index of the argument
 * @param before   whether that is before the task
 * @param type     type of its elements
 * @param shape    its dimensions
 * @param at       where its bytes begin in the payloads
 * @param bytes    how many of them there are
 * @param cut      whether it had more
 * @param checksum CRC-32 of its bytes, {@link #UNKNOWN} if the dump has none
 */
record DumpedTensor(int argument, boolean before, DataType type, List<Long> shape, long at, long bytes, boolean cut,
        long checksum) {

    static final long UNKNOWN = -1;

    /**
     * Tell whether the checksums say that both have the same bytes. A checksum of 32 bits always shows a difference that lies within 32
     * bits, such as that of one element.
     */
    boolean hasSameChecksum(DumpedTensor other) {
        return checksum != UNKNOWN && checksum == other.checksum && bytes == other.bytes;
    }
}
