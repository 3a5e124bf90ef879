package org.chiptest.runtime.internal.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Where a part of a launch lies until the thread that it is meant for takes it, or the launching one takes it back.
 *
 * <p>As soon as it is empty the next launch may fill it. So a part is read before it is taken, and what was read is of one part if the
 * cookie is still the same: nothing is written again before somebody has taken it, and each cookie comes once.
 */
final class PartSlot {

    private static final long NONE = 0;
    private static final VarHandle COOKIE;

    static {
        try {
            COOKIE = MethodHandles.lookup().findVarHandle(PartSlot.class, "cookie", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Task task;
    private int block;
    private int core;

    /** Publishes the other three. */
    private volatile long cookie;

    /** Where a part runs; belongs to the thread that takes parts into it. */
    static final class Place {

        int block;
        int core;
        long cookie;
    }

    /**
     * Put a part into this slot, which is empty.
     *
     * @param newCookie not zero, and of no other part that lay here
     */
    void put(Task newTask, int newBlock, int newCore, long newCookie) {
        task = newTask;
        block = newBlock;
        core = newCore;
        COOKIE.setRelease(this, newCookie);
    }

    /**
     * Take the part, if there is one that nobody else takes; for any thread.
     *
     * @param place gets the part's place; means nothing if null is returned
     * @return the task
     */
    @Nullable
    Task take(Place place) {
        long found = cookie;
        if (found == NONE) {
            return null;
        }
        Task taken = task;
        place.block = block;
        place.core = core;
        place.cookie = found;
        return COOKIE.compareAndSet(this, found, NONE) ? taken : null;
    }
}
