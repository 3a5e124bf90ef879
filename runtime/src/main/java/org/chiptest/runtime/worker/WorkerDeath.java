package org.chiptest.runtime.worker;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known about the end of a worker process that nobody asked for.
 *
 * @param worker    platform, runtime and device, with process id and generation
 * @param operation what it was doing, with the callable if there is one
 * @param ending    how it ended: exit code, signal, or why it was killed
 * @param cid       the callable id, if it was running or preparing one
 * @param running   the user code that was running, in words, one entry per thread; the one that crashed is marked
 * @param crash     event and problematic frame of the JVM's crash report, if it wrote one
 * @param errorFile text of the JVM's crash report ({@code hs_err}), if it wrote one
 * @param lastLines the last lines of its log
 * @param log       what it has written to its log since the last mark
 * @param sanitizerReport what a sanitizer has written, if one ended it
 * @param report    everything that is known, to be kept with the results
 */
public record WorkerDeath(String worker, String operation, String ending, OptionalInt cid, List<String> running,
        List<String> crash, Optional<String> errorFile, List<String> lastLines, String log,
        Optional<String> sanitizerReport, Optional<Report> report) {

    /**
     * A report as it is written to a file.
     *
     * @param name name of the file, which tells a hang from a crash
     * @param text the report, for people
     */
    public record Report(String name, String text) {}

    public WorkerDeath {
        running = List.copyOf(running);
        crash = List.copyOf(crash);
        lastLines = List.copyOf(lastLines);
    }

    /**
     * Tell everything but the whole log and the whole crash report, in a few lines. The first one is the same whenever the same goes wrong,
     * on whatever device and process.
     */
    public String describe() {
        StringBuilder text = new StringBuilder(256).append("worker process ").append(ending).append(" during ")
                .append(operation);
        append(text, "running", running);
        append(text, "crash", crash);
        append(text, "worker", List.of(worker));
        append(text, "last log lines", lastLines);
        return text.toString();
    }

    /** Add the complete report. */
    public WorkerDeath withReport(Report complete) {
        return new WorkerDeath(worker, operation, ending, cid, running, crash, errorFile, lastLines, log,
                sanitizerReport, Optional.of(complete));
    }

    private static void append(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append("\n  ").append(title).append(':');
            lines.forEach(line -> text.append("\n    ").append(line));
        }
    }
}
