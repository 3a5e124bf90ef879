package org.chiptest.runtime.internal.trb;

import java.io.Serial;

/** End an operation of an orchestration because the run has failed elsewhere, in a kernel or by its deadline. */
final class RunStoppedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    RunStoppedException() {
        super("the run has failed", null, false, false);
    }
}
