package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a task reads is not what the task that wrote it last had left there, and no task in between says that it writes there. All kernels that
 * have a reference computed what it does.
 *
 * @param writer     the task that wrote it
 * @param reader     the task that reads it
 * @param difference what has changed, of the reading task's argument
 * @param clues      who may have done it
 */
public record UndeclaredWrite(TaskPlace writer, TaskPlace reader, TensorDifference difference,
        List<Clue> clues) implements Divergence {

    /** Copy the list. */
    public UndeclaredWrite {
        clues = List.copyOf(clues);
    }

    @Override
    public List<TaskPlace> tasks() {
        return List.of(writer, reader);
    }

    @Override
    public String describe() {
        return reader.name() + " does not read what " + writer.name()
                + " had written, and no task in between says that it writes there\n"
                + difference.describe() + "\n"
                + clues.stream().map(each -> each.text() + "\n").collect(Collectors.joining())
                + "a kernel writes outside of its arguments, or the orchestration or another chip has written there: look at the"
                + " regions of what ran in between\npage: " + reader.page();
    }
}
