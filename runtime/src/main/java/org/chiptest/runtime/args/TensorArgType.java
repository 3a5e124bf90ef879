package org.chiptest.runtime.args;

/**
 * Tags a tensor argument with what the task does to it.
 *
 * <p>The codes are part of the binary interface ({@code docs/contract/arguments.md#tags}). A tag is known only to the
 * host: it decides about dependencies between tasks of level 3 and is not part of any argument blob.
 */
public enum TensorArgType {
    INPUT(0),
    OUTPUT(1),
    INOUT(2),
    OUTPUT_EXISTING(3),
    NO_DEP(4);

    private static final TensorArgType[] BY_CODE = values();

    private final int code;

    TensorArgType(int code) {
        this.code = code;
    }

    /** Return the code that stands for this tag in binary layouts, 0 to 4. */
    public int code() {
        return code;
    }

    /**
     * Find the tag of a code.
     *
     * @throws IllegalArgumentException if no tag has this code
     */
    public static TensorArgType ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException("unknown tensor tag code " + code
                    + "; the known codes are 0 (INPUT) to " + (BY_CODE.length - 1) + " (NO_DEP)");
        }
        return BY_CODE[code];
    }
}
