package org.chiptest.runtime.internal.trb;

import org.chiptest.runtime.internal.memory.DepthRings;

/**
 * The open scopes of an orchestration, the framework's own one included. Used by the orchestrating thread only.
 *
 * <p>A task names its scope by depth and number; numbers are never used twice, so ending a scope touches none of its tasks.
 */
final class ScopeStack {

    static final int MAX_DEPTH = 64;
    static final int RINGS = DepthRings.COUNT;

    static final int AUTO = 0;
    static final int MANUAL = 1;

    private final long[] scopes = new long[MAX_DEPTH];
    private final int[] tasks = new int[MAX_DEPTH];
    private long lastScope;
    private int depth;

    /** Depth at which the outermost MANUAL scope was opened; 0 if there is none. */
    private int manualDepth;

    /** Close all scopes. */
    void reset() {
        depth = 0;
        manualDepth = 0;
    }

    /** Open a scope. */
    void begin(int mode) {
        if (depth == MAX_DEPTH) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "scope_begin at depth " + depth
                    + ": there can be " + (MAX_DEPTH - 1) + " scopes inside each other; end some before");
        }
        if (mode != AUTO && mode != MANUAL) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "scope_begin: the mode of the scope is " + mode
                    + "; it is 0 (AUTO) or 1 (MANUAL)");
        }
        if (isManual() && mode == AUTO) {
            throw new FatalError(ErrorCode.INVALID_ARGS, "scope_begin: an AUTO scope inside a MANUAL one;"
                    + " make the inner scope MANUAL too");
        }
        scopes[depth] = ++lastScope;
        tasks[depth] = 0;
        depth++;
        if (mode != AUTO && !isManual()) {
            manualDepth = depth;
        }
    }

    /** End the innermost scope. */
    void end() {
        if (depth == manualDepth) {
            manualDepth = 0;
        }
        depth--;
    }

    /** Return the number of open scopes. */
    int depth() {
        return depth;
    }

    /** Tell whether dependencies are only those that the orchestration states. */
    boolean isManual() {
        return manualDepth != 0;
    }

    /** Return the ring that the tasks of the innermost scope use. */
    int ring() {
        return DepthRings.indexOf(depth - 1);
    }

    /** Return how many tasks were submitted directly to the innermost scope. */
    int taskCount() {
        return tasks[depth - 1];
    }

    /** Let a task belong to the innermost scope. */
    void add(TrbTask task) {
        int top = depth - 1;
        task.scopeDepth = top;
        task.scope = scopes[top];
        tasks[top]++;
    }

    /** Tell whether the scope that a task belongs to is still open. */
    boolean isOpen(TrbTask task) {
        return task.scopeDepth < depth && scopes[task.scopeDepth] == task.scope;
    }
}
