package org.chiptest.diagnostics.divergence;

import java.util.List;

import org.chiptest.diagnostics.internal.divergence.RunComparison;

/**
 * What comparing two runs of the same work came to.
 *
 * <p>Tasks are aligned by their position among the tasks with kernels and by what they are given, not by number or time. They are looked
 * at in the order of their dependencies, so the one that is named is where the sides part; what comes after it may only pass it on.
 */
public sealed interface Divergence permits Same, DivergentTask, ForeignWrite, DifferentGraph, NotComparable {

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

    /** Tell whether the runs computed the same. */
    default boolean isSame() {
        return this instanceof Same;
    }

    /** Return the tasks that it is about, those of the trusted side first; none if it is about whole runs. */
    List<TaskPlace> tasks();

    /** Tell everything in several short lines. */
    String describe();
}
