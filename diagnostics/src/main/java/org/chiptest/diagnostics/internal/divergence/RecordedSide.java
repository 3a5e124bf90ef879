package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.chiptest.diagnostics.analysis.RunAnalysis;
import org.chiptest.diagnostics.divergence.RunSide;
import org.chiptest.diagnostics.divergence.TaskPlace;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;

/** One side as the analysis asks for it: which tasks compute, who waits for whom, where tensors lie. */
final class RecordedSide {

    private final RunSide side;
    private final RecordedRun run;
    private final RunAnalysis analysis;
    private final int[] computing;

    RecordedSide(RunSide side) {
        this.side = side;
        this.run = side.run();
        this.analysis = RunAnalysis.of(run);
        this.computing = IntStream.range(0, run.tasks().size()).filter(this::computes).toArray();
    }

    /** Tell whether a task has a kernel; others only allocate, or wait. */
    boolean computes(int task) {
        return task(task).kernels().stream().anyMatch(funcId -> funcId >= 0);
    }

    String label() {
        return side.label();
    }

    RecordedRun run() {
        return run;
    }

    /** Return the indices of the tasks with kernels, in the order of their creation. */
    int[] computing() {
        return computing.clone();
    }

    RecordedTask task(int index) {
        return run.tasks().get(index);
    }

    /** Return the tensors among a task's arguments. */
    List<RecordedArgument> tensors(int task) {
        return task(task).arguments().stream().filter(each -> each.role() != Role.SCALAR).toList();
    }

    TaskPlace place(int task) {
        RecordedTask recorded = task(task);
        return new TaskPlace(side.label(), task, recorded.id(), analysis.name(task),
                recorded.kernels().stream().filter(each -> each >= 0).distinct().toList(), cores(task),
                recorded.blocks(), side.directory().resolve("run.html") + "?task=" + task);
    }

    /** Return the names of kernels as the callable tells them. */
    List<String> kernelNames(int task) {
        return task(task).kernels().stream().filter(each -> each >= 0).distinct().map(this::kernelName).toList();
    }

    private String kernelName(int funcId) {
        return run.functions().stream().filter(each -> each.funcId() == funcId).map(RecordedRun.Function::name)
                .findFirst().orElse("func_" + funcId);
    }

    private List<String> cores(int task) {
        Set<String> cores = new LinkedHashSet<>();
        run.executions().stream().filter(each -> each.task() == task).forEach(each -> cores.add(core(each.core())));
        return List.copyOf(cores);
    }

    private String core(int number) {
        CoreKind kind = number < run.cores().size() ? run.cores().get(number).kind() : CoreKind.AIV;
        return kind + "_" + number;
    }

    /** Return all tasks, each behind those that it waits for. */
    IntStream order() {
        return analysis.order();
    }

    /** Return all tasks that a task waits for, however far back. */
    BitSet before(int task) {
        return reached(task, analysis::producers);
    }

    /** Return all tasks that wait for a task, however far ahead. */
    BitSet after(int task) {
        return reached(task, analysis::consumers);
    }

    private static BitSet reached(int task, IntFunction<IntStream> neighbours) {
        BitSet reached = new BitSet();
        Deque<Integer> open = new ArrayDeque<>(List.of(task));
        while (!open.isEmpty()) {
            neighbours.apply(open.remove()).filter(each -> !reached.get(each)).forEach(each -> {
                reached.set(each);
                open.add(each);
            });
        }
        return reached;
    }

    /**
     * Tell whether a task had completed when another was created: the runtime makes no dependency on what is done already.
     */
    boolean wasDone(int task, int whenCreated) {
        long completed = task(task).completedNanos();
        return completed != RecordedRun.NOT_STAMPED && completed <= task(whenCreated).createdNanos();
    }

    /** Tell whether a task had ended, as all have in a run that came to its end. */
    boolean hasCompleted(int task) {
        return isCompleted() || task(task).completedNanos() != RecordedRun.NOT_STAMPED;
    }

    boolean isCompleted() {
        return run.state() == RecordedRun.State.COMPLETED;
    }
}
