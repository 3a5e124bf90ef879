package org.chiptest.diagnostics.internal.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;

/** Write what was recorded of an attempt for people: a page that answers questions, and its static form. */
public final class AttemptReport {

    /** The page. */
    public static final String PAGE = "run.html";

    /** The same without a script. */
    public static final String STATIC_PAGE = "run-static.html";

    private AttemptReport() {}

    /**
     * Write both pages into a folder.
     *
     * @param ranks           one run for each chip, one or more
     * @param host            what the host did; none at level 2
     * @param clockErrorNanos by how much clocks of different ranks may be wrong against each other, 0 within one process
     * @param dumps           folders with a dump by the rank that wrote it; others are ignored
     * @param failure         why the attempt failed, which no record knows; empty if it did not
     * @return the files, the page first
     * @throws IOException if a file cannot be read or written
     */
    public static List<Path> write(Path folder, List<RecordedRun> ranks, RecordedHost host,
            long clockErrorNanos, Map<Integer, Path> dumps, String failure) throws IOException {
        List<TensorDump> tensors = new ArrayList<>();
        for (Map.Entry<Integer, Path> dump : dumps.entrySet()) {
            Optional<TensorDump> found = TensorDump.in(dump.getValue(), dump.getKey());
            found.ifPresent(tensors::add);
        }
        List<RunAnalysis> analyses = ranks.stream().map(RunAnalysis::of).toList();
        return List.of(
                Files.writeString(folder.resolve(PAGE),
                        AttemptPage.of(analyses, host, clockErrorNanos, tensors, failure)),
                Files.writeString(folder.resolve(STATIC_PAGE),
                        StaticPage.of(analyses, host, clockErrorNanos, failure)));
    }
}
