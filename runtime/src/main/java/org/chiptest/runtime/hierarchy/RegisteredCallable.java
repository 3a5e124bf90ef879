package org.chiptest.runtime.hierarchy;

/** What a host worker can run, by the callable id that it was registered under. Use it with that worker only. */
public final class RegisteredCallable {

    private final CallableRegistry registry;
    private final int cid;
    private final CallableTarget target;

    RegisteredCallable(CallableRegistry registry, int cid, CallableTarget target) {
        this.registry = registry;
        this.cid = cid;
        this.target = target;
    }

    /** Return the callable id: 0 for the first that was registered, 1 for the next, and so on. */
    public int cid() {
        return cid;
    }

    /** Return the name of the function. */
    public String name() {
        return target.name();
    }

    CallableRegistry registry() {
        return registry;
    }

    CallableTarget target() {
        return target;
    }

    @Override
    public String toString() {
        return name() + ", cid " + cid;
    }
}
