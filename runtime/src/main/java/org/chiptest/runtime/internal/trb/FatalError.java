package org.chiptest.runtime.internal.trb;

import java.io.Serial;

/** End an operation of an orchestration with an error code, and by that the run; without a stack trace, as it is no defect. */
final class FatalError extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    FatalError(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
