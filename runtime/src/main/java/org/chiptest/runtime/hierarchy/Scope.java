package org.chiptest.runtime.hierarchy;

/**
 * An open scope of a run: what is allocated in it stays until it ends, and can be had again then. Scopes end from the innermost
 * outwards, which try-with-resources does by itself.
 */
public final class Scope implements AutoCloseable {

    private final Orchestrator orchestrator;
    private final int open;

    Scope(Orchestrator orchestrator, int open) {
        this.orchestrator = orchestrator;
        this.open = open;
    }

    /** Return the depth of this scope; the run's own one has depth 0. */
    public int depth() {
        return open - 1;
    }

    /**
     * End the scope. Nothing is waited for.
     *
     * @throws IllegalStateException if it has ended, or scopes inside it have not
     */
    @Override
    public void close() {
        orchestrator.endScope(open);
    }
}
