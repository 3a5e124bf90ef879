package org.chiptest.engine.internal.comparison;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

import org.chiptest.api.golden.Tolerance;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;

/**
 * In how many elements an output of one side differs from that of the other.
 *
 * @param elements  how many there are
 * @param differing how many of them have other bits
 * @param far       how many are farther from each other than is tolerated
 * @param first     index of the first of those, else of the first that differs
 * @param text      what is there on both sides
 */
record TensorCensus(long elements, long differing, long far, long first, String text) {

    /**
     * Compare all elements.
     *
     * @param own   bytes of this side's output
     * @param other bytes of the other side's
     */
    static TensorCensus of(byte[] own, byte[] other, DataType dtype, Tolerance tolerance) {
        MemorySegment here = MemorySegment.ofArray(own);
        MemorySegment there = MemorySegment.ofArray(other);
        long elements = own.length / dtype.size();
        long differing = 0;
        long far = 0;
        long first = -1;
        for (long i = 0; i < elements; i++) {
            if (sameBits(here, there, dtype, i)) {
                continue;
            }
            boolean isFar = !isNear(here, there, dtype, i, tolerance);
            if (differing == 0 || isFar && far == 0) {
                first = i;
            }
            differing++;
            far += isFar ? 1 : 0;
        }
        return new TensorCensus(elements, differing, far, first,
                first < 0 ? "" : text(here, dtype, first) + " here, " + text(there, dtype, first) + " there");
    }

    /** Say it in a line. */
    String describe(List<Integer> shape, boolean exact) {
        return (exact ? differing : far) + " of " + elements + (elements == 1 ? " element" : " elements")
                + (exact ? " have other bits" : " are not as near as is tolerated") + ", the first at "
                + position(first, shape) + ": " + text;
    }

    private static boolean sameBits(MemorySegment here, MemorySegment there, DataType dtype, long index) {
        long at = index * dtype.size();
        return MemorySegment.mismatch(here, at, at + dtype.size(), there, at, at + dtype.size()) < 0;
    }

    private static boolean isNear(MemorySegment here, MemorySegment there, DataType dtype, long index,
            Tolerance tolerance) {
        if (!Elements.isFloating(dtype) && tolerance.equals(Tolerance.EXACT)) {
            return false;
        }
        double own = Elements.getDouble(here, dtype, index);
        double other = Elements.getDouble(there, dtype, index);
        return tolerance.accepts(own, other) || Double.isNaN(own) && Double.isNaN(other);
    }

    private static String text(MemorySegment memory, DataType dtype, long index) {
        return Elements.isFloating(dtype)
                ? Float.toString((float) Elements.getDouble(memory, dtype, index))
                : dtype == DataType.UINT64
                        ? Long.toUnsignedString(Elements.getLong(memory, dtype, index))
                        : String.format(Locale.ROOT, "%d", Elements.getLong(memory, dtype, index));
    }

    private static String position(long index, List<Integer> shape) {
        StringBuilder text = new StringBuilder("]");
        long rest = index;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
            text.insert(0, (dimension == 0 ? "" : ", ") + rest % Math.max(shape.get(dimension), 1));
            rest /= Math.max(shape.get(dimension), 1);
        }
        return text.insert(0, "[").toString();
    }
}
