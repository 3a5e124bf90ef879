package org.chiptest.runtime.internal.process.parent;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The log of a device whose process is renewed: marks go on from one process to the next.
 *
 * @param device  the process that writes now
 * @param base    length of what all processes before it have written
 * @param earlier what the one before it has written since the mark that was last asked for
 * @param last    the mark that was last asked for
 */
record RenewedLog(ChildDevice device, long base, String earlier, AtomicLong last) {

    static RenewedLog of(ChildDevice device) {
        return new RenewedLog(device, 0, "", new AtomicLong());
    }

    /** Return the log of the process that takes over; the file of this one is read before it is gone. */
    RenewedLog continued(ChildDevice next, String written, long length, int runs) {
        return new RenewedLog(next, base + length,
                written + "[the process was renewed after " + runs + " runs]\n", last);
    }

    long mark() {
        last.set(base + device.logMark());
        return last.get();
    }

    String since(long mark) {
        return mark < base ? earlier + device.logSince(0) : device.logSince(mark - base);
    }
}
