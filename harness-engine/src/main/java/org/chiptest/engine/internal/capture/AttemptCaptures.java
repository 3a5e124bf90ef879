package org.chiptest.engine.internal.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.chiptest.engine.internal.settings.CaptureChoice;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.internal.capture.CaptureFiles;
import org.chiptest.runtime.internal.capture.RecordReader;
import org.chiptest.runtime.internal.capture.RecordingFacts;

/**
 * The captures of one attempt at a test.
 *
 * <p>A capture is a promise: a file that was asked for and is not there, or records that are fewer than the run's own counters say,
 * are kept here as a failure. For the thread of the scenario, and for who comes after it.
 */
public final class AttemptCaptures {

    private final CaptureChoice choice;
    private final String label;
    private final String platform;
    private final Supplier<Path> directory;
    private final List<Recording> recordings = new ArrayList<>();
    private final List<String> times = new ArrayList<>();
    private RecordedHost host = RecordedHost.NONE;
    private long clockErrorNanos;
    private final List<String> broken = new ArrayList<>();
    private final Map<Path, Integer> folders = new TreeMap<>();
    private final Map<Integer, Integer> chosen = new HashMap<>();

    /**
     * Begin an attempt.
     *
     * @param label     what its runs are called
     * @param directory makes the attempt's directory when it is needed
     */
    public AttemptCaptures(CaptureChoice choice, String label, String platform, Supplier<Path> directory) {
        this.choice = choice;
        this.label = label;
        this.platform = platform;
        this.directory = directory;
    }

    /**
     * Return how a run is to be done: what it asks for itself stands.
     *
     * @param kernels names of its callable's kernels by func id
     * @throws IllegalArgumentException if tensors of kernels are to be dumped which the callable has not
     */
    synchronized CallConfig configure(CallConfig config, CapturedChip chip, Map<Integer, String> kernels) {
        Diagnostics own = config.diagnostics();
        if (own.on()) {
            return own.outputPrefix().isEmpty()
                    ? config
                    : config.withDiagnostics(inFormat(own)
                            .withOutputPrefix(chip.folder(Path.of(own.outputPrefix())).toString()));
        }
        int before = chosen.getOrDefault(chip.rank(), 0);
        if (!choice.on() || before > 0 && !choice.everyRun()) {
            return config;
        }
        chosen.put(chip.rank(), before + 1);
        Path folder = chip.folder(directory.get());
        return config.withDiagnostics(
                choice.diagnostics(before == 0 ? folder : folder.resolve("run-" + (before + 1)), kernels));
    }

    /** Files of one run of tests have one shape; there, what dumps everything has another level. */
    private Diagnostics inFormat(Diagnostics own) {
        return own.format() == choice.format() || choice.format() == Diagnostics.FORMER
                ? own
                : own.withFormat(choice.format())
                        .withDumpTensor(own.dumpTensor() == 1 ? choice.format() : own.dumpTensor());
    }

    /**
     * Take what a run has recorded, whether it succeeded or not.
     *
     * @param callable what was run, if that is known
     * @param kernels  what its kernels are called, by func id
     */
    synchronized void take(MemorySegment records, Diagnostics asked, CapturedChip chip,
            Optional<ChipCallable> callable, Map<Integer, String> kernels) {
        folders.merge(Path.of(asked.outputPrefix()), 1, Integer::sum);
        Optional<RecordedRun> recorded = RecordReader.read(records);
        if (recorded.isEmpty()) {
            // a foreign runtime writes its files itself
            List<String> missing = CapturePromise.missing(asked, CaptureFiles.originals(asked));
            if (!missing.isEmpty()) {
                broken.add("a run that was to be captured (" + asked.names() + ") has recorded nothing: "
                        + String.join(", ", missing) + inOtherShapes(asked));
            }
            return;
        }
        RecordingFacts facts = RecordReader.facts(records);
        clockErrorNanos = Math.max(clockErrorNanos, (long) Math.ceil(facts.clockErrorNanos()));
        facts.times().ifPresent(spent -> times.add(chip.hosted()
                ? "chip " + chip.rank() + ": " + text(spent)
                : text(spent)));
        RecordedRun run = recorded.get().named(label, platform, chip.rank(), kernels);
        recordings.add(new Recording(run, Path.of(asked.outputPrefix()), callable));
        broken.addAll(CapturePromise.broken(run, asked));
        try {
            CaptureFiles.writeNamed(run, asked, label);
        } catch (RuntimeException e) {
            broken.add(String.valueOf(e.getMessage()));
        }
    }

