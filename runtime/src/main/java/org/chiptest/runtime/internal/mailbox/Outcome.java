package org.chiptest.runtime.internal.mailbox;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a request ended in the child.
 *
 * @param kind   what kind of end
 * @param code   0 after success, the code of the C interface otherwise
 * @param text   what went wrong, complete; empty after success
 * @param result result of a control command
 */
public record Outcome(Kind kind, int code, String text, long result) {

    /** What kind of end a request came to. */
    public enum Kind {
        /** It was done. */
        DONE(0),
        /** The device refused or failed it: the text is the device's own. */
        DEVICE_FAILURE(1),
        /** Anything else went wrong in the child: the text names the child and the type of the failure. */
        CHILD_FAILURE(2),
        /** Something wrote to the shared memory that must not: the child cannot be trusted any more. */
        DAMAGED(3),
        /** The child's own code cannot go on, such as without a class: every later request may fail for that. */
        BROKEN(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Optional<Kind> ofCode(int code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    public static Outcome done(long result) {
        return new Outcome(Kind.DONE, 0, "", result);
    }
}
