package org.chiptest.runtime.internal.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

import org.chiptest.runtime.args.DataType;

/**
 * Read and write single elements of any data type.
 *
 * <p>Floating-point types convert through {@code double}; integers keep their value in {@code long} (64-bit unsigned ones
 * their bit pattern). Conversions to FLOAT16 and BFLOAT16 round to nearest even.
 */
public final class Elements {

    private Elements() {}

    /** Tell whether elements of this type are floating-point numbers. */
    public static boolean isFloating(DataType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT16, BFLOAT16 -> true;
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> false;
        };
    }

    /** Read one element as a double; 64-bit integers lose what a double cannot hold. */
    public static double getDouble(MemorySegment memory, DataType dtype, long index) {
        long at = index * dtype.size();
        return switch (dtype) {
            case FLOAT32 -> memory.get(JAVA_FLOAT_UNALIGNED, at);
            case FLOAT16 -> Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, at));
            case BFLOAT16 -> Float.intBitsToFloat(memory.get(JAVA_SHORT_UNALIGNED, at) << Short.SIZE);
            case UINT64 -> unsignedToDouble(memory.get(JAVA_LONG_UNALIGNED, at));
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64 -> (double) getLong(memory, dtype, index);
        };
    }

    /** Write one element from a double; integer types take its value truncated toward zero. */
    public static void setDouble(MemorySegment memory, DataType dtype, long index, double value) {
        long at = index * dtype.size();
        switch (dtype) {
            case FLOAT32 -> memory.set(JAVA_FLOAT_UNALIGNED, at, (float) value);
            case FLOAT16 -> memory.set(JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16((float) value));
            case BFLOAT16 -> memory.set(JAVA_SHORT_UNALIGNED, at, toBfloat16((float) value));
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 ->
                setLong(memory, dtype, index, (long) value);
        }
    }

    /** Read one integer element, sign- or zero-extended by its type; floating-point elements are truncated. */
    public static long getLong(MemorySegment memory, DataType dtype, long index) {
        long at = index * dtype.size();
        return switch (dtype) {
            case INT8 -> memory.get(JAVA_BYTE, at);
            case UINT8 -> Byte.toUnsignedLong(memory.get(JAVA_BYTE, at));
            case INT16 -> memory.get(JAVA_SHORT_UNALIGNED, at);
            case UINT16 -> Short.toUnsignedLong(memory.get(JAVA_SHORT_UNALIGNED, at));
            case INT32 -> memory.get(JAVA_INT_UNALIGNED, at);
            case UINT32 -> Integer.toUnsignedLong(memory.get(JAVA_INT_UNALIGNED, at));
            case INT64, UINT64 -> memory.get(JAVA_LONG_UNALIGNED, at);
            case FLOAT32, FLOAT16, BFLOAT16 -> (long) getDouble(memory, dtype, index);
        };
    }

    /** Write one integer element, keeping the low bits that its type has; floating-point types convert. */
    public static void setLong(MemorySegment memory, DataType dtype, long index, long value) {
        long at = index * dtype.size();
        switch (dtype) {
            case INT8, UINT8 -> memory.set(JAVA_BYTE, at, (byte) value);
            case INT16, UINT16 -> memory.set(JAVA_SHORT_UNALIGNED, at, (short) value);
            case INT32, UINT32 -> memory.set(JAVA_INT_UNALIGNED, at, (int) value);
            case INT64, UINT64 -> memory.set(JAVA_LONG_UNALIGNED, at, value);
            case FLOAT32, FLOAT16, BFLOAT16 -> setDouble(memory, dtype, index, (double) value);
        }
    }

    /** Convert to the upper half of a float, rounding to nearest even; every NaN stays a NaN. */
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> Short.SIZE | 0x40);
        }
        int roundToEven = 0x7FFF + (bits >>> Short.SIZE & 1);
        return (short) (bits + roundToEven >>> Short.SIZE);
    }

    private static double unsignedToDouble(long bits) {
        if (bits >= 0) {
            return (double) bits;
        }
        // Halve with the lost bit kept sticky, so that doubling rounds the way a direct conversion would.
        return (bits >>> 1 | bits & 1) * 2.0;
    }
}
