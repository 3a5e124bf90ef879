package org.chiptest.api.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.chiptest.api.golden.Mismatch.Element;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;
import org.chiptest.runtime.tensor.HostTensor;

/** Compare all elements of a tensor with what is expected, and take stock of those that are wrong. */
public final class Comparison {

    private static final int WORST = 8;

    private final HostTensor tensor;
    private final Tolerance tolerance;
    private final List<Element> worst = new ArrayList<>();
    private final List<Element> first = new ArrayList<>();
    private long differing;
    private long nonFinite;

    private Comparison(HostTensor tensor, Tolerance tolerance) {
        this.tensor = tensor;
        this.tolerance = tolerance;
    }

    /** Compare, and return what is wrong, or nothing. */
    public static Optional<Mismatch> compare(String name, HostTensor tensor, Expected expected, Tolerance tolerance) {
        Comparison comparison = new Comparison(tensor, tolerance);
        switch (expected) {
            case Expected.Reals reals -> comparison.compare(reals);
            case Expected.Integers integers -> comparison.compare(integers);
        }
        return comparison.differing == 0
                ? Optional.empty()
                : Optional.of(new Mismatch(name, tensor.dtype(), tensor.shape(), tolerance, tensor.elementCount(),
                        comparison.differing, comparison.nonFinite, comparison.worst, comparison.first,
                        Optional.empty()));
    }

    private void compare(Expected.Reals expected) {
        DataType dtype = tensor.dtype();
        for (long i = 0; i < tensor.elementCount(); i++) {
            double actual = tensor.get(i);
            double wanted = Expected.rounded(expected.values().applyAsDouble(i), dtype);
            if (!tolerance.accepts(actual, wanted)) {
                if (!Double.isFinite(actual) && Double.isFinite(wanted)) {
                    nonFinite++;
                }
                double off = Math.abs(actual - wanted);
                differ(new Element(i, text(actual, dtype), text(wanted, dtype), off, off / Math.abs(wanted),
                        Ulps.between(actual, wanted, dtype)));
            }
        }
    }

    /** Compare integers without a detour over doubles, which hold only 53 bits of them. */
    private void compare(Expected.Integers expected) {
        boolean unsigned = tensor.dtype() == DataType.UINT64;
        for (long i = 0; i < tensor.elementCount(); i++) {
            long actual = tensor.getLong(i);
            long wanted = expected.values().applyAsLong(i);
            if (actual != wanted) {
                double off = Math.abs(value(actual, unsigned) - value(wanted, unsigned));
                if (off > tolerance.allowed(value(wanted, unsigned)) || tolerance.equals(Tolerance.EXACT)) {
                    differ(new Element(i, text(actual, unsigned), text(wanted, unsigned), off,
                            off / Math.abs(value(wanted, unsigned)), OptionalLong.empty()));
                }
            }
        }
    }

    private void differ(Element element) {
        differing++;
        if (first.size() < Mismatch.MOST_LISTED) {
            first.add(element);
        }
        int position = worst.size();
        while (position > 0 && element.isWorseThan(worst.get(position - 1))) {
            position--;
        }
        if (position < WORST) {
            worst.add(position, element);
            if (worst.size() > WORST) {
                worst.removeLast();
            }
        }
    }

    private static double value(long bits, boolean unsigned) {
        return unsigned ? (bits >>> 1) * 2.0 + (bits & 1) : bits;
    }

    private static String text(long bits, boolean unsigned) {
        return unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
    }

    private static String text(double value, DataType dtype) {
        if (Elements.isFloating(dtype)) {
            return Float.toString((float) value);
        }
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
