package org.chiptest.runtime.internal.graph;

import org.jspecify.annotations.Nullable;

/**
 * One dependency: the consumer runs after the producer.
 *
 * <p>An edge belongs to its consumer, which keeps it for its next incarnation, and is linked into its producer's list of
 * successors until the producer completes. A consumer cannot complete before that, so the edge is never reused while linked.
 */
final class Edge {

    /** Stands in for the successors of a task that has completed. */
    static final Edge COMPLETED = new Edge();

    final Task consumer;
    Task producer;
    @Nullable
    Edge next;

    Edge(Task consumer, Task producer) {
        this.consumer = consumer;
        this.producer = producer;
    }

    @SuppressWarnings("NullAway") // a mark is compared, never followed
    private Edge() {
        this(null, null);
    }
}
