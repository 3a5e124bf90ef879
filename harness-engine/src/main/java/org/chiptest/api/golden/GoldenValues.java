package org.chiptest.api.golden;

import java.util.List;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;
import org.chiptest.runtime.tensor.HostTensor;

/** The elements of a tensor beside those that are expected, by their flat row-major index. */
public final class GoldenValues {

    private final HostTensor tensor;
    private final Expected expected;

    GoldenValues(HostTensor tensor, Expected expected) {
        this.tensor = tensor;
        this.expected = expected;
    }

    /** Return the data type. */
    public DataType dtype() {
        return tensor.dtype();
    }

    /** Return the dimensions, outermost first. */
    public List<Integer> shape() {
        return tensor.shape();
    }

    /** Return the number of elements. */
    public long count() {
        return tensor.elementCount();
    }

    /** Return an element as it is. */
    public double actual(long index) {
        return tensor.get(index);
    }

    /** Return an element as it is expected, rounded to what the data type can hold. */
    public double expected(long index) {
        return switch (expected) {
            case Expected.Reals(var values) -> Expected.rounded(values.applyAsDouble(index), dtype());
            case Expected.Integers(var values) -> value(values.applyAsLong(index));
        };
    }

    /** Return an integer element exactly, a 64-bit unsigned one by its bits. */
    public long actualLong(long index) {
        return tensor.getLong(index);
    }

    /** Return an integer element exactly as it is expected, a 64-bit unsigned one by its bits. */
    public long expectedLong(long index) {
        return switch (expected) {
            case Expected.Reals(var values) -> (long) values.applyAsDouble(index);
            case Expected.Integers(var values) -> values.applyAsLong(index);
        };
    }

    /** Tell whether integers are expected, which are compared without a detour over doubles. */
    public boolean areIntegers() {
        return expected instanceof Expected.Integers;
    }

    HostTensor tensor() {
        return tensor;
    }

    /** Tell whether an element is equal to an expected one, which may be that of another place; NaN never is. */
    boolean isEqual(long index, long expectedIndex) {
        return areIntegers() && !Elements.isFloating(dtype())
                ? actualLong(index) == expectedLong(expectedIndex)
                : actual(index) == expected(expectedIndex);
    }

    /** Return the value of a 64-bit element. */
    double value(long bits) {
        return dtype() == DataType.UINT64 ? (bits >>> 1) * 2.0 + (bits & 1) : bits;
    }

    String actualText(long index) {
        return areIntegers() ? text(actualLong(index)) : text(actual(index));
    }

    String expectedText(long index) {
        return areIntegers() ? text(expectedLong(index)) : text(expected(index));
    }

    private String text(long bits) {
        return dtype() == DataType.UINT64 ? Long.toUnsignedString(bits) : Long.toString(bits);
    }

    private String text(double value) {
        if (Elements.isFloating(dtype())) {
            return Float.toString((float) value);
        }
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
