package org.chiptest.engine.internal.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.diagnostics.analysis.Violation.Rule;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.internal.capture.CaptureFiles;

/**
 * What a capture promises: its files are there, its records are as many as the run's own counters say, and they tell of nothing that
 * cannot be.
 */
final class CapturePromise {

    /** What no orchestration can bring about; one whose tasks wait for each other deadlocks, and is told so. */
    private static final Set<Rule> IMPOSSIBLE = Set.of(Rule.CONSUMER_AFTER_PRODUCER, Rule.ONE_KERNEL_PER_CORE,
            Rule.EVERY_TASK_ENDS);
    private static final int LISTED = 3;

    private CapturePromise() {}

    /** Say what was not kept; nothing if all was. */
    static List<String> broken(RecordedRun run, Diagnostics asked) {
        List<String> broken = new ArrayList<>(missing(asked, CaptureFiles.namesFor(asked)));
        Path folder = Path.of(asked.outputPrefix());
        if (asked.dumpTensor() != 0) {
            CaptureFiles.cutDumps(asked).filter(cut -> cut > 0).ifPresent(cut -> broken.add(cut
                    + " tensors of the dump in "
                    + folder
                    + " are cut; set a larger -Dchiptest.capture-bytes, of which a dump may have four times as much"));
        }
        if (!asked.dump().equals(DumpSelection.ALL)) {
            CaptureFiles.dumped(asked).filter(dumped -> dumped == 0).ifPresent(_ -> broken.add("the dump in " + folder
                    + " is empty: none of " + run.tasks().size() + " tasks has a tensor that is "
                    + asked.dump() + "; the run's kernels are " + kernels(run)
                    + ", its tasks are numbered as on its page"));
        }
        if (run.state() != State.LOST) {
            // who has died could not say how much it has counted
            compare(broken, folder, "tasks", run.tasks().size(), run.counts().tasks());
            compare(broken, folder, "dependencies", run.edges().size(), run.counts().edges());
            compare(broken, folder, "kernel calls", run.executions().size(), run.counts().executions());
        }
        if (broken.isEmpty()) {
            broken.addAll(impossible(run));
        }
        return broken;
    }

    private static String kernels(RecordedRun run) {
        return run.functions().stream().map(each -> "func:" + each.funcId() + " (" + each.name() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Say what cannot have happened if the runtime is right; only of what is there completely. */
    private static List<String> impossible(RecordedRun run) {
        return RunAnalysis.of(run).violations().stream().filter(violation -> IMPOSSIBLE.contains(violation.rule()))
                .limit(LISTED).map(violation -> "the run broke the rule "
                        + violation.rule().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + violation.text())
                .toList();
    }

    /** Say which files are not there. */
    static List<String> missing(Diagnostics asked, List<String> names) {
        return names.stream().map(Path.of(asked.outputPrefix())::resolve).filter(file -> size(file) == 0)
                .map(file -> file + " is missing or empty").toList();
    }

    private static void compare(List<String> broken, Path folder, String what, long recorded, long counted) {
        if (recorded != counted) {
            broken.add("the capture in " + folder + " has " + recorded + " " + what + ", the run counted " + counted
                    + (recorded < counted ? "; set a larger -Dchiptest.capture-bytes" : ""));
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
