package org.chiptest.diagnostics.divergence;

/**
 * Say what points to a cause.
 *
 * @param kind what it points to
 * @param text what was found, for people
 */
public record Clue(Kind kind, String text) {

    /** Name what a clue points to. */
    public enum Kind {

        /** The output holds what lay in its memory before: the kernel did not write all of it. */
        UNWRITTEN_OUTPUT,

        /** Another task may write the same memory at the same time. */
        CONCURRENT_WRITER,

        /** The same kernel got the same inputs: it reads what it was not given, or is not deterministic. */
        READS_OTHER_MEMORY,

        /** The sides differed before, by less than is accepted. */
        DRIFT,

        /** What one of the arguments held is not known. */
        UNKNOWN_ARGUMENT,

        /** The graphs differ too, from a later task on. */
        GRAPH_DIFFERS_LATER,

        /** A task that ran in between may have written there without having it as an argument. */
        STRAY_WRITER
    }
}
