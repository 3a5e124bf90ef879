package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.TensorDifference;
import org.chiptest.diagnostics.divergence.TensorDifference.Moment;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;

/** Compare the elements of two tensors one after the other, and take stock of those that differ. */
final class TensorComparison {

    private final DataType type;
    private final Closeness closeness;
    private final RoundingSearch roundings;
    private long compared;
    private long unequal;
    private long differing;
    private long nonFinite;
    private long first;
    private String actualText = "";
    private String expectedText = "";
    private long worst;
    private double offBy = -1;
    private double constant;
    private boolean alike = true;

    TensorComparison(DataType type, Closeness closeness) {
        this.type = type;
        this.closeness = closeness;
        this.roundings = new RoundingSearch(type);
    }

    /** Compare the next elements of both. */
    void add(MemorySegment actual, MemorySegment expected) {
        for (long i = 0; i < actual.byteSize() / type.size(); i++, compared++) {
            if (bits(actual, i) != bits(expected, i)) {
                compare(actual, expected, i);
            } else if (Elements.isFloating(type)) {
                roundings.addEqual(Elements.getDouble(actual, type, i));
            }
        }
    }

    /** Compare all of two dumped tensors that have equally many bytes. */
    void add(Payloads actuals, DumpedTensor actual, Payloads expecteds, DumpedTensor expected) throws IOException {
        for (long from = 0; from < actual.bytes(); from += Payloads.PIECE) {
            add(actuals.read(actual, from), expecteds.read(expected, from));
        }
    }

    /** Tell whether there are differences, accepted or not. */
    boolean isEqual() {
        return unequal == 0;
    }

    /** Return what is not accepted; nothing if all is. */
    Optional<TensorDifference> difference(int argument, Moment moment, List<Long> shape) {
        if (differing == 0) {
            return Optional.empty();
        }
        boolean several = differing > 1 && alike && Double.isFinite(constant);
        return Optional.of(new TensorDifference(argument, moment, type, shape, compared, differing, nonFinite, first,
                actualText, expectedText, worst, offBy, several ? OptionalDouble.of(constant) : OptionalDouble.empty(),
                roundings.found(compared, differing, alike)));
    }

    private void compare(MemorySegment actuals, MemorySegment expecteds, long i) {
        unequal++;
        double actual = Elements.getDouble(actuals, type, i);
        double expected = Elements.getDouble(expecteds, type, i);
        if (closeness.accepts(actual, expected, type)) {
            return;
        }
        if (differing == 0) {
            first = compared;
            actualText = text(actuals, i);
            expectedText = text(expecteds, i);
            constant = actual - expected;
        }
        differing++;
        alike &= actual - expected == constant;
        nonFinite += !Double.isFinite(actual) && Double.isFinite(expected) ? 1 : 0;
        roundings.add(actual, expected);
        double off = Math.abs(actual - expected);
        if (Double.compare(off, offBy) > 0) {
            offBy = off;
            worst = compared;
        }
    }

    private long bits(MemorySegment elements, long i) {
        return switch (type.size()) {
            case 1 -> Elements.getLong(elements, DataType.INT8, i);
            case 2 -> Elements.getLong(elements, DataType.INT16, i);
            case 4 -> Elements.getLong(elements, DataType.INT32, i);
            default -> Elements.getLong(elements, DataType.INT64, i);
        };
    }

    private String text(MemorySegment elements, long i) {
        if (Elements.isFloating(type)) {
            return Float.toString((float) Elements.getDouble(elements, type, i));
        }
        long value = Elements.getLong(elements, type, i);
        return type == DataType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
    }
}
