package org.chiptest.runtime.internal.graph;

/** What an observer can ask about a task that is being submitted, beyond the task itself; during the call only. */
public interface SubmittedTask {

    /** Tell whether the task's scope leaves all dependencies to the orchestration. */
    boolean inManualScope();

    /** Return how many scopes are open around the task. */
    int scopeDepth();

    /** Return how many arguments the task has: tensors, then scalars. */
    int argumentCount();

    /** Describe an argument. */
    void describe(int index, ArgumentDescription into);

    /** Tell whether the orchestration has marked an argument for dumps. */
    boolean isMarked(int index);
}
