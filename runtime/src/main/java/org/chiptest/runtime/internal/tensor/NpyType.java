package org.chiptest.runtime.internal.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.DataType;
import org.jspecify.annotations.Nullable;

/**
 * The element types of NumPy that are numbers here, by what headers call them behind the byte order.
 *
 * <p>NumPy has no BFLOAT16; {@code ml_dtypes} keeps it as two bytes without a meaning, {@code <V2}, and so do we.
 */
public enum NpyType {
    FLOAT64("f8", 8, null),
    FLOAT32("f4", 4, DataType.FLOAT32),
    FLOAT16("f2", 2, DataType.FLOAT16),
    BFLOAT16("V2", 2, DataType.BFLOAT16),
    INT64("i8", 8, DataType.INT64),
    INT32("i4", 4, DataType.INT32),
    INT16("i2", 2, DataType.INT16),
    INT8("i1", 1, DataType.INT8),
    UINT64("u8", 8, DataType.UINT64),
    UINT32("u4", 4, DataType.UINT32),
    UINT16("u2", 2, DataType.UINT16),
    UINT8("u1", 1, DataType.UINT8),
    BOOL("b1", 1, DataType.UINT8);

    private final String code;
    private final int size;
    private final @Nullable DataType dtype;

    NpyType(String code, int size, @Nullable DataType dtype) {
        this.code = code;
        this.size = size;
        this.dtype = dtype;
    }

    /** Find the type of a data type. */
    public static NpyType of(DataType dtype) {
        return Arrays.stream(values()).filter(type -> type.dtype == dtype).findFirst().orElseThrow();
    }

    /** Find the type of a description without its byte order. */
    static Optional<NpyType> ofCode(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    /** List what can be read, for messages. */
    static String known() {
        return Arrays.stream(values()).map(type -> type.code + " (" + type.title() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Return the data type of tensors whose elements have these bytes; none for FLOAT64. */
    public Optional<DataType> dtype() {
        return Optional.ofNullable(dtype);
    }

    /** Return the size of an element in bytes. */
    public int size() {
        return size;
    }

    /** Return what NumPy calls it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Return what a header calls it, with the byte order of this machine's kind, little-endian. */
    String description() {
        return (size == 1 ? "|" : "<") + code;
    }
}
