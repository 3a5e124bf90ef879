package org.chiptest.api.golden;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;

/** Count in units of the last place. */
final class Ulps {

    private Ulps() {}

    /**
     * Return how many steps from one value of a data type to the next lead from one value to another; nothing for integers and values
     * that are not finite.
     */
    static OptionalLong between(double one, double other, DataType dtype) {
        return Elements.isFloating(dtype) && Double.isFinite(one) && Double.isFinite(other)
                ? OptionalLong.of(Math.abs(rank(one, dtype) - rank(other, dtype)))
                : OptionalLong.empty();
    }

    /** Return the position of a value among those of its type; both zeros are at 0. */
    private static long rank(double value, DataType dtype) {
        MemorySegment element = MemorySegment.ofArray(new byte[dtype.size()]);
        Elements.setDouble(element, dtype, 0, Math.abs(value));
        long magnitude = Elements.getLong(element, dtype.size() == Short.BYTES ? DataType.UINT16 : DataType.UINT32, 0);
        return value < 0 ? -magnitude : magnitude;
    }
}
