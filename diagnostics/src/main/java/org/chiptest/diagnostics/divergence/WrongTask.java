package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A task is the first that did not compute from its own inputs what its reference does.
 *
 * @param task        the task
 * @param differences its outputs that are not as the reference has them, in the order of arguments; one or more
 * @param before      how many tasks that come before it are as their references have them
 * @param clues       what points to a cause
 */
public record WrongTask(TaskPlace task, List<TensorDifference> differences, int before,
        List<Clue> clues) implements Divergence {

    /** Copy the lists. */
    public WrongTask {
        differences = List.copyOf(differences);
        clues = List.copyOf(clues);
    }

    @Override
    public List<TaskPlace> tasks() {
        return List.of(task);
    }

    @Override
    public String describe() {
        return task.name() + " is the first task that did not compute what its reference does from the same inputs\n"
                + "actual: " + task.describe() + "\n"
                + differences.stream().map(each -> each.describe() + "\n").collect(Collectors.joining())
                + clues.stream().map(each -> each.text() + "\n").collect(Collectors.joining())
                + before + (before == 1 ? " task" : " tasks") + " before it " + (before == 1 ? "is" : "are")
                + " as their references say\npage: " + task.page();
    }
}
