package org.chiptest.runtime.internal.mailbox.server;

/** Do what must follow each successful run before the parent learns of it, such as copying results to the host. */
@FunctionalInterface
public interface SuccessHook {

    /** A hook that does nothing. */
    SuccessHook NONE = cid -> {};

    /** Act on the success of a run; what it throws becomes the outcome of the run. */
    void succeeded(int cid);
}
