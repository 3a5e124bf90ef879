package org.chiptest.runtime.internal.process.death;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.internal.bits.TaskNumber;
import org.chiptest.runtime.internal.callable.EntrySymbol;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.RunningCall;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.process.launch.ChildProcess;
import org.chiptest.runtime.internal.process.launch.ExitStatus;
import org.chiptest.runtime.internal.process.stray.StrayProcess;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.WorkerDeath;
import org.jspecify.annotations.Nullable;

/** Collect what is known about a process that has ended or was killed. */
public final class DeathReport {

    private static final int LAST_LINES = 10;
    private static final int NATIVE_FRAMES = 16;

    private final String worker;
    private final ChildProcess process;
    private final Map<Integer, ChipCallable> callables;
    private final SourceLines lines;
    private final Optional<HsErrFile> errorFile;
    private final Optional<SanitizerReport> sanitizer;

    /**
     * Look at a process.
     *
     * @param worker    names it
     * @param callables what is prepared in it, by callable id
     */
    public DeathReport(String worker, ChildProcess process, Map<Integer, ChipCallable> callables) {
        this.worker = worker;
        this.process = process;
        this.callables = callables;
        this.lines = new SourceLines(process.directory().home(), callables.values());
        this.errorFile = HsErrFile.read(process.directory().errorFile(process.pid()));
        this.sanitizer = SanitizerReport.read(process.directory(), process.pid());
    }

    /** Read the calls of user code that are under way. */
    public static List<RunningCall> running(Mailbox mailbox) {
        List<RunningCall> calls = new ArrayList<>();
        var frames = mailbox.callFrames();
        for (long at = 0; at < frames.byteSize(); at += CallFrameDescriptor.SIZE) {
            RunningCall.read(frames.asSlice(at, CallFrameDescriptor.SIZE)).ifPresent(calls::add);
        }
        return calls;
    }

    /** Put together the report on a process that has ended by itself, or that somebody else has killed. */
    public WorkerDeath ofEnd(Operation operation, List<RunningCall> running, long logMark) {
        ExitStatus exit = process.exitStatus();
        String ending = sanitizer.map(report -> "was ended by " + report.finding())
                .or(() -> errorFile.flatMap(HsErrFile::signal)
                        .map(signal -> "crashed with " + signal + " (exit code " + exit.value() + ")"))
                .or(() -> UndefinedSymbol.ending(lastLines(process.log().mark())))
                .orElseGet(exit::describe) + leftBehind();
        List<String> crash = errorFile.isPresent() || sanitizer.isPresent()
                ? crash()
                : exit.withoutReport().stream().toList();
        return of(operation, ending, running, HostClock.nanos(), crash, Optional.empty(), logMark);
    }

    /**
     * Put together the report on a process that was killed by us.
     *
     * @param running the calls that were under way, at {@code nanoTime}
     * @param hang    what a process was doing that did not answer, if that is why it was killed
     * @param logMark where the part of the log begins that is reported
     */
    public WorkerDeath ofKill(Operation operation, String ending, List<RunningCall> running, long nanoTime,
            Optional<HangReport> hang, long logMark) {
        return of(operation, ending + leftBehind() + hang.map(HangReport::stillness).orElse(""), running, nanoTime,
                crash(), hang,
                logMark);
    }

    /** Describe what a process is doing that lives. */
    public String ofActivity(Operation operation, List<RunningCall> running, HangReport look) {
        ChipCallable callable = operation.cid().isPresent() ? callables.get(operation.cid().getAsInt()) : null;
        StringBuilder text = new StringBuilder(1024).append(worker).append(" is doing ").append(operation.describe());
        running.forEach(call -> text.append("\n  running: ").append(describe(call, callable, HostClock.nanos()))
                .append(look.placeOf(call.thread())));
        lastLines(look.logEnd()).forEach(line -> text.append("\n  log: ").append(line));
        return look.complete(text.toString());
    }

