package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.Clue;
import org.chiptest.diagnostics.divergence.DifferentGraph;
import org.chiptest.diagnostics.divergence.Divergence;
import org.chiptest.diagnostics.divergence.DivergentTask;
import org.chiptest.diagnostics.divergence.ForeignWrite;
import org.chiptest.diagnostics.divergence.ForeignWrite.Cause;
import org.chiptest.diagnostics.divergence.NotComparable;
import org.chiptest.diagnostics.divergence.NotComparable.Reason;
import org.chiptest.diagnostics.divergence.Same;
import org.chiptest.diagnostics.divergence.TaskPlace;
import org.chiptest.diagnostics.divergence.TensorDifference;
import org.chiptest.diagnostics.divergence.TensorDifference.Moment;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.device.RuntimeKind;

/** Walk through the tasks of two runs in the order of their dependencies until one has computed something else. */
final class Walk {

    private final DumpedSide trusted;
    private final DumpedSide suspect;
    private final Closeness closeness;
    private final ClueSearch clues;

    private long tensors;
    private long drifted;
    private int agreeing;
    private Optional<TaskPlace> driftsSince = Optional.empty();
    private Optional<ForeignWrite> harmless = Optional.empty();
    private Optional<NotComparable> unknown = Optional.empty();

    /** What the arguments of a pair at one moment came to. */
    private static final class Look {

        private final List<TensorDifference> differences = new ArrayList<>();
        private final List<ArgumentPair> arguments = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private boolean drifted;
    }

    Walk(DumpedSide trusted, DumpedSide suspect, Closeness closeness) {
        this.trusted = trusted;
        this.suspect = suspect;
        this.closeness = closeness;
        this.clues = new ClueSearch(trusted, suspect);
    }

    Divergence result() throws IOException {
        TaskAlignment alignment = TaskAlignment.of(trusted.recorded(), suspect.recorded(), this::readSame);
        List<TaskPair> pairs = ordered(alignment.pairs());
        Map<Integer, Integer> suspectOf = new HashMap<>();
        pairs.forEach(pair -> suspectOf.put(pair.trusted(), pair.suspect()));
        ForeignWriteSearch foreign = new ForeignWriteSearch(trusted.recorded(), suspect.recorded(), suspectOf);
        for (TaskPair pair : pairs) {
            Optional<Divergence> found = compare(pair, foreign, alignment.difference());
            if (found.isPresent()) {
                return found.get();
            }
        }
        return withoutDivergence(alignment, pairs);
    }

    private List<TaskPair> ordered(List<TaskPair> pairs) {
        Map<Integer, TaskPair> bySuspect = new HashMap<>();
        pairs.forEach(pair -> bySuspect.put(pair.suspect(), pair));
        return suspect.recorded().order().mapToObj(bySuspect::get).filter(Objects::nonNull).toList();
    }

    private Divergence withoutDivergence(TaskAlignment alignment, List<TaskPair> pairs) {
        if (harmless.isPresent()) {
            return harmless.get();
        }
        Optional<DifferentGraph> graph = alignment.difference().or(() -> edges(pairs));
        for (DumpedSide side : List.of(trusted, suspect)) {
            if (!side.recorded().isCompleted()) {
                return new NotComparable(Reason.UNFINISHED, side.recorded().label(), "did not come to its end; "
                        + (agreeing == 1 ? "1 task agrees" : agreeing + " tasks agree") + " that it had completed");
            }
        }
        if (graph.isPresent()) {
            return graph.get();
        }
        return unknown.isPresent() ? unknown.get() : new Same(pairs.size(), tensors, drifted);
    }

    private Optional<Divergence> compare(TaskPair pair, ForeignWriteSearch foreign, Optional<DifferentGraph> graph)
            throws IOException {
        Look inputs = look(pair, true);
        Look outputs = look(pair, false);
        noteDrift(pair, inputs, outputs);
        noteSecret(trusted, pair.trusted());
        noteSecret(suspect, pair.suspect());
        if (!inputs.differences.isEmpty()) {
            ForeignWrite found = foreign.explain(pair, inputs.arguments.getFirst(), inputs.differences.getFirst());
            if (!outputs.differences.isEmpty() || !hasOutputs(pair)) {
                return Optional.of(found);
            }
            noteHarmless(found, inputs.arguments.getFirst().suspect());
        } else if (!outputs.differences.isEmpty()) {
            return Optional.of(divergent(pair, inputs, outputs, graph));
        }
        if (trusted.recorded().hasCompleted(pair.trusted()) && suspect.recorded().hasCompleted(pair.suspect())) {
            agreeing++;
        }
        return Optional.empty();
    }

    private DivergentTask divergent(TaskPair pair, Look inputs, Look outputs, Optional<DifferentGraph> graph)
            throws IOException {
        List<Clue> all = new ArrayList<>();
        if (inputs.drifted) {
            all.add(new Clue(Clue.Kind.DRIFT, "its inputs agree only within the tolerance"
                    + driftsSince.map(each -> "; the sides drift apart since " + each.name()).orElse("")
                    + ": compare bit by bit to see where that begins"));
        }
        inputs.unknown.forEach(each -> all.add(new Clue(Clue.Kind.UNKNOWN_ARGUMENT, each)));
        all.addAll(
                clues.find(pair, outputs.arguments, outputs.differences, inputs.unknown.isEmpty() && !inputs.drifted));
        graph.ifPresent(each -> all.add(new Clue(Clue.Kind.GRAPH_DIFFERS_LATER,
                "the orchestrations differ too, after " + each.before() + " tasks, in the "
                        + each.part().name().toLowerCase(Locale.ROOT))));
        return new DivergentTask(trusted.recorded().place(pair.trusted()), suspect.recorded().place(pair.suspect()),
                outputs.differences, agreeing, all);
    }

