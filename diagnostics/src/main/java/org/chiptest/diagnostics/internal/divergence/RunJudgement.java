package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.chiptest.diagnostics.divergence.AsReferred;
import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.Clue;
import org.chiptest.diagnostics.divergence.Divergence;
import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.diagnostics.divergence.NotComparable;
import org.chiptest.diagnostics.divergence.NotComparable.Reason;
import org.chiptest.diagnostics.divergence.RunSide;
import org.chiptest.diagnostics.divergence.TensorDifference;
import org.chiptest.diagnostics.divergence.TensorDifference.Moment;
import org.chiptest.diagnostics.divergence.UndeclaredWrite;
import org.chiptest.diagnostics.divergence.WrongTask;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;

/** Judge the tasks of one run by references, in the order of their dependencies. */
public final class RunJudgement {

    private final RunSide side;
    private final Map<Integer, KernelReference> references;
    private final Closeness closeness;
    private int judged;
    private int unknown;
    private Optional<NotComparable> lacking = Optional.empty();

    /** Judge a run by references of its kernels. */
    public RunJudgement(RunSide run, Map<Integer, KernelReference> references, Closeness closeness) {
        this.side = run;
        this.references = Map.copyOf(references);
        this.closeness = closeness;
    }

    /** Return what it comes to. */
    public Divergence result() {
        Optional<NotComparable> missing = DumpedSide.missing(side);
        return missing.isPresent() ? missing.get() : judge();
    }

    private Divergence judge() {
        TensorDumpIndex index;
        try {
            index = TensorDumpIndex.read(side.directory());
        } catch (IOException e) {
            return DumpedSide.damaged(side, e);
        }
        try (Payloads payloads = Payloads.in(side.directory())) {
            return judge(new DumpedSide(new RecordedSide(side), index, payloads));
        } catch (IOException e) {
            throw new UncheckedIOException("the tensor dump in " + side.directory() + " cannot be read", e);
        }
    }

    private Divergence judge(DumpedSide dumped) throws IOException {
        for (int task : dumped.recorded().order().filter(dumped.recorded()::computes).toArray()) {
            Optional<Divergence> wrong = judge(dumped, task);
            if (wrong.isPresent()) {
                return wrong.get();
            }
        }
        if (!dumped.recorded().isCompleted()) {
            return new NotComparable(Reason.UNFINISHED, side.label(), "did not come to its end; "
                    + tasks(judged) + " that it had completed computed what their references do");
        }
        Optional<UndeclaredWrite> changed = new UndeclaredWriteSearch(dumped).first();
        if (changed.isPresent()) {
            return changed.get();
        }
        return lacking.isPresent() ? lacking.get() : new AsReferred(judged, unknown);
    }

    private static String tasks(int count) {
        return count == 1 ? "1 task" : count + " tasks";
    }

    private Optional<Divergence> judge(DumpedSide dumped, int task) throws IOException {
        List<Integer> kernels = dumped.recorded().task(task).kernels().stream().filter(references::containsKey)
                .distinct().toList();
        if (kernels.isEmpty()) {
            unknown++;
            return Optional.empty();
        }
        Optional<ReferenceCall> call = ReferenceCall.of(dumped, task);
        if (call.isEmpty()) {
            noteLacking(dumped, task);
            return Optional.empty();
        }
        for (int funcId : kernels) {
            call.get().run(Objects.requireNonNull(references.get(funcId)), funcId);
        }
        return compare(dumped, task, call.get().written());
    }

    private Optional<Divergence> compare(DumpedSide dumped, int task, Map<Integer, HeldTensor> written)
            throws IOException {
        List<RecordedArgument> tensors = dumped.recorded().tensors(task);
        List<TensorDifference> differences = new ArrayList<>();
        List<Clue> clues = new ArrayList<>();
        for (Map.Entry<Integer, HeldTensor> each : written.entrySet()) {
            RecordedArgument argument = tensors.get(each.getKey());
            byte[] actual = dumped.payloads().all(dumped.find(task, argument, false).orElseThrow());
            byte[] expected = each.getValue().completedBy(actual);
            Optional<TensorDifference> difference = compare(argument, each.getValue(), actual, expected);
            if (difference.isPresent()) {
                differences.add(difference.get());
                LeftOvers.look(dumped, task, argument, actual, expected, "").ifPresent(clues::add);
            }
        }
        if (differences.isEmpty()) {
            judged++;
            return Optional.empty();
        }
        clues.addAll(ClueSearch.concurrent(dumped.recorded(), task));
        return Optional.of(new WrongTask(dumped.recorded().place(task), differences, judged, clues));
    }

    private Optional<TensorDifference> compare(RecordedArgument argument, HeldTensor tensor, byte[] actual,
            byte[] expected) {
        TensorComparison comparison = new TensorComparison(tensor.type(), closeness);
        comparison.add(MemorySegment.ofArray(actual), MemorySegment.ofArray(expected));
        return comparison.difference(argument.index(), Moment.AFTER, tensor.shape());
    }

    private void noteLacking(DumpedSide dumped, int task) {
        if (lacking.isEmpty() && dumped.recorded().isCompleted()) {
            lacking = dumped.recorded().tensors(task).stream()
                    .flatMap(each -> dumped.lacking(task, each).stream()).findFirst();
        }
    }
}
