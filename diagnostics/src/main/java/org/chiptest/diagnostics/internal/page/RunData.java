package org.chiptest.diagnostics.internal.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.chiptest.diagnostics.analysis.MakespanPiece;
import org.chiptest.diagnostics.analysis.RankTimes;
import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.diagnostics.analysis.SizingAdvice;
import org.chiptest.diagnostics.analysis.TaskWait;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;

/** What the script of a page reads: the records of all ranks as columns, and the answers that were found in them. */
final class RunData {

    private final List<RunAnalysis> ranks;
    private final RecordedHost host;
    private final long clockErrorNanos;

    /**
     * Prepare the data of a page.
     *
     * @param ranks           one run for each chip
     * @param host            what the host did
     * @param clockErrorNanos by how much clocks of different ranks may be wrong against each other
     */
    RunData(List<RunAnalysis> ranks, RecordedHost host, long clockErrorNanos) {
        this.ranks = ranks;
        this.host = host;
        this.clockErrorNanos = clockErrorNanos;
    }

    String toJson() {
        List<RecordedRun> runs = ranks.stream().map(RunAnalysis::run).toList();
        long first = LongStream.concat(runs.stream().mapToLong(RecordedRun::originNanos),
                host.firstNanos().stream()).min().orElse(0);
        return "{\"clockErrorNanos\":" + clockErrorNanos + ",\"ranks\":"
                + array(ranks.stream().map(each -> rank(each, each.run().originNanos() - first)))
                + ",\"stragglers\":" + array(RankTimes.of(runs).stream().map(each -> "{\"rank\":" + each.rank()
                        + ",\"state\":" + named(each.state()) + ",\"skew\":" + each.skewNanos() + ",\"end\":"
                        + each.endNanos() + ",\"kernels\":" + each.kernelNanos() + ",\"behind\":" + each.behindNanos()
                        + "}"))
                + ",\"host\":" + array(host.tasks().stream().map(each -> hostTask(each, first))) + ",\"waits\":"
                + array(host.waits().stream().map(each -> hostWait(each, first))) + "}";
    }

    private static String hostTask(RecordedHost.Task task, long first) {
        return "[" + Escaped.json(task.name()) + "," + Escaped.json(task.child()) + "," + task.failed() + ","
                + LongStream.of(task.submittedNanos(), task.readyNanos(), task.dispatchedNanos(), task.endedNanos(),
                        task.consumedNanos()).mapToObj(moment -> String.valueOf(moment < 0 ? -1 : moment - first))
                        .collect(Collectors.joining(","))
                + "," + Escaped.json(task.producers()) + "]";
    }

    private static String hostWait(RecordedHost.Wait wait, long first) {
        return "[" + Escaped.json(wait.reason()) + "," + (wait.beganNanos() - first) + ","
                + (wait.endedNanos() - first) + "]";
    }

    private static String rank(RunAnalysis analysis, long skew) {
        RecordedRun run = analysis.run();
        TextTable names = new TextTable();
        TextTable kinds = new TextTable();
        TextTable regions = new TextTable();
        PackedArrays arrays = new PackedArrays();
        addTasks(arrays, analysis, names);
        addArguments(arrays, run, kinds, regions);
        addCalls(arrays, run);
        addPhases(arrays, run, names);
        return "{\"rank\":" + run.rank() + ",\"label\":" + Escaped.json(run.label()) + ",\"platform\":"
                + Escaped.json(run.platform()) + ",\"runtime\":" + Escaped.json(run.runtime().id()) + ",\"state\":"
                + named(run.state()) + ",\"skew\":" + skew + ",\"makespan\":" + run.makespanNanos()
                + ",\"taskCount\":" + run.tasks().size() + ",\"callCount\":" + run.executions().size()
                + ",\"phaseCount\":" + run.phases().size() + ",\"functions\":"
                + array(run.functions().stream().map(each -> "{\"id\":" + each.funcId() + ",\"name\":"
                        + Escaped.json(each.name()) + "}"))
                + ",\"cores\":"
                + array(run.cores().stream().map(each -> "{\"number\":" + each.number() + ",\"kind\":\"" + each.kind()
                        + "\"}"))
                + ",\"scopes\":" + array(run.scopes().stream().map(RunData::scope)) + ",\"answers\":"
                + answers(analysis) + ",\"names\":" + Escaped.json(names.texts()) + ",\"kinds\":"
                + Escaped.json(kinds.texts()) + ",\"regions\":" + Escaped.json(regions.texts()) + ",\"arrays\":"
                + arrays.toJson() + "}";
    }

