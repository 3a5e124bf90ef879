package org.chiptest.runtime.internal.bits;

/**
 * Name a task by its id as people meet it everywhere: {@code t7}, and {@code r1t4} if it is of another ring than the first one.
 *
 * <p>The upper half of an id is the ring, the lower one the number of the task in it.
 */
public final class TaskNumber {

    private TaskNumber() {}

    /** Return the name. */
    public static String of(long id) {
        long ring = id >>> Integer.SIZE;
        return (ring == 0 ? "" : "r" + ring) + "t" + Integer.toUnsignedString((int) id);
    }
}
