package org.chiptest.runtime.internal.toolchain;

import org.jspecify.annotations.Nullable;

/** Carry the wish to stop from whoever cancels to the process that is running just then. */
final class Cancellation {

    private boolean cancelled;
    private @Nullable Runnable stop;

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Cancels: stops what is running now, and at once whatever is started later. */
    public void cancel() {
        Runnable action;
        synchronized (this) {
            cancelled = true;
            action = stop;
        }
        if (action != null) {
            action.run();
        }
    }

    /** Say how to stop what has just been started; null when it has ended. */
    void stopWith(@Nullable Runnable action) {
        boolean now;
        synchronized (this) {
            stop = action;
            now = cancelled;
        }
        if (now && action != null) {
            action.run();
        }
    }
}
