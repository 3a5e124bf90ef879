package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a task reads differs, and no task that computed something else has written it.
 *
 * @param cause      why that can be
 * @param trusted    the reading task on the trusted side
 * @param suspect    the reading task on the suspect side
 * @param difference what it reads that differs
 * @param writer     on the suspect side, the task that wrote there without an order, or wrote over it; nothing if none is known
 * @param regions    which regions meet, for people; empty without a writer
 * @param clues      what points to a cause
 */
public record ForeignWrite(Cause cause, TaskPlace trusted, TaskPlace suspect, TensorDifference difference,
        Optional<TaskPlace> writer, String regions, List<Clue> clues) implements Divergence {

    /** Say why inputs can differ though all outputs agree. */
    public enum Cause {

        /** The task that writes it is not ordered before the task that reads it, nor after it. */
        MISSING_EDGE,

        /** A task that is ordered before it has written over what the right one had written. */
        OVERLAPPING_REGION,

        /** The task that writes it on the trusted side writes somewhere else on the suspect side. */
        OTHER_MEMORY,

        /** It changed between the task that wrote it and the one that reads it, and no task has it as an output. */
        CHANGED_BETWEEN,

        /** No task has written it: the task reads memory that nobody has initialised. */
        NEVER_WRITTEN,

        /** No task writes it: it came with the run, and came differently. */
        RUN_ARGUMENT
    }

    /** Copy the list. */
    public ForeignWrite {
        clues = List.copyOf(clues);
    }

    @Override
    public List<TaskPlace> tasks() {
        return writer.isPresent() ? List.of(trusted, suspect, writer.get()) : List.of(trusted, suspect);
    }

    @Override
    public String describe() {
        return suspect.name() + " reads something else, and no task computed something else before it\n"
                + "actual: " + suspect.describe() + "\nexpected: " + trusted.describe() + "\n"
                + difference.describe() + "\n" + reason() + "\n"
                + (regions.isEmpty() ? "" : regions + "\n")
                + clues.stream().map(each -> each.text() + "\n").collect(Collectors.joining())
                + "page: " + suspect.page();
    }

    private String reason() {
        String name = writer.map(TaskPlace::name).orElse("a task");
        return switch (cause) {
            case MISSING_EDGE -> name + " writes it, and nothing orders the two: add the dependency between " + name
                    + " and " + suspect.name();
            case OVERLAPPING_REGION -> name + " wrote over it before " + suspect.name()
                    + " had read it: give the two memory of their own, or let " + name + " wait";
            case OTHER_MEMORY -> "on the other side " + name
                    + " writes it, here that one writes somewhere else: give both the same tensor";
            case CHANGED_BETWEEN -> "it changed after " + name
                    + " had written it, and no task has it as an output: a kernel writes outside of its arguments;"
                    + " run with -Dsanitizer=address";
            case NEVER_WRITTEN -> "no task has written it: " + suspect.name()
                    + " reads memory that nobody has initialised; write it first, or give it an initial value";
            case RUN_ARGUMENT -> "no task writes it: it came with the run, so the two runs were given different inputs";
        };
    }
}
