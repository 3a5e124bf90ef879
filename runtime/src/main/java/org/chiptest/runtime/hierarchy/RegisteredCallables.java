package org.chiptest.runtime.hierarchy;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.callable.CallableIds;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;

/**
 * The callables of one host worker, by callable id: dense, never removed, never used twice
 * ({@code docs/contract/host-workers.md#lifecycle-and-registration}). Changed by one thread at a time, and not at all once children have been
 * started.
 */
final class RegisteredCallables {

    private final List<RegisteredCallable> callables = new ArrayList<>();

    RegisteredCallable add(CallableTarget target) {
        if (callables.size() == CallableIds.COUNT) {
            throw new IllegalStateException("MAX_REGISTERED_CALLABLE_IDS is " + CallableIds.COUNT
                    + ", and as many callables are registered, so there is no id for " + target.name()
                    + "; use another host worker for it");
        }
        RegisteredCallable callable = new RegisteredCallable(this, callables.size(), target);
        callables.add(callable);
        return callable;
    }

    /** Return all callables in the order of their ids. */
    List<RegisteredCallable> callables() {
        return List.copyOf(callables);
    }

    /** Return what they stand for, in the order of their ids. */
    List<CallableTarget> targets() {
        return callables.stream().map(RegisteredCallable::target).toList();
    }

    /**
     * Find a callable by its id.
     *
     * @throws IllegalArgumentException if there is none
     */
    RegisteredCallable callable(int cid) {
        if (cid < 0 || cid >= callables.size()) {
            throw new IllegalArgumentException("callable id " + cid + " not registered; known are " + callables);
        }
        return callables.get(cid);
    }

    /**
     * Find a callable by its name.
     *
     * @throws IllegalArgumentException if there is none, or there are several
     */
    RegisteredCallable callable(String name) {
        List<RegisteredCallable> named = callables.stream().filter(callable -> callable.name().equals(name)).toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException(named.isEmpty()
                    ? "callable '" + name + "' not registered; known are " + callables
                    : "callable '" + name + "' was registered " + named.size() + " times; name it by its id: " + named);
        }
        return named.getFirst();
    }

    /**
     * Check that a callable can be submitted to children of a type.
     *
     * @throws IllegalArgumentException if it is another worker's, or for other children
     */
    void requireKnown(RegisteredCallable callable, WorkerType type) {
        if (callable.registry() != this) {
            throw new IllegalArgumentException(callable + " was registered with another host worker; register it with"
                    + " this one before init()");
        }
        if (callable.target().type() != type) {
            throw new IllegalArgumentException(callable + " runs on a " + callable.target().type() + ", not on a "
                    + type + "; use " + (type == WorkerType.SUB ? "submitNextLevel" : "submitSub"));
        }
    }
}
