package org.chiptest.diagnostics.divergence;

import java.util.List;

/**
 * Name a task of one side.
 *
 * @param side    label of the side
 * @param index   index of the task in its run, as the page's {@code ?task=} takes it
 * @param id      id of the task, {@code ring << 32 | local}
 * @param name    its name for people: its kernels and its number, such as {@code softmax(t17)}
 * @param kernels func ids of its kernels, each once
 * @param cores   cores that its blocks ran on, such as {@code AIV_5}, in the order in which they were dispatched
 * @param blocks  how many blocks it has
 * @param page    page of the attempt, with this task selected: a file and a query
 */
public record TaskPlace(String side, int index, long id, String name, List<Integer> kernels, List<String> cores,
        int blocks, String page) {

    private static final int LISTED = 4;

    /** Copy the lists. */
    public TaskPlace {
        kernels = List.copyOf(kernels);
        cores = List.copyOf(cores);
    }

    /** Return the name with the cores and the side, such as {@code softmax(t17) on AIV_5 of a2a3sim.host_build_graph}. */
    public String describe() {
        String more = cores.size() > LISTED ? " and " + (cores.size() - LISTED) + " more" : "";
        String where = cores.isEmpty()
                ? ""
                : " on " + String.join(", ", cores.subList(0, Math.min(LISTED, cores.size())));
        return name + where + more + " of " + side;
    }
}
