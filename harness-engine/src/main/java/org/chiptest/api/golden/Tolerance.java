package org.chiptest.api.golden;

import java.util.Optional;

import org.chiptest.runtime.args.DataType;

/**
 * Say how far an element may be from its expected value: by {@code absolute + relative * |expected|}.
 *
 * @param relative share of the expected value, 0 or more
 * @param absolute constant part, 0 or more
 */
public record Tolerance(double relative, double absolute) implements GoldenComparator {

    /** Accept equal values only. */
    public static final Tolerance EXACT = new Tolerance(0, 0);

    public Tolerance {
        if (!(relative >= 0) || !(absolute >= 0)) {
            throw new IllegalArgumentException("a tolerance is 0 or more, found rtol " + relative + " and atol "
                    + absolute);
        }
    }

    /**
     * Return what is usual for a data type: nothing for integers; for floating-point types a few units in the last place
     * of a value near 1.
     */
    public static Tolerance of(DataType dtype) {
        return switch (dtype) {
            case FLOAT32 -> new Tolerance(1e-5, 1e-5);
            case FLOAT16 -> new Tolerance(1e-3, 1e-3);
            case BFLOAT16 -> new Tolerance(1e-2, 1e-2);
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> EXACT;
        };
    }

    /** Tell whether a value is close enough; NaN never is, and an infinity only to itself. */
    public boolean accepts(double actual, double expected) {
        return actual == expected || Math.abs(actual - expected) <= allowed(expected);
    }

    /** Judge each element on its own. */
    @Override
    public Optional<Rejection> judge(GoldenValues values) {
        return Comparators.ofElements(values, index -> accepts(values, index, index));
    }

    /** Tell whether an element is close enough to an expected one, which may be that of another place. */
    boolean accepts(GoldenValues values, long index, long expectedIndex) {
        return values.areIntegers()
                ? acceptsLong(values, values.actualLong(index), values.expectedLong(expectedIndex))
                : accepts(values.actual(index), values.expected(expectedIndex));
    }

    /** Compare integers without a detour over doubles, which hold only 53 bits of them. */
    private boolean acceptsLong(GoldenValues values, long actual, long expected) {
        return actual == expected || !this.equals(EXACT)
                && Math.abs(values.value(actual) - values.value(expected)) <= allowed(values.value(expected));
    }

    double allowed(double expected) {
        double allowed = absolute + relative * Math.abs(expected);
        return Double.isFinite(allowed) ? allowed : 0;
    }

    @Override
    public String toString() {
        return this.equals(EXACT) ? "exactly" : "within " + absolute + " + " + relative + " * |expected|";
    }
}
