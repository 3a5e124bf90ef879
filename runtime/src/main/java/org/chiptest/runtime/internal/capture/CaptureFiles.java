package org.chiptest.runtime.internal.capture;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.capture.RecordedHost;
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
        if (asked.dumpTensor() != 0) {
            TensorDumpFile.of(asked).finish();
        }
        RecordReader.read(records).ifPresent(run -> write(run, RecordReader.facts(records), asked));
    }

    /** Return the names of the files that a run which asks for this leaves at least. */
    public static List<String> namesFor(Diagnostics asked) {
        List<String> names = new ArrayList<>();
        if (asked.l2Swimlane() != 0) {
            names.addAll(List.of(isNewer(asked) ? ChipSwimlaneFile.NAME : SwimlaneFile.NAME, TraceFile.NAME));
        }
        if (asked.depGen() != 0) {
            names.add(DependencyGraphFile.NAME);
        }
        if (asked.pmu() > 0) {
            names.add(PmuFile.NAME);
        }
        if (asked.dumpTensor() != 0) {
            names.add(TensorDumpFile.of(asked).manifest());
        }
        return names;
    }

    /** Return the names of those files of a run that every runtime writes. */
    public static List<String> originals(Diagnostics asked) {
        return namesFor(asked).stream().filter(name -> !name.equals(TraceFile.NAME)).toList();
    }

    /** Return the names of all files that there can be, whose content is text. */
    public static List<String> names() {
        return List.of(SwimlaneFile.NAME, ChipSwimlaneFile.NAME, TraceFile.NAME, DependencyGraphFile.NAME,
                PmuFile.NAME, ScopeStatsFile.NAME, "tensor_dump/tensor_dump.json", "args_dump/args_dump.json");
    }

    private static boolean isNewer(Diagnostics asked) {
        return asked.format() == Diagnostics.NEWER;
    }

    /**
     * Delete what an earlier run has left where a run's files are to go.
     *
     * @throws UncheckedIOException if it cannot be deleted
     */
    public static void deleteOld(Diagnostics asked) {
        for (String name : names()) {
            Path file = Path.of(asked.outputPrefix()).resolve(name);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file, e);
            }
        }
    }

    /** Return how many tensors of a dump are cut, if there is one. */
    public static Optional<Long> cutDumps(Diagnostics asked) {
        return TensorDumpFile.of(asked).cut();
    }

    /** Return how many entries a dump has, if there is one. */
    public static Optional<Long> dumped(Diagnostics asked) {
        return TensorDumpFile.of(asked).total();
    }

    /** Write what needs the names of a run and its kernels: the map of names and, if there is one, the trace anew. */
    public static void writeNamed(RecordedRun run, Diagnostics asked, String label) {
        Path folder = Path.of(asked.outputPrefix());
        if (asked.l2Swimlane() != 0) {
            write(folder, TraceFile.NAME, out -> TraceFile.write(List.of(run), RecordedHost.NONE, out));
            write(folder, "name_map_" + label.replaceAll("[^A-Za-z0-9_.=-]+", "_").replaceAll("_$", "") + ".json",
                    out -> NameMapFile.write(run, out));
        }
    }

    private static void write(RecordedRun run, RecordingFacts facts, Diagnostics asked) {
        Path folder = Path.of(asked.outputPrefix());
        if (asked.l2Swimlane() != 0) {
            if (isNewer(asked)) {
                write(folder, ChipSwimlaneFile.NAME, out -> ChipSwimlaneFile.write(run, facts, out));
            } else {
                write(folder, SwimlaneFile.NAME, out -> SwimlaneFile.write(run, facts, out));
            }
            write(folder, TraceFile.NAME, out -> TraceFile.write(List.of(run), RecordedHost.NONE, out));
        }
        if (asked.depGen() != 0) {
            write(folder, DependencyGraphFile.NAME, out -> DependencyGraphFile.write(run, isNewer(asked), out));
        }
        if (asked.pmu() > 0) {
            int type = PmuFile.effective(asked.pmu());
            write(folder, PmuFile.NAME, out -> PmuFile.write(run, type, facts, out));
        }
        if (!run.scopes().isEmpty()) {
            write(folder, ScopeStatsFile.NAME, out -> ScopeStatsFile.write(run, facts, out));
        }
    }

    /** Write one trace of all ranks, whose names and kernels' names are known now, and of their host. */
    public static void writeTrace(List<RecordedRun> ranks, RecordedHost host, Path folder) {
        write(folder, TraceFile.NAME, out -> TraceFile.write(ranks, host, out));
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
