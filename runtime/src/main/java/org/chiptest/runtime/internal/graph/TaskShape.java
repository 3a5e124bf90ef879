package org.chiptest.runtime.internal.graph;

/** Say what a task needs to run: the shape of the cores that one block of it occupies ({@code docs/contract/trb.md#scheduling}). */
public enum TaskShape {

    /** One cube core. */
    AIC(0),

    /** One vector core, of either lane. */
    AIV(1),

    /** One whole cluster: a cube core and two vector cores. */
    MIX(2),

    /** Nothing: the task only orders others. */
    DUMMY(-1);

    /** How many shapes occupy cores, each with a ready queue of its own. */
    static final int COUNT = 3;

    /** The shapes that occupy cores, in the order in which tasks are looked for; not to be changed. */
    static final TaskShape[] ON_CORES = {MIX, AIC, AIV};

    /** Index of the shape's ready queue; none for shapes that occupy no cores. */
    final int queue;

    TaskShape(int queue) {
        this.queue = queue;
    }
}
