package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The orchestrations did different things; all tasks before agree.
 *
 * @param part     what of the orchestration differs first
 * @param trusted  the task on the trusted side; nothing if it has none
 * @param suspect  the task on the suspect side; nothing if it has none
 * @param argument index of the argument that differs on the suspect side, -1 if it is not about one
 * @param expected what the trusted side has, for people
 * @param actual   what the suspect side has, for people
 * @param before   how many tasks before are the same
 */
public record DifferentGraph(Part part, Optional<TaskPlace> trusted, Optional<TaskPlace> suspect, int argument,
        String expected, String actual, int before) implements Divergence {

    /** Name a part of what an orchestration says. */
    public enum Part {

        /** A task that one side does not have. */
        TASK,

        /** Which kernels a task runs. */
        KERNEL,

        /** How many blocks a task has. */
        BLOCKS,

        /** Which arguments a task has, and what it does with them. */
        ARGUMENT,

        /** The type of a tensor's elements. */
        TYPE,

        /** The shape of a tensor. */
        SHAPE,

        /** Where in its buffer a tensor lies. */
        REGION,

        /** A number. */
        SCALAR,

        /** An explicit dependency. */
        EDGE
    }

    @Override
    public List<TaskPlace> tasks() {
        return Stream.of(trusted, suspect).flatMap(Optional::stream).toList();
    }

    @Override
    public String describe() {
        return "the orchestrations differ, first in " + what() + "\nactual: " + actual
                + suspect.map(each -> ", " + each.describe()).orElse("")
                + "\nexpected: " + expected + trusted.map(each -> ", " + each.describe()).orElse("")
                + "\n" + before + (before == 1 ? " task" : " tasks") + " before agree"
                + suspect.map(each -> "\npage: " + each.page()).orElse("");
    }

    private String what() {
        String of = suspect.or(() -> trusted).map(each -> " of " + each.name()).orElse("");
        return switch (part) {
            case TASK -> "a task that one side does not have";
            case KERNEL -> "the kernels" + of;
            case BLOCKS -> "the number of blocks" + of;
            case ARGUMENT -> (argument < 0 ? "the arguments" : "what is done with argument " + argument) + of;
            case TYPE -> "the type of argument " + argument + of;
            case SHAPE -> "the shape of argument " + argument + of;
            case REGION -> "the region of argument " + argument + of;
            case SCALAR -> "the scalar at argument " + argument + of;
            case EDGE -> "what is waited for" + of;
        };
    }
}
