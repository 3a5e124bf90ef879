package org.chiptest.runtime.internal.capture;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.FIRST_CHUNK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUN_TIMED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUN_TIMES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.code;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.internal.graph.RunPhase;
import org.chiptest.runtime.internal.graph.RunWatch;

/** The times of a device's last run, in the memory of its records; written for every run, captured or not. */
public final class RunTimesRecord {

    private RunTimesRecord() {}

    /** Keep the times of a run that has ended; nothing if there is no memory for it. */
    public static void write(MemorySegment records, RunWatch watch) {
        if (records.byteSize() >= FIRST_CHUNK) {
            for (RunPhase phase : RunPhase.values()) {
                records.set(JAVA_LONG, at(phase), watch.nanos(phase));
            }
            records.set(JAVA_LONG, RUN_TIMED, 1);
        }
    }

    /** Return the times of the last run, if it has ended. */
    public static Optional<RecordedRun.Times> read(MemorySegment records) {
        return records.byteSize() < FIRST_CHUNK || records.get(JAVA_LONG, RUN_TIMED) != 1
                ? Optional.empty()
                : Optional.of(new RecordedRun.Times(of(records, RunPhase.BIND), of(records, RunPhase.COPY_IN),
                        of(records, RunPhase.ORCHESTRATE), of(records, RunPhase.EXECUTE),
                        of(records, RunPhase.COPY_OUT), of(records, RunPhase.UNBIND)));
    }

    private static long of(MemorySegment records, RunPhase phase) {
        return records.get(JAVA_LONG, at(phase));
    }

    private static long at(RunPhase phase) {
        return RUN_TIMES + Long.BYTES * (long) code(phase);
    }
}