    private WorkerDeath of(Operation operation, String ending, List<RunningCall> running, long nanoTime,
            List<String> crash, Optional<HangReport> hang, long logMark) {
        OptionalInt crashed = errorFile.map(HsErrFile::thread).orElse(OptionalInt.empty());
        ChipCallable callable = operation.cid().isPresent() ? callables.get(operation.cid().getAsInt()) : null;
        List<String> calls = running.stream().map(call -> describe(call, callable, nanoTime)
                + (crashed.isPresent() && crashed.getAsInt() == call.thread() ? ", crashed here" : "")
                + hang.map(report -> report.placeOf(call.thread())).orElse("")).toList();
        long logEnd = hang.map(HangReport::logEnd).orElseGet(process.log()::mark);
        WorkerDeath brief = new WorkerDeath(worker, operation.describe(), ending, operation.cid(), calls,
                crash, errorFile.map(HsErrFile::text), lastLines(logEnd), process.log().between(logMark, logEnd),
                sanitizer.map(SanitizerReport::text), Optional.empty());
        return brief.withReport(hang.map(report -> new WorkerDeath.Report("hang-report.txt",
                report.complete(brief.describe()))).orElseGet(() -> new WorkerDeath.Report("crash-report.txt",
                        complete(brief))));
    }

    private String leftBehind() {
        List<StrayProcess> strays = process.takeStrays();
        return strays.isEmpty()
                ? ""
                : ", and left processes behind that were ended: " + StrayProcess.describe(strays) + ",";
    }

    private List<String> crash() {
        List<String> crash = new ArrayList<>();
        sanitizer.map(SanitizerReport::lines).ifPresent(crash::addAll);
        errorFile.flatMap(HsErrFile::event).ifPresent(crash::add);
        errorFile.flatMap(HsErrFile::problematicFrame).ifPresent(frame -> crash.add("in " + located(frame)));
        return crash;
    }

    /** Return the last lines that user code may have written: a JVM that crashes adds a summary of its report. */
    private List<String> lastLines(long end) {
        List<String> last = process.log().tail(end).stream()
                .filter(line -> errorFile.isEmpty() || !isOfCrashSummary(line)).toList();
        return last.subList(Math.max(0, last.size() - LAST_LINES), last.size());
    }

    private static boolean isOfCrashSummary(String line) {
        return line.startsWith("#") || line.contains("[warning][os]");
    }

    private String complete(WorkerDeath brief) {
        StringBuilder text = new StringBuilder(4096).append(brief.describe()).append('\n');
        List<String> frames = errorFile.map(HsErrFile::nativeFrames).orElse(List.of());
        if (!frames.isEmpty()) {
            text.append("\nNative frames, with the source lines of user code:\n");
            frames.stream().limit(NATIVE_FRAMES)
                    .forEach(frame -> text.append("  ").append(located(frame)).append('\n'));
        }
        text.append("\nLog since the beginning of the scenario:\n").append(brief.log());
        sanitizer.ifPresent(report -> text.append("\nReport of the sanitizer:\n").append(report.text()));
        errorFile.ifPresent(file -> text.append("\nReport of the JVM:\n").append(file.text()));
        return text.toString();
    }

    private String located(String frame) {
        return frame + lines.ofFrame(frame).map(line -> ", " + line).orElse("");
    }

    private String describe(RunningCall call, @Nullable ChipCallable callable, long nanoTime) {
        String what = switch (call.what()) {
            case KERNEL -> "kernel " + call.funcId() + source(kernel(callable, call.funcId()), EntrySymbol.KERNEL)
                    + " of task " + TaskNumber.of(call.task()) + ", block " + call.block() + " on core "
                    + call.core();
            case ENTRY -> call.what() + source(Optional.ofNullable(callable)
                    .map(ChipCallable::orchestration), entry(callable));
            case CONFIG, BIND, HOOKS -> call.what().toString();
        };
        return what + " for " + call.age(nanoTime).toMillis() + " ms";
    }

    private String source(Optional<MemorySegment> binary, String function) {
        return binary.flatMap(bytes -> lines.ofFunction(bytes, function)).map(line -> " (" + line + ")").orElse("");
    }

    /** Return the binary of a kernel of a callable. */
    static Optional<MemorySegment> kernel(@Nullable ChipCallable callable, int funcId) {
        return callable == null
                ? Optional.empty()
                : IntStream.range(0, callable.childCount()).filter(child -> callable.childFuncId(child) == funcId)
                        .mapToObj(child -> callable.child(child).binary()).findFirst();
    }

    /** Return the name of a callable's entry. */
    static String entry(@Nullable ChipCallable callable) {
        return callable == null || callable.functionName().isEmpty()
                ? EntrySymbol.ORCHESTRATION
                : callable.functionName();
    }
}
