package org.chiptest.diagnostics.internal.divergence;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.Role;

/**
 * The same tensor of a task on both sides: the n-th is the n-th, as the runtimes count scalars differently.
 *
 * @param trusted the argument on the trusted side
 * @param suspect the argument on the suspect side
 */
record ArgumentPair(RecordedArgument trusted, RecordedArgument suspect) {

    static List<ArgumentPair> of(TaskPair pair, RecordedSide trusted, RecordedSide suspect) {
        List<RecordedArgument> ours = trusted.tensors(pair.trusted());
        List<RecordedArgument> theirs = suspect.tensors(pair.suspect());
        List<ArgumentPair> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            pairs.add(new ArgumentPair(ours.get(i), theirs.get(i)));
        }
        return pairs;
    }

    /** Tell whether both sides dump it at a moment. */
    boolean isDumped(boolean before) {
        return isDumped(trusted.role(), before) && isDumped(suspect.role(), before);
    }

    /** Tell whether what a task does with an argument has it dumped at a moment. */
    static boolean isDumped(Role role, boolean before) {
        return switch (role) {
            case INPUT, NO_DEP -> before;
            case OUTPUT -> !before;
            case INOUT -> true;
            case SCALAR -> false;
        };
    }
}