    private static void addTasks(PackedArrays arrays, RunAnalysis analysis, TextTable texts) {
        RecordedRun run = analysis.run();
        List<TaskWait> waits = IntStream.range(0, run.tasks().size()).mapToObj(analysis::waitOf).toList();
        List<String> names = IntStream.range(0, run.tasks().size()).mapToObj(analysis::name).toList();
        arrays.column("taskRing", run.tasks(), task -> task.id() >>> Integer.SIZE)
                .column("taskLocal", run.tasks(), task -> (int) task.id())
                .column("taskName", names, name -> texts.place(name.substring(0, name.lastIndexOf('('))))
                .column("taskBlocks", run.tasks(), RecordedTask::blocks)
                .column("taskDepth", run.tasks(), RecordedTask::scopeDepth)
                .column("taskArguments", run.tasks(), task -> task.arguments().size())
                .column("taskHeld", run.tasks(), RunData::allocated)
                .column("taskCreated", run.tasks(), RecordedTask::createdNanos)
                .column("taskReady", run.tasks(), RecordedTask::readyNanos)
                .column("taskCompleted", run.tasks(), RecordedTask::completedNanos)
                .column("waitData", waits, TaskWait::dataNanos).column("waitCore", waits, TaskWait::coreNanos)
                .column("waitScheduler", waits, TaskWait::schedulerNanos)
                .column("waitOrchestrator", waits, TaskWait::orchestratorNanos);
    }

    private static void addArguments(PackedArrays arrays, RecordedRun run, TextTable kinds, TextTable regions) {
        List<RecordedArgument> arguments = run.tasks().stream().flatMap(task -> task.arguments().stream()).toList();
        arrays.column("argRole", arguments, each -> code(each.role()))
                .column("argKind", arguments, each -> kinds.place(kind(each)))
                .column("argAddress", arguments, RecordedArgument::bufferAddress)
                .column("argVersion", arguments, RecordedArgument::version)
                .column("argRegion", arguments, each -> regions.place(region(each)))
                .column("edgeProducer", run.edges(), RecordedRun.RecordedEdge::producer)
                .column("edgeConsumer", run.edges(), RecordedRun.RecordedEdge::consumer)
                .column("edgeReason", run.edges(), each -> code(each.reason()))
                .column("edgeArgument", run.edges(), RecordedRun.RecordedEdge::argument)
                .column("edgeWritten", run.edges(), RecordedRun.RecordedEdge::producerArgument)
                .column("edgeOverlap", run.edges(), each -> code(each.overlap()));
    }

    /** Tell what an argument is; of some only the address is known. */
    private static String kind(RecordedArgument argument) {
        if (argument.role() == Role.SCALAR) {
            return "0x" + Long.toHexString(argument.tensorId());
        }
        return argument.dataType().isEmpty() ? "memory" : argument.dataType() + " " + argument.rawShape();
    }

    private static String region(RecordedArgument argument) {
        return argument.role() == Role.SCALAR || argument.shape().isEmpty()
                ? ""
                : argument.shape() + " from " + argument.offset();
    }

    /** Return the place of a role in the script's list of them; the same below. */
    private static int code(Role role) {
        return switch (role) {
            case INPUT -> 0;
            case OUTPUT -> 1;
            case INOUT -> 2;
            case NO_DEP -> 3;
            case SCALAR -> 4;
        };
    }

    private static int code(Reason reason) {
        return switch (reason) {
            case EXPLICIT -> 0;
            case CREATOR -> 1;
            case TENSOR_MAP -> 2;
        };
    }

    private static int code(Overlap overlap) {
        return switch (overlap) {
            case NONE -> 0;
            case COVERED -> 1;
            case OTHER -> 2;
        };
    }

