package org.chiptest.runtime.comm;

import org.chiptest.runtime.args.DataType;

/**
 * A buffer in a chip's window.
 *
 * @param name         unique in its chip
 * @param dtype        type of the elements
 * @param count        number of elements
 * @param loadFromHost whether it is filled at the start from the host memory of this name
 * @param storeToHost  whether it is copied to the host memory of this name after each successful task
 */
public record WindowBuffer(String name, DataType dtype, long count, boolean loadFromHost, boolean storeToHost) {

    public WindowBuffer {
        if (count < 0 || count > Long.MAX_VALUE / dtype.size()) {
            throw new IllegalArgumentException("buffer '" + name + "' has " + count + " elements of type " + dtype);
        }
    }

    /** Describe a buffer that only chips use. */
    public static WindowBuffer of(String name, DataType dtype, long count) {
        return new WindowBuffer(name, dtype, count, false, false);
    }

    /** Return the same buffer, filled at the start from host memory. */
    public WindowBuffer loadedFromHost() {
        return new WindowBuffer(name, dtype, count, true, storeToHost);
    }

    /** Return the same buffer, copied to host memory after each successful task. */
    public WindowBuffer storedToHost() {
        return new WindowBuffer(name, dtype, count, loadFromHost, true);
    }

    /** Return the size in bytes. */
    public long bytes() {
        return count * dtype.size();
    }
}
