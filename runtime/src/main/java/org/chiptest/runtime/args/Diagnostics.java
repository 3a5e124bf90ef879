package org.chiptest.runtime.args;

import java.nio.charset.StandardCharsets;

/**
 * Name what a run records of itself, and where to ({@code docs/contract/arguments.md#configuration-of-a-run}).
 *
 * @param l2Swimlane   not 0 to record when each task ran
 * @param dumpTensor   not 0 to dump the tensors of each task
 * @param pmu          type of the events to count, 0 for none
 * @param depGen       not 0 to record the dependency graph
 * @param outputPrefix folder of the files that are written, at most {@value #MAX_PREFIX_BYTES} bytes in UTF-8
 * @param format       shapes of the files: {@value #FORMER} or {@value #NEWER}, see {@code docs/diagnostics.md}
 * @param dump         which tensors are dumped
 */
public record Diagnostics(int l2Swimlane, int dumpTensor, int pmu, int depGen, String outputPrefix, int format,
        DumpSelection dump) {

    /** The shapes that all viewers of the first generation read. */
    public static final int FORMER = 1;

    /** The shapes of the second generation. */
    public static final int NEWER = 2;

    /** The longest output prefix in bytes; one more byte is its end mark. */
    public static final int MAX_PREFIX_BYTES = 1023;

    /** Record nothing. */
    public static final Diagnostics NONE = new Diagnostics(0, 0, 0, 0, "");

    /**
     * Check that the output prefix can be passed on, and the format.
     *
     * @throws IllegalArgumentException if the prefix is too long or contains a NUL character, or if there is no format of this number
     */
    public Diagnostics {
        if (format != FORMER && format != NEWER) {
            throw new IllegalArgumentException("the files of captures have no shapes " + format + "; there are "
                    + FORMER + " and " + NEWER);
        }
        int length = outputPrefix.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PREFIX_BYTES) {
            throw new IllegalArgumentException("output_prefix takes " + length + " bytes, at most " + MAX_PREFIX_BYTES
                    + " are possible; choose a shorter folder");
        }
        if (outputPrefix.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("output_prefix contains a NUL character at index "
                    + outputPrefix.indexOf('\0') + "; it would end there");
        }
    }

    /** Name what is recorded, in files of the former shapes, with all tensors if any are dumped. */
    public Diagnostics(int l2Swimlane, int dumpTensor, int pmu, int depGen, String outputPrefix) {
        this(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, FORMER, DumpSelection.ALL);
    }

    /** Return the same with another {@link #l2Swimlane()}. */
    public Diagnostics withL2Swimlane(int l2Swimlane) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Return the same with another {@link #dumpTensor()}. */
    public Diagnostics withDumpTensor(int dumpTensor) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Return the same with another {@link #pmu()}. */
    public Diagnostics withPmu(int pmu) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Return the same with another {@link #depGen()}. */
    public Diagnostics withDepGen(int depGen) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Return the same with another {@link #outputPrefix()}. */
    public Diagnostics withOutputPrefix(String outputPrefix) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Return the same with another {@link #format()}. */
    public Diagnostics withFormat(int format) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Return the same with another {@link #dump()}. */
    public Diagnostics withDump(DumpSelection dump) {
        return new Diagnostics(l2Swimlane, dumpTensor, pmu, depGen, outputPrefix, format, dump);
    }

    /** Say whether anything is recorded. */
    public boolean on() {
        return l2Swimlane != 0 || dumpTensor != 0 || pmu > 0 || depGen != 0;
    }

    /** Name what is recorded, as the reference runtime spells it; empty if nothing is. */
    public String names() {
        StringBuilder names = new StringBuilder();
        append(names, l2Swimlane != 0, "enable_l2_swimlane");
        append(names, dumpTensor != 0, "enable_dump_tensor");
        append(names, pmu > 0, "enable_pmu");
        append(names, depGen != 0, "enable_dep_gen");
        return names.toString();
    }

    /** Refuse what is recorded without a place for it. */
    void validate() {
        if (on() && outputPrefix.isEmpty()) {
            throw new IllegalArgumentException("output_prefix is empty, but diagnostics are on (" + names()
                    + "); set the folder that their files go to, or switch them off");
        }
    }

    /** Spell the fields as the reference runtime does. */
    @Override
    public String toString() {
        return "enable_l2_swimlane=" + flag(l2Swimlane) + ", enable_dump_tensor=" + flag(dumpTensor) + ", enable_pmu="
                + pmu + ", enable_dep_gen=" + flag(depGen) + ", output_prefix='" + outputPrefix + "'";
    }

    private static void append(StringBuilder names, boolean on, String name) {
        if (on) {
            names.append(names.isEmpty() ? "" : ", ").append(name);
        }
    }

    private static String flag(int value) {
        return value != 0 ? "True" : "False";
    }
}
