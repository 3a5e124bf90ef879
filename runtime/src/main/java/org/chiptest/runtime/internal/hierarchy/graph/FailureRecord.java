package org.chiptest.runtime.internal.hierarchy.graph;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a run: the first failure, which the run throws, and what came of it.
 *
 * <p>Guarded by the lock of the {@link TaskGraph}.
 */
final class FailureRecord {

    /** The most tasks that a message tells about one by one. */
    private static final int MAX_TOLD = 20;

    private final Throwable first;
    private final String where;
    private final List<String> told = new ArrayList<>();
    private int untold;

    FailureRecord(Throwable first, String where) {
        this.first = first;
        this.where = where;
    }

    Throwable first() {
        return first;
    }

    /** Note what else failed, or was skipped, and why. */
    void add(String what) {
        if (told.size() < MAX_TOLD) {
            told.add(what);
        } else {
            untold++;
        }
    }

    /**
     * Return the first failure as it was thrown, with everything else told by a suppressed exception.
     *
     * @param thrown what the body of the run threw, if anything
     */
    RuntimeException toThrow(@Nullable Throwable thrown) {
        first.addSuppressed(new Circumstances(describe()));
        if (thrown != null && !UserFailure.same(thrown, first)) {
            first.addSuppressed(thrown);
        }
        return UserFailure.unchecked(first);
    }

    private String describe() {
        StringBuilder text = new StringBuilder(where);
        told.forEach(what -> text.append("; ").append(what));
        if (untold > 0) {
            text.append("; and so on for ").append(untold).append(" more tasks");
        }
        return text.toString();
    }

    /** Tell which task failed and which were skipped for it. Its own stack would say nothing. */
    private static final class Circumstances extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Circumstances(String message) {
            super(message, null, false, false);
        }
    }
}
