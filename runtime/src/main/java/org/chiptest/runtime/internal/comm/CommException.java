package org.chiptest.runtime.internal.comm;

/** Report that the ranks of a group could not do something together. */
public class CommException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean causedByPeer;

    /** Create an exception that says what failed, and whether another rank failed before and this one was only released. */
    public CommException(String message, boolean causedByPeer) {
        super(message);
        this.causedByPeer = causedByPeer;
    }

    /** Tell whether another rank failed before, and this one was only released. */
    public boolean causedByPeer() {
        return causedByPeer;
    }
}
