package org.chiptest.runtime.internal.graph;

/** Name what an orchestrator does for one request, in the words of viewers and in the order in which it is done. */
public enum OrchestrationStep {

    /** Takes back slots and memory of tasks that nobody needs, and waits for room. */
    SYNC("orch_sync"),
    /** Takes a slot with memory for outputs and arguments. */
    ALLOC("orch_alloc"),
    /** Looks up the producers. */
    LOOKUP("orch_lookup"),
    /** Notes in the tensor map what is written. */
    INSERT("orch_insert"),
    /** Lays out the arguments. */
    PARAMS("orch_params"),
    /** Hands the task to the scheduler. */
    FANIN("orch_fanin"),
    /** Ends a scope. */
    SCOPE_END("orch_scope_end");

    private final String label;

    OrchestrationStep(String label) {
        this.label = label;
    }

    /** Return the name that viewers know. */
    public String label() {
        return label;
    }
}
