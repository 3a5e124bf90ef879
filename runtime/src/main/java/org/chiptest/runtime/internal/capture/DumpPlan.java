package org.chiptest.runtime.internal.capture;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.DumpSelection;
import org.chiptest.runtime.args.DumpSelection.Stage;
import org.chiptest.runtime.internal.graph.Task;

/**
 * Which arguments a dump has, and of which it has the bytes too.
 *
 * @param selection what was asked for
 * @param newer     whether the files have the newer shapes, with scalars and with levels
 * @param level     of the newer shapes: what is dumped
 */
record DumpPlan(DumpSelection selection, boolean newer, int level) {

    /** Only what the orchestration has marked. */
    private static final int MARKED = 1;

    /** Everything, but bytes only of what is marked. */
    private static final int METADATA = 3;

    static DumpPlan of(Diagnostics asked) {
        return new DumpPlan(asked.dump(), asked.format() == Diagnostics.NEWER,
                asked.dumpTensor());
    }

    /** Tell whether a task is selected, by its id and its kernels. */
    boolean has(Task task) {
        return (selection.tasks().isEmpty() || selection.tasks().contains(task.id()))
                && (selection.functions().isEmpty() || hasFunction(task));
    }

    private boolean hasFunction(Task task) {
        for (int slot = 0; slot < Task.SLOTS; slot++) {
            if (task.funcId(slot) >= 0 && selection.functions().contains(task.funcId(slot))) {
                return true;
            }
        }
        return false;
    }

    boolean hasArgument(boolean marked) {
        return marked || !selection.marked() && !(newer && level == MARKED);
    }

    boolean hasBytes(boolean marked) {
        return marked || !(newer && level == METADATA);
    }

    boolean has(boolean before) {
        return selection.has(before ? Stage.BEFORE : Stage.AFTER);
    }
}
