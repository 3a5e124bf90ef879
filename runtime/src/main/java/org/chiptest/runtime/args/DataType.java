package org.chiptest.runtime.args;

/**
 * Name the element type of a tensor.
 *
 * <p>The codes are part of the binary interface ({@code docs/contract/arguments.md#element-types}).
 */
public enum DataType {
    FLOAT32(0, 4),
    FLOAT16(1, 2),
    INT32(2, 4),
    INT16(3, 2),
    INT8(4, 1),
    UINT8(5, 1),
    BFLOAT16(6, 2),
    INT64(7, 8),
    UINT64(8, 8),
    UINT16(9, 2),
    UINT32(10, 4);

    private static final DataType[] BY_CODE = values();

    private final int code;
    private final int size;

    DataType(int code, int size) {
        this.code = code;
        this.size = size;
    }

    /** Return the code that stands for this type in binary layouts, 0 to 10. */
    public int code() {
        return code;
    }

    /** Return the size of one element in bytes. */
    public int size() {
        return size;
    }

    /**
     * Find the type of a code.
     *
     * @throws IllegalArgumentException if no type has this code
     */
    public static DataType ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "unknown data type code " + code + "; the known codes are 0 (FLOAT32) to "
                            + (BY_CODE.length - 1) + " (UINT32)");
        }
        return BY_CODE[code];
    }
}
