package org.chiptest.runtime.internal.capture;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.capture.RecordedRun;

/** Write what was recorded into the files of {@code docs/diagnostics.md}. */
public final class CaptureFiles {

    private CaptureFiles() {}

    /**
     * Write the files that a run was asked for, from what was recorded last; none if nothing was.
     *
     * @throws UncheckedIOException if one cannot be written
     */
    public static void write(MemorySegment records, Diagnostics asked) {
        RecordReader.read(records).ifPresent(run -> write(run, RecordReader.facts(records), asked));
    }

    private static void write(RecordedRun run, RecordingFacts facts, Diagnostics asked) {
        Path folder = Path.of(asked.outputPrefix());
        if (asked.l2Swimlane() != 0) {
            write(folder, SwimlaneFile.NAME, out -> SwimlaneFile.write(run, facts, out));
            write(folder, TraceFile.NAME, out -> TraceFile.write(List.of(run), out));
        }
        if (asked.depGen() != 0) {
            write(folder, DependencyGraphFile.NAME, out -> DependencyGraphFile.write(run, out));
        }
        if (asked.pmu() > 0) {
            int type = PmuFile.effective(asked.pmu());
            write(folder, PmuFile.NAME, out -> PmuFile.write(run, type, facts, out));
        }
        if (!run.scopes().isEmpty()) {
            write(folder, ScopeStatsFile.NAME, out -> ScopeStatsFile.write(run, facts, out));
        }
    }

    /** Write one trace of all ranks, whose names and kernels' names are known now. */
    public static void writeTrace(List<RecordedRun> ranks, Path folder) {
        write(folder, TraceFile.NAME, out -> TraceFile.write(ranks, out));
    }

    private static void write(Path folder, String name, Consumer<Appendable> content) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                content.accept(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