    private void noteDrift(TaskPair pair, Look inputs, Look outputs) {
        if (outputs.drifted && !inputs.drifted && driftsSince.isEmpty()) {
            driftsSince = Optional.of(suspect.recorded().place(pair.suspect()));
        }
    }

    /** Kernels of host graphs are often declared without what they do to their arguments: then no output is known. */
    private void noteSecret(DumpedSide side, int task) {
        List<RecordedArgument> tensors = side.recorded().tensors(task);
        boolean host = side.recorded().run().runtime() == RuntimeKind.HOST_BUILD_GRAPH;
        if (unknown.isEmpty() && host && !tensors.isEmpty()
                && tensors.stream().noneMatch(each -> ArgumentPair.isDumped(each.role(), false))) {
            unknown = Optional.of(new NotComparable(Reason.UNDESCRIBED, side.recorded().label(),
                    "does not say which arguments of " + side.recorded().place(task).name()
                            + " its kernel writes; give their directions where the kernel is declared"));
        }
    }

    /** What a task reads and then overwrites may hold anything before; nobody suffers while its outputs agree. */
    private void noteHarmless(ForeignWrite found, RecordedArgument argument) {
        boolean overwritten = argument.role() == Role.INOUT
                && (found.cause() == Cause.NEVER_WRITTEN || found.cause() == Cause.RUN_ARGUMENT);
        if (harmless.isEmpty() && !overwritten) {
            harmless = Optional.of(found);
        }
    }

    private boolean hasOutputs(TaskPair pair) {
        return ArgumentPair.of(pair, trusted.recorded(), suspect.recorded()).stream()
                .anyMatch(each -> each.isDumped(false));
    }

    private Look look(TaskPair pair, boolean before) throws IOException {
        Look look = new Look();
        for (ArgumentPair argument : ArgumentPair.of(pair, trusted.recorded(), suspect.recorded())) {
            if (argument.isDumped(before)) {
                look(pair, argument, before, look);
            }
        }
        return look;
    }

    private void look(TaskPair pair, ArgumentPair argument, boolean before, Look look) throws IOException {
        if (isMissing(trusted, pair.trusted(), argument.trusted(), before, look)
                || isMissing(suspect, pair.suspect(), argument.suspect(), before, look)) {
            return;
        }
        tensors++;
        DumpedTensor expected = trusted.find(pair.trusted(), argument.trusted(), before).orElseThrow();
        DumpedTensor actual = suspect.find(pair.suspect(), argument.suspect(), before).orElseThrow();
        if (!actual.hasSameChecksum(expected)) {
            TensorComparison comparison = new TensorComparison(actual.type(), closeness);
            comparison.add(suspect.payloads(), actual, trusted.payloads(), expected);
            take(comparison, argument, actual, look);
        }
    }

    private void take(TensorComparison comparison, ArgumentPair argument, DumpedTensor tensor, Look look) {
        Optional<TensorDifference> difference = comparison.difference(tensor.argument(),
                tensor.before() ? Moment.BEFORE : Moment.AFTER, tensor.shape());
        if (difference.isPresent()) {
            look.differences.add(difference.get());
            look.arguments.add(argument);
        } else if (!comparison.isEqual()) {
            look.drifted = true;
            drifted++;
        }
    }

    /** Note what keeps an argument from being compared, if something does. */
    private boolean isMissing(DumpedSide side, int task, RecordedArgument argument, boolean before, Look look) {
        Optional<NotComparable> lacking = side.lacking(task, argument, before);
        lacking.ifPresent(each -> {
            look.unknown.add(each.side() + " " + each.details());
            if (unknown.isEmpty() && side.recorded().isCompleted()) {
                unknown = lacking;
            }
        });
        return lacking.isPresent();
    }

    /** Tell by checksums whether a pair reads the same. */
    private boolean readSame(TaskPair pair) {
        return ArgumentPair.of(pair, trusted.recorded(), suspect.recorded()).stream()
                .filter(each -> each.isDumped(true)).allMatch(each -> readSame(pair, each));
    }

    private boolean readSame(TaskPair pair, ArgumentPair argument) {
        Optional<DumpedTensor> expected = trusted.find(pair.trusted(), argument.trusted(), true);
        Optional<DumpedTensor> actual = suspect.find(pair.suspect(), argument.suspect(), true);
        return expected.isPresent() && actual.isPresent() && actual.get().hasSameChecksum(expected.get());
    }

    /** Edges of host graphs are what their orchestration says; other runtimes make none to what is done already. */
    private Optional<DifferentGraph> edges(List<TaskPair> pairs) {
        return EdgeComparison.difference(pairs, trusted.recorded(), suspect.recorded());
    }
}
