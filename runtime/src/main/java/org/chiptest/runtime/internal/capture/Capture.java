package org.chiptest.runtime.internal.capture;

import java.io.UncheckedIOException;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.graph.PairedObserver;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.jspecify.annotations.Nullable;

/** The capture of one run, in the process that runs: who watches it, and what becomes of that in the end. */
public final class Capture {

    /** How many bytes of dumps there may be for each byte of records. */
    private static final int DUMP_FACTOR = 4;

    private final Recorder recorder;
    private final Diagnostics asked;
    private final @Nullable TensorDumper dumper;

    private Capture(Recorder recorder, Diagnostics asked, @Nullable TensorDumper dumper) {
        this.recorder = recorder;
        this.asked = asked;
        this.dumper = dumper;
    }

    /**
     * Begin to capture a run; what an earlier one has left in its folder is deleted.
     *
     * @throws UncheckedIOException if that cannot be deleted, or there is no place for a dump
     */
    public static Capture begin(Recorder recorder, Diagnostics asked, RuntimeKind runtime, int blockDim,
            Architecture architecture) {
        CaptureFiles.deleteOld(asked);
        TensorDumper dumper = asked.dumpTensor() == 0
                ? null
                : new TensorDumper(asked, recorder.memory().byteSize() * DUMP_FACTOR);
        recorder.begin(runtime, blockDim, architecture);
        return new Capture(recorder, asked, dumper);
    }

    /** Return who watches the run. */
    public RunObserver observer() {
        return dumper == null ? recorder : new PairedObserver(recorder, dumper);
    }

    /**
     * End the capture and write its files; no thread touches the run any more.
     *
     * @throws UncheckedIOException if a file cannot be written
     */
    public void end(boolean completed) {
        recorder.end(completed);
        try {
            if (dumper != null) {
                dumper.close();
            }
        } finally {
            CaptureFiles.write(recorder.memory(), asked);
        }
    }
}
