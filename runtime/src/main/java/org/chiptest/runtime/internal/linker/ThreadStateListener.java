package org.chiptest.runtime.internal.linker;

import java.util.Set;

/** Hear that user code has left state of its thread changed, after it was put back. Called by any thread that runs user code. */
@FunctionalInterface
public interface ThreadStateListener {

    /** Take no notice. */
    ThreadStateListener NONE = (culprit, changed) -> {};

    /**
     * Take notice.
     *
     * @param culprit which user code it was, such as {@code kernel 7}
     * @param changed what was changed, at least one
     */
    void changed(String culprit, Set<ThreadState> changed);

    /** Take notice of the shim's bits, if there are any. */
    default void changed(String culprit, int bits) {
        if (bits != 0) {
            changed(culprit, ThreadState.ofBits(bits));
        }
    }
}
