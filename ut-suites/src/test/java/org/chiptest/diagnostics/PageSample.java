package org.chiptest.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.chiptest.diagnostics.internal.page.AttemptReport;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;

/** Write pages of runs that never were, to be looked at: {@code PageSample FOLDER TASKS [RANKS]}. */
final class PageSample {

    private PageSample() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int ranks = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        List<RecordedRun> runs = IntStream.range(0, ranks)
                .mapToObj(rank -> SyntheticRun.of(7, Integer.parseInt(args[1]), 24, rank)).toList();
        AttemptReport.write(folder, runs, RecordedHost.NONE, ranks > 1 ? 80 : 0, Map.of(0, folder),
                "");
    }
}
