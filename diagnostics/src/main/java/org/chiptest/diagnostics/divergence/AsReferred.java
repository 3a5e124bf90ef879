package org.chiptest.diagnostics.divergence;

import java.util.List;

/**
 * All tasks computed what their references do.
 *
 * @param judged  how many tasks have a reference
 * @param unknown how many have none
 */
public record AsReferred(int judged, int unknown) implements Divergence {

    @Override
    public List<TaskPlace> tasks() {
        return List.of();
    }

    @Override
    public String describe() {
        if (judged + unknown == 0) {
            return "the run had no task with a kernel: there is nothing that a reference could judge";
        }
        return judged + (judged == 1 ? " task" : " tasks") + " computed what their references do"
                + (unknown > 0 ? "; " + unknown + (unknown == 1 ? " has" : " have") + " none" : "")
                + "\nso these kernels are right on what they were given: look at arguments and order of tasks, "
                + (unknown > 0 ? "at tasks without a reference, " : "") + "and at the golden itself";
    }
}
