package org.chiptest.engine.internal.conformance;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * When the tasks of a graph ran: a tensor with a clock that ticks whenever a task asks, and for each task two words, the time at which
 * its first block began and the one at which its last block ended.
 */
public final class TaskTrace implements AutoCloseable {

    private static final int WORDS = 2;
    private static final int SPANS = 1;

    private final HostTensor words;

    /** Make room for the times of some tasks. */
    public TaskTrace(ProgramDevice device, int tasks) {
        words = device.allocate(DataType.INT64, SPANS + tasks * WORDS);
        reset();
    }

    /** Forget everything. */
    public void reset() {
        words.setLong(0, 0);
        for (long i = SPANS; i < words.elementCount(); i += WORDS) {
            words.setLong(i, Long.MAX_VALUE).setLong(i + 1, -1);
        }
    }

    /** Return the tensor that traced kernels take. */
    public HostTensor tensor() {
        return words;
    }

    /** Return when the first block of a task began. */
    public long begin(int task) {
        return words.getLong(SPANS + (long) task * WORDS);
    }

    /** Return when the last block of a task ended; -1 if none has. */
    public long end(int task) {
        return words.getLong(SPANS + (long) task * WORDS + 1);
    }

    @Override
    public void close() {
        words.close();
    }
}