    /** A foreign runtime writes what its generation does, whatever was asked for. */
    private static String inOtherShapes(Diagnostics asked) {
        int other = asked.format() == Diagnostics.NEWER ? Diagnostics.FORMER : Diagnostics.NEWER;
        Diagnostics otherwise = asked.withFormat(other);
        boolean written = CapturePromise.missing(asked, CaptureFiles.originals(otherwise)).isEmpty();
        return written
                ? "; the runtime has written the other shapes, which -Dchiptest.capture-format=" + other + " expects"
                : "";
    }

    private static String text(RecordedRun.Times times) {
        return "bind " + micros(times.bind()) + ", copy in " + micros(times.copyIn()) + ", orchestrate "
                + micros(times.orchestrate()) + ", execute " + micros(times.execute()) + ", copy out "
                + micros(times.copyOut()) + ", unbind " + micros(times.unbind());
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.1f us", nanos / 1e3);
    }

    /** Return how long the phases of each captured run took that has ended, for people. */
    public synchronized List<String> times() {
        return List.copyOf(times);
    }

    /** Write one trace of all chips of a host, each with its first run, and of the host's own graph, which pages show too. */
    public synchronized void writeHostTrace(RecordedHost recorded) {
        host = recorded;
        Map<Integer, RecordedRun> ranks = new TreeMap<>();
        runs().forEach(run -> ranks.putIfAbsent(run.rank(), run));
        if (!ranks.isEmpty()) {
            CaptureFiles.writeTrace(List.copyOf(ranks.values()), host, directory.get());
            folders.merge(directory.get(), 1, Integer::sum);
        }
    }

    /**
     * A run of one chip that was recorded.
     *
     * @param run      what was recorded
     * @param folder   where its files lie
     * @param callable what was run, if that is known
     */
    public record Recording(RecordedRun run, Path folder, Optional<ChipCallable> callable) {}

    /** Return the runs that were recorded, with where their files lie. */
    public synchronized List<Recording> recordings() {
        return List.copyOf(recordings);
    }

    /** Return the runs that were recorded, in their order. */
    public synchronized List<RecordedRun> runs() {
        return recordings.stream().map(Recording::run).toList();
    }

    /**
     * Write a page for each run that was recorded, and its static form.
     *
     * @param failure why the attempt failed; empty if it did not, or if a broken capture alone will fail it
     * @return the files, the first page first; none if nothing was recorded
     */
    public synchronized List<Path> writePages(String failure) throws IOException {
        return recordings.isEmpty()
                ? List.of()
                : new AttemptPages(directory.get(), clockErrorNanos, failure.isEmpty() ? complaint() : failure)
                        .write(recordings.stream()
                                .map(each -> new AttemptPages.Recorded(each.run(), each.folder())).toList(), host);
    }

    /** Return the files of all captures. */
    public synchronized List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders.keySet()) {
            for (String name : CaptureFiles.names()) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /**
     * Fail if a capture did not keep what it promises.
     *
     * @throws AssertionError that names each file and both numbers
     */
    public synchronized void requireKept() {
        if (!broken.isEmpty()) {
            throw new BrokenCaptureError(complaint());
        }
    }

    private String complaint() {
        return broken.isEmpty() ? "" : "a capture is not what was promised: " + String.join("; ", broken);
    }
}
