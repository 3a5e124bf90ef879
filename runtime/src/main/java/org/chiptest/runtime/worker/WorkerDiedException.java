package org.chiptest.runtime.worker;

/**
 * Report that the process of a worker has ended, or was killed because it did not answer. The worker is of no use any more;
 * its tensors can still be read until it is closed.
 */
public class WorkerDiedException extends WorkerException {

    private static final long serialVersionUID = 1L;

    private final transient WorkerDeath death;

    /** Create an exception for the operation during which the process died, or that was asked of it afterwards. */
    public WorkerDiedException(int code, String message, WorkerDeath death) {
        super(code, message);
        this.death = death;
    }

    /** Return what is known about the end of the process. */
    public WorkerDeath death() {
        return death;
    }
}
