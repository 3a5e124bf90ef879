package org.chiptest.runtime.internal.trb;

/** Task ids as orchestrations see them: the ring in the upper half, the number in that ring in the lower. */
final class TaskId {

    /** The id of no task. */
    static final long INVALID = -1;

    private TaskId() {}

    static long of(int ring, int local) {
        return (long) ring << Integer.SIZE | Integer.toUnsignedLong(local);
    }

    static int ring(long id) {
        return (int) (id >>> Integer.SIZE);
    }

    static int local(long id) {
        return (int) id;
    }

    /** Spell an id for messages. */
    static String text(long id) {
        return id == INVALID
                ? "no task"
                : "task " + Integer.toUnsignedString(local(id)) + " of ring "
                        + Integer.toUnsignedString(ring(id));
    }
}
