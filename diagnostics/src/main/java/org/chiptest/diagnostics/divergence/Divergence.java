package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.Map;

import org.chiptest.diagnostics.internal.divergence.RunComparison;
import org.chiptest.diagnostics.internal.divergence.RunJudgement;

/**
 * What comparing two runs of the same work came to, or judging one run by references.
 *
 * <p>Tasks are aligned by their position among the tasks with kernels and by what they are given, not by number or time. They are looked
 * at in the order of their dependencies, so the one that is named is where the sides part; what comes after it may only pass it on.
 */
public sealed interface Divergence
        permits Same, DivergentTask, ForeignWrite, DifferentGraph, AsReferred, WrongTask,
        UndeclaredWrite, NotComparable {

    /**
     * Find the first task at which two runs part.
     *
     * @param trusted   the side that is taken for right
     * @param suspect   the other one
     * @param closeness how far elements may be apart
     * @throws java.io.UncheckedIOException if a dump that is there cannot be read
     */
    static Divergence between(RunSide trusted, RunSide suspect, Closeness closeness) {
        return new RunComparison(trusted, suspect, closeness).result();
    }

    /**
     * Find the first task of a run that did not compute what its reference does. Each is judged by what it read itself, so it does not
     * matter what tasks before it did. If there is none, find the first one that reads something else than was written.
     *
     * @param run        the run
     * @param references what kernels have to compute, by func id; tasks without one are not judged
     * @param closeness  how far elements may be apart
     * @throws IllegalStateException if a reference throws; it names the task
     * @throws java.io.UncheckedIOException if a dump that is there cannot be read
     */
    static Divergence judge(RunSide run, Map<Integer, KernelReference> references, Closeness closeness) {
        return new RunJudgement(run, references, closeness).result();
    }

    /** Tell whether nothing is wrong. */
    default boolean isSame() {
        return this instanceof Same || this instanceof AsReferred;
    }

    /** Return the tasks that it is about, those of the trusted side first; none if it is about whole runs. */
    List<TaskPlace> tasks();

    /** Tell everything in several short lines. */
    String describe();
}
