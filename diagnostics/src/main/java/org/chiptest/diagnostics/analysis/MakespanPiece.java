package org.chiptest.diagnostics.analysis;

/**
 * A piece of the time that a run took: its last task, what that waited for, and so on back to the beginning.
 *
 * @param reason     what the time was spent on; {@link WaitReason#DATA} never, as the producer's pieces stand for it
 * @param task       index of the task that ran or that waited; -1 for what comes after the last one
 * @param beginNanos its beginning
 * @param endNanos   its end
 */
public record MakespanPiece(WaitReason reason, int task, long beginNanos, long endNanos) {

    /** Return how long it is. */
    public long nanos() {
        return endNanos - beginNanos;
    }
}
