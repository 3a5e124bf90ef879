package org.chiptest.runtime.internal.bits;

/**
 * Convert scalar arguments to and from the 64 bits in which they travel.
 *
 * <p>The value is copied bit by bit into the low bytes and the upper bytes are 0, whatever its sign ({@code docs/contract/arguments.md#scalars}):
 * the {@code int} -1 travels as {@code 0x00000000FFFFFFFF}.
 */
public final class ScalarBits {

    private ScalarBits() {}

    public static long of(boolean value) {
        return value ? 1 : 0;
    }

    public static long of(byte value) {
        return Byte.toUnsignedLong(value);
    }

    public static long of(short value) {
        return Short.toUnsignedLong(value);
    }

    public static long of(int value) {
        return Integer.toUnsignedLong(value);
    }

    public static long of(long value) {
        return value;
    }

    public static long of(float value) {
        return Integer.toUnsignedLong(Float.floatToRawIntBits(value));
    }

    public static long of(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /** Read the low four bytes as an {@code int}. */
    public static int toInt(long bits) {
        return (int) bits;
    }

    /** Read the low four bytes as a {@code float}. */
    public static float toFloat(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    /** Read all eight bytes as a {@code double}. */
    public static double toDouble(long bits) {
        return Double.longBitsToDouble(bits);
    }
}