    private static void addCalls(PackedArrays arrays, RecordedRun run) {
        arrays.column("callTask", run.executions(), RecordedRun.Execution::task)
                .column("callFunction", run.executions(), RecordedRun.Execution::funcId)
                .column("callBlock", run.executions(), RecordedRun.Execution::block)
                .column("callCore", run.executions(), RecordedRun.Execution::core)
                .column("callThread", run.executions(), RecordedRun.Execution::thread)
                .column("callDispatched", run.executions(), RecordedRun.Execution::dispatchedNanos)
                .column("callStarted", run.executions(), RecordedRun.Execution::startedNanos)
                .column("callEnded", run.executions(), RecordedRun.Execution::endedNanos)
                .column("callFinished", run.executions(), RecordedRun.Execution::finishedNanos);
    }

    private static void addPhases(PackedArrays arrays, RecordedRun run, TextTable names) {
        arrays.column("phaseWho", run.phases(), RecordedRun.Phase::who)
                .column("phaseName", run.phases(), each -> names.place(each.name()))
                .column("phaseBegin", run.phases(), RecordedRun.Phase::beginNanos)
                .column("phaseEnd", run.phases(), RecordedRun.Phase::endNanos)
                .column("phaseTask", run.phases(), RecordedRun.Phase::task)
                .column("phaseCount", run.phases(), RecordedRun.Phase::count);
    }

    private static String answers(RunAnalysis analysis) {
        int clusters = analysis.clusters();
        return "{\"floor\":" + analysis.floorNanos() + ",\"forecasts\":"
                + array(Stream.of(clusters, 24, 36).distinct()
                        .map(each -> "[" + each + "," + analysis.forecastNanos(each) + "]"))
                + ",\"path\":"
                + array(analysis.criticalPath().steps().stream()
                        .map(step -> "[" + step.task() + "," + step.nanos() + "," + step.share() + "]"))
                + ",\"makespan\":" + array(analysis.makespan().stream().map(RunData::piece)) + ",\"functions\":"
                + array(analysis.functions().stream().map(each -> "{\"id\":" + each.funcId() + ",\"name\":"
                        + Escaped.json(each.name()) + ",\"calls\":" + each.calls() + ",\"total\":" + each.totalNanos()
                        + ",\"median\":" + each.medianNanos() + ",\"p90\":" + each.p90Nanos() + ",\"share\":"
                        + each.share() + "}"))
                + ",\"violations\":"
                + array(analysis.violations().stream()
                        .map(each -> "[" + each.task() + "," + Escaped.json(each.text()) + "]"))
                + ",\"hazards\":"
                + array(analysis.hazards().stream()
                        .map(each -> "[" + each.task() + "," + each.earlier() + "," + Escaped.json(each.text()) + "]"))
                + ",\"stalls\":"
                + array(analysis.stalls().stream().map(each -> "[" + named(each.kind()) + "," + each.nanos() + ","
                        + Escaped.json(each.text()) + "]"))
                + ",\"advice\":" + Escaped.json(analysis.advice().stream().map(SizingAdvice::text).toList()) + "}";
    }

    private static String piece(MakespanPiece piece) {
        return "[" + named(piece.reason()) + "," + piece.task() + "," + piece.beginNanos() + "," + piece.endNanos()
                + "]";
    }

    private static String scope(ScopeUse use) {
        return "{\"site\":" + Escaped.json(use.site()) + ",\"begin\":" + use.begin() + ",\"depth\":" + use.depth()
                + ",\"ring\":" + use.ring() + ",\"use\":[[" + use.windowUsed() + "," + use.windowMax() + "],["
                + use.heapUsed() + "," + use.heapMax() + "],[" + use.dependencyPoolUsed() + ","
                + use.dependencyPoolMax() + "],[" + use.tensorMapUsed() + "," + use.tensorMapMax() + "]]}";
    }

    /** Return how many bytes the runtime allocates for a task's outputs. */
    private static long allocated(RecordedTask task) {
        return task.arguments().stream().filter(each -> each.role() == Role.OUTPUT).mapToLong(RunData::size).sum();
    }

    private static long size(RecordedArgument argument) {
        return Stream.of(DataType.values()).filter(type -> type.name().equals(argument.dataType())).findFirst()
                .map(type -> argument.rawShape().stream().reduce((long) type.size(),
                        (product, extent) -> product * extent))
                .orElse(0L);
    }

    private static String named(Enum<?> constant) {
        return Escaped.json(constant.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static String array(Stream<String> elements) {
        return elements.collect(Collectors.joining(",", "[", "]"));
    }
}
