package org.chiptest.runtime.hierarchy;

import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.graph.TaskCallable;

/** What a host worker can run, by the callable id that it was registered under. Use it with that worker only. */
public final class RegisteredCallable {

    private final RegisteredCallables registry;
    private final CallableTarget target;
    private final TaskCallable task;

    RegisteredCallable(RegisteredCallables registry, int cid, CallableTarget target) {
        this.registry = registry;
        this.target = target;
        this.task = new TaskCallable(cid, target.name(), target.type(), target instanceof CallableTarget.Chip);
    }

    /** Return the callable id: 0 for the first that was registered, 1 for the next, and so on. */
    public int cid() {
        return task.cid();
    }

    /** Return the name of the function. */
    public String name() {
        return task.name();
    }

    RegisteredCallables registry() {
        return registry;
    }

    CallableTarget target() {
        return target;
    }

    /** Return it as a graph sees it. */
    TaskCallable task() {
        return task;
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
