package org.chiptest.diagnostics.divergence;

import java.util.List;

/**
 * Both runs computed the same.
 *
 * @param pairs   how many tasks of both sides were compared
 * @param tensors how many dumped tensors of each side were compared
 * @param drifted how many of these differ, by no more than is accepted
 */
public record Same(long pairs, long tensors, long drifted) implements Divergence {

    @Override
    public List<TaskPlace> tasks() {
        return List.of();
    }

    @Override
    public String describe() {
        return "both sides computed the same: " + tensors + " tensors of " + pairs + " tasks agree"
                + (drifted > 0 ? ", " + drifted + " of them only within the tolerance" : "");
    }
}
