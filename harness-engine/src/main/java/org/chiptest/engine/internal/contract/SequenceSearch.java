package org.chiptest.engine.internal.contract;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import org.chiptest.engine.internal.contract.SequenceCheck.Broken;
import org.chiptest.engine.internal.reduction.Reduction;

/** Check a long sequence, and if a step of it is wrong look for the shortest one that goes wrong in the same way. */
public final class SequenceSearch {

    /** How long a random sequence is. */
    private static final int LENGTH = 40;

    /** Enough for the shortest of some hundred steps. */
    private static final int MOST_TRIALS = 200;

    private final Worker worker;
    private final Worker fresh;
    private final BooleanSupplier inTime;
    private int trials;

    /** What sequences are tried on: from a worker that holds nothing on. */
    @FunctionalInterface
    public interface Worker {

        /** Do something with a check on a worker that holds nothing. */
        void with(Trial trial);
    }

    /** Something to do with a check. */
    @FunctionalInterface
    public interface Trial {

        /** Do it. */
        void on(SequenceCheck check);
    }

    /**
     * Search with workers.
     *
     * @param worker the one for the sequence as it is
     * @param fresh  one for each shorter sequence
     * @param inTime tells whether there is time for another one
     */
    public SequenceSearch(Worker worker, Worker fresh, BooleanSupplier inTime) {
        this.worker = worker;
        this.fresh = fresh;
        this.inTime = inTime;
    }

    /** Draw the steps of so many rounds. */
    public static Sequence draw(RandomGenerator random, int rounds) {
        return Sequence.random(random, LENGTH * rounds);
    }

    /** Check a sequence; if it fails, the shortest one that was found is in a suppressed exception of what this throws. */
    public void perform(Sequence sequence) {
        Attempt outcome = new Attempt();
        worker.with(check -> outcome.of(check, sequence));
        if (outcome.broken.isPresent()) {
            throw SequenceCheck.<RuntimeException>unchanged(shortest(sequence, outcome));
        }
    }

    /** Whatever keeps workers from being opened for it, the failure itself is what must be seen. */
    private Throwable shortest(Sequence sequence, Attempt first) {
        Broken broken = first.broken.orElseThrow();
        try {
            return shortest(sequence.first(broken.step()), broken.failure(), first.described);
        } catch (RuntimeException | Error e) {
            broken.failure().addSuppressed(e);
            return broken.failure();
        }
    }

    private Throwable shortest(Sequence until, Throwable failure, String described) {
        Attempt last = new Attempt();
        if (!failsLike(failure, until.steps(), last)) {
            failure.addSuppressed(new StepsTaken("these steps did not fail again on a fresh worker:" + described + "\n"
                    + repeat(until)));
            return failure;
        }
        Sequence shortest = new Sequence(Reduction.of(until.steps(),
                steps -> failsLike(failure, steps, last), this::goesOn));
        Throwable told = last.broken.map(Broken::failure).orElse(failure);
        told.addSuppressed(new StepsTaken("the shortest sequence that fails like this, found by " + trials + " trials:"
                + last.described + "\n" + repeat(shortest)));
        return told;
    }

    private static String repeat(Sequence sequence) {
        return "repeat it with -Dsequence=" + sequence;
    }

    private boolean goesOn() {
        return trials < MOST_TRIALS && inTime.getAsBoolean();
    }

    /** Try steps on a fresh worker; those of the last sequence that failed stay known. */
    private boolean failsLike(Throwable failure, List<Step> steps, Attempt last) {
        trials++;
        Attempt tried = new Attempt();
        fresh.with(check -> tried.of(check, new Sequence(steps)));
        boolean alike = tried.broken.filter(each -> each.failure().getClass() == failure.getClass()).isPresent();
        if (alike) {
            last.broken = tried.broken;
            last.described = tried.described;
        }
        return alike;
    }

    private static final class Attempt {

        private Optional<Broken> broken = Optional.empty();
        private String described = "";

        private void of(SequenceCheck check, Sequence sequence) {
            broken = check.broken(sequence);
            described = broken.map(each -> check.described(sequence.first(each.step()))).orElse("");
        }
    }
}
