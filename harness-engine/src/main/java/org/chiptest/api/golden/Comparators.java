package org.chiptest.api.golden;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

import org.chiptest.api.golden.GoldenComparator.Rejection;

/** Make comparators for outputs that need not be equal element by element, such as those of quantised kernels. */
public final class Comparators {

    private Comparators() {}

    /** Accept elements that are at most so many units in the last place off; for floating-point types. */
    public static GoldenComparator ulps(long most) {
        requireAtLeast(0, (double) most, "a number of ulps");
        return named("within " + most + (most == 1 ? " ulp" : " ulps"), values -> ofElements(values, index -> {
            OptionalLong off = Ulps.between(values.actual(index), values.expected(index), values.dtype());
            return values.isEqual(index, index) || off.isPresent() && off.getAsLong() <= most;
        }));
    }

    /** Accept a tensor whose difference from the expected one has a length (L2 norm) of at most this share of the expected one's. */
    public static GoldenComparator relativeL2(double most) {
        requireAtLeast(0, most, "a relative L2 error");
        return named("by its relative L2 error, at most " + most, values -> {
            double error = length(values, (actual, expected) -> actual - expected);
            double length = length(values, (actual, expected) -> expected);
            return accepted(error <= most * length,
                    "its relative L2 error is " + error / length + " (" + error + " of " + length + ")");
        });
    }

    /** Accept a tensor whose direction as a vector has at least this cosine with the expected one's. */
    public static GoldenComparator cosine(double least) {
        if (!(least >= -1 && least <= 1)) {
            throw new IllegalArgumentException("a cosine is from -1 to 1, found " + least);
        }
        return named("by the cosine of its direction, at least " + least, values -> {
            double product = LongStream.range(0, values.count())
                    .mapToDouble(index -> values.actual(index) * values.expected(index)).sum();
            double cosine = product / length(values, (actual, expected) -> actual)
                    / length(values, (actual, expected) -> expected);
            return accepted(cosine >= least, "its cosine is " + cosine);
        });
    }

    /**
     * Accept a tensor in each row of which, along the last dimension, the indices of the largest elements are those that are expected;
     * their order does not matter, and of equal elements the first ones count.
     *
     * @param k     how many of the largest elements
     * @param share how many of all these indices must be the expected ones, as a share of 1
     */
    public static GoldenComparator topK(int k, double share) {
        requireAtLeast(1, k, "a number of elements");
        requireAtLeast(0, share, "a share");
        return named("by the " + k + " largest of each row, of which " + share + " must agree", values -> {
            int row = values.shape().isEmpty() ? 1 : values.shape().getLast();
            long agreeing = LongStream.iterate(0, start -> start < values.count(), start -> start + row)
                    .map(start -> agreeing(values, start, row, k)).sum();
            long all = values.count() / Math.max(row, 1) * Math.min(k, row);
            return accepted(agreeing >= share * all,
                    "of the " + all + " largest elements of its rows " + agreeing + " are where they are expected");
        });
    }

    /** Give a comparator a text, to be read behind "compared". */
    public static GoldenComparator named(String text, GoldenComparator comparator) {
        return new GoldenComparator() {
            @Override
            public Optional<Rejection> judge(GoldenValues values) {
                return comparator.judge(values);
            }

            @Override
            public String describe() {
                return text;
            }

            @Override
            public String toString() {
                return text;
            }
        };
    }

    /** Judge each element on its own. */
    static Optional<Rejection> ofElements(GoldenValues values, LongPredicate accepted) {
        for (long i = 0; i < values.count(); i++) {
            if (!accepted.test(i)) {
                return Optional.of(new Rejection("", accepted.negate()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Rejection> accepted(boolean accepted, String reason) {
        return accepted ? Optional.empty() : Optional.of(Rejection.because(reason));
    }

    private static double length(GoldenValues values, DoubleBinaryOperator component) {
        double sum = 0;
        for (long i = 0; i < values.count(); i++) {
            double each = component.applyAsDouble(values.actual(i), values.expected(i));
            sum += each * each;
        }
        return Math.sqrt(sum);
    }

    private static long agreeing(GoldenValues values, long start, int row, int k) {
        Set<Integer> wanted = largest(row, k, index -> values.expected(start + index));
        wanted.retainAll(largest(row, k, index -> values.actual(start + index)));
        return wanted.size();
    }

    private static Set<Integer> largest(int row, int k, IntToDoubleFunction value) {
        Integer[] order = new Integer[row];
        Arrays.setAll(order, index -> index);
        Arrays.sort(order, Comparator.comparingDouble(index -> -ordered(value.applyAsDouble(index))));
        return new HashSet<>(Arrays.asList(order).subList(0, Math.min(k, row)));
    }

    /** What is no number is no large one. */
    private static double ordered(double value) {
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }

    private static void requireAtLeast(double least, double found, String what) {
        if (!(found >= least)) {
            throw new IllegalArgumentException(what + " is " + (long) least + " or more, found " + found);
        }
    }
}
