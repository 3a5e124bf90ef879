package org.chiptest.engine.internal.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.chiptest.diagnostics.internal.page.AttemptReport;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;

/**
 * The pages of what an attempt has recorded: one for each run, with the chips that took part in it.
 *
 * @param directory       where they go
 * @param clockErrorNanos by how much moments of one rank may be off on the clock of the machine
 * @param failure         why the attempt failed; empty if it did not
 */
record AttemptPages(Path directory, long clockErrorNanos, String failure) {

    /** Folders of dumps, of the former and of the newer shape. */
    private static final List<String> DUMPS = List.of("tensor_dump", "args_dump");

    /**
     * A run of one chip, and where its files lie.
     *
     * @param run    what was recorded
     * @param folder its folder
     */
    record Recorded(RecordedRun run, Path folder) {}

    /**
     * Write the pages, in the attempt's directory for the first run and in {@code run-2} and so on below it for others.
     *
     * @param recorded runs in the order in which they ended; a rank that comes again begins another run
     * @param host     what the host did, which all runs belong to
     * @return the files, of each run the page and then its static form
     */
    List<Path> write(List<Recorded> recorded, RecordedHost host) throws IOException {
        List<Path> files = new ArrayList<>();
        int number = 0;
        for (Map<Integer, Recorded> ranks : runs(recorded)) {
            number++;
            Map<Integer, Path> dumps = new TreeMap<>();
            ranks.forEach((rank, each) -> DUMPS.stream().map(each.folder()::resolve).filter(Files::isDirectory)
                    .forEach(dump -> dumps.put(rank, dump)));
            Path folder = number == 1 ? directory : Files.createDirectories(directory.resolve("run-" + number));
            files.addAll(AttemptReport.write(folder, ranks.values().stream().map(Recorded::run).toList(), host,
                    ranks.size() > 1 ? 2 * clockErrorNanos : 0, dumps, failure));
        }
        return files;
    }

    private static List<Map<Integer, Recorded>> runs(List<Recorded> recorded) {
        List<Map<Integer, Recorded>> runs = new ArrayList<>();
        for (Recorded each : recorded) {
            if (runs.isEmpty() || runs.getLast().containsKey(each.run().rank())) {
                runs.add(new TreeMap<>());
            }
            runs.getLast().put(each.run().rank(), each);
        }
        return runs;
    }
}
