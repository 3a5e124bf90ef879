package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * The open scopes of a run. Each holds a reference to the slots that were made in it, so that their memory stays until it
 * ends ({@code docs/contract/host-workers.md#scopes-of-a-graph}).
 *
 * <p>Guarded by the lock of the {@link TaskGraph}.
 */
final class OpenScopes {

    /** The most scopes that can be open, the run's own one included. */
    static final int MAX_DEPTH = 64;

    private final List<List<Slot>> open = new ArrayList<>();

    /** Open a scope inside the innermost one. */
    void begin() {
        if (open.size() == MAX_DEPTH) {
            throw new IllegalStateException("Scope: maximum nesting depth exceeded: " + MAX_DEPTH
                    + " scopes are open, the run's own one included; end some before");
        }
        open.add(new ArrayList<>());
    }

    /** End the innermost scope and return the slots that it held. */
    List<Slot> end() {
        if (open.isEmpty()) {
            throw new IllegalStateException("Scope: scope_end without scope_begin: no scope is open");
        }
        return open.removeLast();
    }

    /** Have the innermost scope hold a slot. */
    void add(Slot slot) {
        if (open.isEmpty()) {
            throw new IllegalStateException(slot + " belongs to no scope: none is open; submit during a run");
        }
        open.getLast().add(slot);
    }

    /** Return how many scopes are open. */
    int open() {
        return open.size();
    }

    /** Return the depth of the innermost scope; the outermost has 0. */
    int depth() {
        return open.size() - 1;
    }
}
