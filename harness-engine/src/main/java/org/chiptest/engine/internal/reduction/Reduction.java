package org.chiptest.engine.internal.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Take away from a list whatever it can do without and still have a property, in pieces that are halved again and again (delta
 * debugging). Nothing of what is left can be taken away alone, unless the search was ended before.
 */
public final class Reduction {

    private Reduction() {}

    /**
     * Reduce a list, in its order.
     *
     * @param all  has the property; it is not asked
     * @param has  tells whether a shorter list has it
     * @param goOn tells whether there is another question; the shortest list so far is the answer when there is not
     */
    public static <T> List<T> of(List<T> all, Predicate<List<T>> has, BooleanSupplier goOn) {
        List<T> left = List.copyOf(all);
        for (int size = Math.max(1, left.size() / 2);; size = Math.max(1, size / 2)) {
            List<T> shorter = without(left, size, has, goOn);
            boolean done = size == 1 && shorter.size() == left.size();
            left = shorter;
            if (done || left.isEmpty() || !goOn.getAsBoolean()) {
                return left;
            }
        }
    }

    /** Take away each piece of a size that is not needed, the last one first: what comes late hides what it needs. */
    private static <T> List<T> without(List<T> all, int size, Predicate<List<T>> has, BooleanSupplier goOn) {
        List<T> left = all;
        for (int end = left.size(); end > 0 && goOn.getAsBoolean(); end -= size) {
            List<T> shorter = new ArrayList<>(left);
            shorter.subList(Math.max(0, end - size), end).clear();
            if (has.test(List.copyOf(shorter))) {
                left = List.copyOf(shorter);
            }
        }
        return left;
    }
}
