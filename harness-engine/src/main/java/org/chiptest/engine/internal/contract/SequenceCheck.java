package org.chiptest.engine.internal.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;

/**
 * Take the steps of a sequence on a worker that nobody else uses, and compare what becomes of each with the model: whether it is refused
 * and how, what runs compute, and all counters that the device has.
 *
 * <p>A worker that others have used before keeps the images that it has stored for them: there the first prepare of each tells whether
 * it is one.
 */
public final class SequenceCheck {

    private static final int REFUSED = -1;

    private final ChipWorker worker;
    private final Subject subject;
    private final Subject other;
    private final WorkerModel model;
    private final CounterSnapshot begin;

    /**
     * Start with a worker that holds nothing.
     *
     * @param subject the callable that is checked
     * @param other   another one, or the same
     */
    public SequenceCheck(ChipWorker worker, RuntimeKind runtime, Subject subject, Subject other) {
        this.worker = worker;
        this.subject = subject;
        this.other = other;
        this.model = new WorkerModel(runtime);
        this.begin = worker.counters();
    }

    /**
     * A step that did not come to what it must.
     *
     * @param step    how many steps were taken, with this one
     * @param failure what was wrong, or what the step threw
     */
    record Broken(int step, Throwable failure) {}

    /** Take all steps; what is wrong with one of them, this throws, with the steps until then in a suppressed exception. */
    public void perform(Sequence sequence) {
        Optional<Broken> broken = broken(sequence);
        if (broken.isPresent()) {
            Throwable failure = broken.get().failure();
            failure.addSuppressed(new StepsTaken("the steps until then: "
                    + described(sequence.first(broken.get().step()))));
            throw SequenceCheck.<RuntimeException>unchanged(failure);
        }
    }

    /** Take steps until one is wrong. */
    Optional<Broken> broken(Sequence sequence) {
        List<Step> steps = sequence.steps();
        for (int i = 0; i < steps.size(); i++) {
            String name = name(steps.get(i));
            String where = name + " (step " + (i + 1) + " of " + steps.size() + ")";
            try {
                take(steps.get(i), where);
                compareCounters(where);
            } catch (Throwable e) {
                return Optional.of(new Broken(i + 1, e));
            }
        }
        return Optional.empty();
    }

    /** Return all steps for people, a line each. */
    String described(Sequence sequence) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sequence.steps().size(); i++) {
            text.append("\n  ").append(i + 1).append(". ").append(name(sequence.steps().get(i)));
        }
        return text.toString();
    }

    private String name(Step step) {
        return switch (step) {
            case Step.Prepare(int cid, boolean second) -> "prepare of id " + cid + " with " + chosen(second).name();
            case Step.Run(int cid) -> "run of id " + cid;
            case Step.Unregister(int cid) -> "unregister of id " + cid;
        };
    }

    private Subject chosen(boolean second) {
        return second ? other : subject;
    }

    private void take(Step step, String where) {
        switch (step) {
            case Step.Prepare(int cid, boolean second) -> prepare(cid, chosen(second), where);
            case Step.Run(int cid) -> run(cid, where);
            case Step.Unregister(int cid) -> {
                worker.unregister(cid);
                model.unregistered(cid);
            }
        }
    }

    private void prepare(int cid, Subject chosen, String where) {
        Optional<String> reason = model.refusesPrepare(cid);
        if (reason.isPresent()) {
            requireRefusal(where, reason.get(), "prepare_callable", () -> worker.prepare(cid, chosen.callable()));
        } else {
            long hits = hits();
            worker.prepare(cid, chosen.callable());
            model.prepared(cid, chosen, wasUsed() && hits() > hits);
        }
    }

    private boolean wasUsed() {
        return begin.values().values().stream().anyMatch(counted -> counted != 0);
    }

    private long hits() {
        return worker.counters().values().getOrDefault(Counter.DEDUP_HITS, 0L);
    }

    private void run(int cid, String where) {
        Optional<Subject> held = model.holds(cid);
        if (held.isPresent()) {
            held.get().run(worker, cid, where);
            model.ran(cid);
        } else {
            requireRefusal(where, "the id is not prepared", "run_prepared",
                    () -> worker.run(cid, new TaskArgs(), subject.config()));
        }
    }

    private static void requireRefusal(String where, String reason, String operation, Runnable refused) {
        try {
            refused.run();
        } catch (WorkerDiedException e) {
            throw e;
        } catch (WorkerException e) {
            requireText(where, operation, e);
            return;
        }
        throw new AssertionError(where + " was not refused, but " + reason);
    }

    private static void requireText(String where, String operation, WorkerException refusal) {
        String text = operation + " failed with code " + REFUSED;
        if (refusal.code() != REFUSED || !String.valueOf(refusal.getMessage()).startsWith(text)) {
            throw new AssertionError(where + " was refused with code " + refusal.code() + " and '"
                    + refusal.getMessage() + "', but must be with '" + text + "'", refusal);
        }
    }

    /** What a device does not count is judged by what it does; and one whose process was renewed counts on with another one. */
    private void compareCounters(String where) {
        CounterSnapshot counted = worker.counters();
        if (counted.generation() != begin.generation()) {
            throw new AssertionError("after " + where + " the worker counts as generation " + counted.generation()
                    + ", but was generation " + begin.generation() + ": it was replaced");
        }
        if (counted.processes() == begin.processes()) {
            requireEqual(where, counted.since(begin).values());
        }
    }

    private void requireEqual(String where, Map<Counter, Long> counted) {
        Map<Counter, Long> expected = new TreeMap<>(model.counters());
        expected.keySet().retainAll(counted.keySet());
        String wrong = expected.entrySet().stream().filter(each -> !each.getValue().equals(counted.get(each.getKey())))
                .map(each -> each.getKey() + " " + counted.get(each.getKey()) + " instead of " + each.getValue())
                .collect(Collectors.joining(", "));
        if (!wrong.isEmpty()) {
            throw new AssertionError("counters after " + where + " are wrong: " + wrong);
        }
    }

    /** Throw anything as what it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased: nothing is converted
    static <E extends Throwable> E unchanged(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
