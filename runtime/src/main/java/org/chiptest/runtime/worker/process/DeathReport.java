package org.chiptest.runtime.worker.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.chiptest.runtime.linker.CallFrameDescriptor;
import org.chiptest.runtime.linker.RunningCall;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.mailbox.Mailbox;

/** Collect what is known about a process that has ended or is about to be killed. */
final class DeathReport {

    private static final int LAST_LINES = 10;
    private static final Duration STOPPED = Duration.ofSeconds(3);

    private DeathReport() {}

    /** Read the calls of user code that are under way. */
    static List<RunningCall> running(Mailbox mailbox) {
        List<RunningCall> calls = new ArrayList<>();
        var frames = mailbox.callFrames();
        for (long at = 0; at < frames.byteSize(); at += CallFrameDescriptor.SIZE) {
            RunningCall.read(frames.asSlice(at, CallFrameDescriptor.SIZE)).ifPresent(calls::add);
        }
        return calls;
    }

    /** Say when the child's Java code last ran, if that is long ago. */
    static String silence(Mailbox mailbox) {
        Duration since = Duration.ofNanos(System.nanoTime() - mailbox.lastBeat());
        return mailbox.lastBeat() != 0 && since.compareTo(STOPPED) > 0
                ? "; its Java code has not run for " + since.toMillis()
                        + " ms either: the process was stopped, or starved"
                : "";
    }

    /**
     * Put the report together.
     *
     * @param running the calls that were under way, at {@code nanoTime}
     * @param logMark where the part of the log begins that is reported
     */
    static WorkerDeath of(String worker, Operation operation, String ending, List<RunningCall> running, long nanoTime,
            ChildProcess process, long logMark) {
        Optional<HsErrFile> errorFile = HsErrFile.read(process.directory().errorFile());
        OptionalInt crashed = errorFile.map(HsErrFile::thread).orElse(OptionalInt.empty());
        List<String> calls = running.stream().map(call -> describe(call, nanoTime, crashed)).toList();
        List<String> crash = new ArrayList<>();
        errorFile.flatMap(HsErrFile::event).ifPresent(crash::add);
        errorFile.flatMap(HsErrFile::problematicFrame).ifPresent(frame -> crash.add("in " + frame));
        errorFile.ifPresent(file -> crash.add("reported in " + process.directory().errorFile()));
        return new WorkerDeath(worker, operation.describe(), ending, operation.cid(), calls, crash,
                errorFile.map(HsErrFile::text), lastLines(process.log(), errorFile.isPresent()),
                process.log().since(logMark));
    }

    /** Return the last lines that user code may have written: a JVM that crashes adds a summary of its report. */
    private static List<String> lastLines(WorkerLog log, boolean crashed) {
        List<String> lines = log.tail().stream().filter(line -> !crashed || !isOfCrashSummary(line)).toList();
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    }

    private static boolean isOfCrashSummary(String line) {
        return line.startsWith("#") || line.contains("[warning][os]");
    }

    private static String describe(RunningCall call, long nanoTime, OptionalInt crashed) {
        String what = switch (call.what()) {
            case KERNEL -> "kernel " + call.funcId() + " of task 0x" + Long.toHexString(call.task()) + ", block "
                    + call.block() + " on core " + call.core();
            case ENTRY -> "the orchestration's entry";
            case CONFIG -> "the orchestration's config function";
            case BIND -> "framework_bind_runtime";
            case HOOKS -> "pto_sim_register_hooks";
        };
        boolean here = crashed.isPresent() && crashed.getAsInt() == call.thread();
        return what + " for " + call.age(nanoTime).toMillis() + " ms" + (here ? ", crashed here" : "");
    }
}
