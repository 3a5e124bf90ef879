package org.chiptest.api.golden;

import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Decide whether the elements of a tensor are as expected. A {@link Tolerance} is one, {@link Comparators} has others, and a test may
 * bring its own:
 *
 * <pre>{@code
 * args.output("p", FLOAT32, 64).comparedBy(values -> {
 *     double sum = LongStream.range(0, values.count()).mapToDouble(values::actual).sum();
 *     return Math.abs(sum - 1) < 1e-3 ? Optional.empty() : Optional.of(Rejection.because("its sum is " + sum));
 * }).expect(...);
 * }</pre>
 *
 * <p>Its text is what a failure says about how it was compared.
 */
@FunctionalInterface
public interface GoldenComparator {

    /** Judge a tensor, and return why it is not as expected, or nothing. */
    Optional<Rejection> judge(GoldenValues values);

    /** Say how this compares, to be read behind "compared". */
    default String describe() {
        return getClass().isSynthetic() || getClass().isHidden() ? "by a function of the test" : toString();
    }

    /**
     * Report that a tensor is not as expected.
     *
     * @param reason what is wrong with it as a whole; empty if its elements say all
     * @param wrong  tells of the index of an element whether it is a wrong one
     */
    record Rejection(String reason, LongPredicate wrong) {

        /** Reject the tensor as a whole; as wrong ones are listed the elements that are not exactly as expected. */
        public static Rejection because(String reason) {
            return new Rejection(reason, index -> true);
        }
    }
}
