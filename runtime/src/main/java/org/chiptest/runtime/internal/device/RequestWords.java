package org.chiptest.runtime.internal.device;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.internal.args.ArgumentFormatException;

/**
 * A request as it travels through a mailbox: the number of a command and three words, whose meaning each command declares for itself
 * ({@code docs/contract/workers.md#task-mailbox}). What was received is not believed.
 */
public record RequestWords(int command, long arg0, long arg1, long arg2) {

    /** Give memory that a request names a number by which the other side finds it; at most one segment in a request. */
    public interface Sender {

        /** Name memory whose content goes along with the request. */
        long send(MemorySegment memory);

        /** Name memory whose content comes with the answer. */
        long receive(MemorySegment memory);
    }

    /** Find the memory that a request names. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * Return the memory that a number names.
         *
         * @param what whose memory it is, for messages
         * @throws ArgumentFormatException if these bytes are not all in reach
         */
        MemorySegment find(long number, long bytes, String what);
    }

    /**
     * Read the first word as a callable id.
     *
     * @throws ArgumentFormatException if it has more than 32 bits
     */
    public int callableId() {
        if (arg0 != (int) arg0) {
            throw new ArgumentFormatException("callable id " + arg0 + " of control command " + command
                    + " does not fit into 32 bits");
        }
        return (int) arg0;
    }
}
