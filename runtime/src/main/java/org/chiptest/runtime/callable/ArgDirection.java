package org.chiptest.runtime.callable;

/**
 * Say what a kernel or an orchestration does to one of its arguments.
 *
 * <p>The codes are part of the binary interface ({@code docs/contract/callables.md#limits-and-ids}).
 */
public enum ArgDirection {
    SCALAR(0),
    IN(1),
    OUT(2),
    INOUT(3);

    private static final ArgDirection[] BY_CODE = values();

    private final int code;

    ArgDirection(int code) {
        this.code = code;
    }

    /** Return the code that stands for this direction in an image, 0 to 3. */
    public int code() {
        return code;
    }

    /**
     * Find the direction of a code.
     *
     * @throws IllegalArgumentException if no direction has this code
     */
    public static ArgDirection ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("unknown argument direction code " + code
                    + "; the known codes are 0 (SCALAR), 1 (IN), 2 (OUT) and 3 (INOUT)");
        }
        return BY_CODE[code];
    }
}
