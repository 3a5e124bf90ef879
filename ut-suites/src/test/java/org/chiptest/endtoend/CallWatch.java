package org.chiptest.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A watch over the calls of a run's processes, one of which may fail, until it is closed. */
interface CallWatch extends AutoCloseable {

    /** Whose calls are watched. */
    enum Side {
        /** Those of the first workers, counted in each thread. */
        WORKERS {
            @Override
            CallWatch watch(Path file, Optional<FailingCall> failing) {
                return new WorkerCalls(file, failing);
            }
        },
        /** Those that this process makes itself, counted over all threads. */
        PARENT {
            @Override
            CallWatch watch(Path file, Optional<FailingCall> failing) {
                return new ParentCalls(failing);
            }
        };

        /**
         * Watch.
         *
         * @param file    a file for the watch
         * @param failing what fails, if anything
         */
        abstract CallWatch watch(Path file, Optional<FailingCall> failing);
    }

    /** Say that these workers take requests. */
    void begin(List<Long> processes);

    /** Return how many calls have failed. */
    int failed();

    /** Return how many calls of each name were made where they are counted, of several places the most. */
    Map<String, Integer> made();

    /** Let everything go on as it would alone. */
    @Override
    void close();
}
