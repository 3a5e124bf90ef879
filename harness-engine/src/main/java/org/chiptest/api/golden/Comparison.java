package org.chiptest.api.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.chiptest.api.golden.GoldenComparator.Rejection;
import org.chiptest.api.golden.Mismatch.Element;
import org.chiptest.runtime.tensor.HostTensor;

/** Compare all elements of a tensor with what is expected, and take stock of those that are wrong. */
public final class Comparison {

    private static final int WORST = 8;

    private final GoldenValues values;
    private final List<Element> worst = new ArrayList<>();
    private final List<Element> first = new ArrayList<>();
    private final DifferenceHistogram histogram = new DifferenceHistogram();
    private final WrongElements wrong;
    private long differing;
    private long nonFinite;

    private Comparison(GoldenValues values) {
        this.values = values;
        this.wrong = new WrongElements(values.shape());
    }

    /** Compare, and return what is wrong, or nothing. */
    public static Optional<Mismatch> compare(String name, HostTensor tensor, Expected expected,
            GoldenComparator comparator) {
        return compare(name, new GoldenValues(tensor, expected), comparator, ValueSources.NONE);
    }

    /** Compare, and look around for what explains the difference. */
    static Optional<Mismatch> compare(String name, GoldenValues values, GoldenComparator comparator,
            ValueSources around) {
        return comparator.judge(values)
                .map(rejection -> new Comparison(values).takeStock(name, comparator, rejection, around));
    }

    private Mismatch takeStock(String name, GoldenComparator comparator, Rejection rejection, ValueSources around) {
        boolean whole = !rejection.reason().isEmpty();
        for (long i = 0; i < values.count(); i++) {
            if (rejection.wrong().test(i) && !(whole && values.isEqual(i, i))) {
                differ(i);
            }
        }
        List<String> hints = new Hints(values, comparator, wrong, around).found();
        return new Mismatch(name, values.dtype(), values.shape(), comparator, rejection.reason(), values.count(),
                differing, nonFinite, worst, first, histogram.counts(), wrong.firstBlock(), hints, Optional.empty());
    }

    private void differ(long index) {
        double actual = values.areIntegers() ? values.value(values.actualLong(index)) : values.actual(index);
        double wanted = values.expected(index);
        double off = Math.abs(actual - wanted);
        nonFinite += !values.areIntegers() && !Double.isFinite(actual) && Double.isFinite(wanted) ? 1 : 0;
        differing++;
        histogram.add(off);
        wrong.add(index);
        if (first.size() < Mismatch.MOST_LISTED) {
            first.add(element(index, actual, wanted, off));
        }
        if (worst.size() < WORST || Double.compare(off, worst.getLast().difference()) > 0) {
            keepWorst(element(index, actual, wanted, off));
        }
    }

    private Element element(long index, double actual, double wanted, double off) {
        return new Element(index, values.actualText(index), values.expectedText(index), off, off / Math.abs(wanted),
                Ulps.between(actual, wanted, values.dtype()));
    }

    private void keepWorst(Element element) {
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
}
