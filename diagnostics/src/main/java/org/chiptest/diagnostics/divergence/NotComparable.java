package org.chiptest.diagnostics.divergence;

import java.util.List;

/**
 * Too little is known to tell where the runs part, or that they do not.
 *
 * @param reason  what is missing
 * @param side    label of the side that lacks it
 * @param details what was found and what to do, for people
 */
public record NotComparable(Reason reason, String side, String details) implements Divergence {

    /** Name what can be missing. */
    public enum Reason {

        /** The run was recorded without a dump. */
        NO_DUMP,

        /** The dump cannot be read. */
        DAMAGED_DUMP,

        /** The dump, or the record, ended before the run did. */
        CUT,

        /** The orchestration has not told what some of its tensors look like, so they were not dumped. */
        UNDESCRIBED,

        /** The run did not come to its end, and agrees as far as it went. */
        UNFINISHED
    }

    @Override
    public List<TaskPlace> tasks() {
        return List.of();
    }

    @Override
    public String describe() {
        return (reason == Reason.UNFINISHED ? "" : "the runs cannot be compared: ") + side + " " + details;
    }
}
