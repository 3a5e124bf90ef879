package org.chiptest.engine.internal.capture;

/** Report that what a run was asked to record is missing or damaged. */
public final class BrokenCaptureError extends AssertionError {

    private static final long serialVersionUID = 1L;

    BrokenCaptureError(String message) {
        super(message);
    }
}
