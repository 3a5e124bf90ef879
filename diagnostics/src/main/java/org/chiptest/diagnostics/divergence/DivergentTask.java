package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A task is the first whose inputs agree and whose outputs do not.
 *
 * @param trusted     the task on the trusted side
 * @param suspect     the task on the suspect side
 * @param differences its outputs that differ, in the order of arguments; one or more
 * @param before      how many tasks agree that come before it
 * @param clues       what points to a cause
 */
public record DivergentTask(TaskPlace trusted, TaskPlace suspect, List<TensorDifference> differences, int before,
        List<Clue> clues) implements Divergence {

    /** Copy the lists. */
    public DivergentTask {
        differences = List.copyOf(differences);
        clues = List.copyOf(clues);
    }

    /** Return the first output that differs. */
    public TensorDifference difference() {
        return differences.getFirst();
    }

    @Override
    public List<TaskPlace> tasks() {
        return List.of(trusted, suspect);
    }

    @Override
    public String describe() {
        return suspect.name() + " is the first task whose inputs agree and whose outputs do not\n"
                + "actual: " + suspect.describe() + "\nexpected: " + trusted.describe() + "\n"
                + differences.stream().map(each -> each.describe() + "\n").collect(Collectors.joining())
                + clues.stream().map(each -> each.text() + "\n").collect(Collectors.joining())
                + before + (before == 1 ? " task" : " tasks") + " before it agree\npage: " + suspect.page();
    }
}
