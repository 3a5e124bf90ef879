package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.TensorMemory;

/**
 * When the tasks of a graph ran: a clock that ticks whenever a task asks, and for each task two words, the time at which its first block
 * began and the one at which its last block ended.
 */
final class TaskTrace implements AutoCloseable {

    private static final int WORDS = 2;

    private final HostTensor clock;
    private final HostTensor spans;

    TaskTrace(TensorMemory memory, int tasks) {
        clock = HostTensor.allocate(memory, DataType.INT64, 1);
        spans = HostTensor.allocate(memory, DataType.INT64, tasks * WORDS);
        reset();
    }

    /** Forget everything. */
    void reset() {
        clock.fill(0);
        for (long i = 0; i < spans.elementCount(); i++) {
            spans.setLong(i, i % WORDS == 0 ? Long.MAX_VALUE : -1);
        }
    }

    /** Add the scalars by which a traced kernel finds the words of its task. */
    GraphProgram.Arguments addTo(GraphProgram.Arguments arguments, int task) {
        return arguments.scalar(clock.memory().address())
                .scalar(spans.memory().address() + (long) task * WORDS * Long.BYTES);
    }

    /** Return when the first block of a task began. */
    long begin(int task) {
        return spans.getLong((long) task * WORDS);
    }

    /** Return when the last block of a task ended; -1 if none has. */
    long end(int task) {
        return spans.getLong((long) task * WORDS + 1);
    }

    @Override
    public void close() {
        clock.close();
        spans.close();
    }
}
