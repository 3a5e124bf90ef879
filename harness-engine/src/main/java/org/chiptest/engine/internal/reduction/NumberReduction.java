package org.chiptest.engine.internal.reduction;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Make numbers smaller as long as they have a property together: one after the other, each by halving what is between a number that has
 * it and one that has it not, until none becomes smaller any more. Where the property comes and goes there may be smaller ones.
 */
public final class NumberReduction {

    private final List<Range> ranges;
    private final Predicate<List<Integer>> has;
    private final BooleanSupplier goOn;
    private final Set<List<Integer>> without = new HashSet<>();
    private List<Integer> smallest;

    /**
     * What a number can be.
     *
     * @param value where it begins
     * @param least the least that it can be
     * @param step  what lies between two that it can be
     */
    public record Range(int value, int least, int step) {}

    private NumberReduction(List<Range> ranges, Predicate<List<Integer>> has, BooleanSupplier goOn) {
        this.ranges = List.copyOf(ranges);
        this.has = has;
        this.goOn = goOn;
        this.smallest = ranges.stream().map(Range::value).toList();
    }

    /**
     * Reduce numbers, the first one first.
     *
     * @param ranges their values have the property; it is not asked for them
     * @param has    tells whether other ones have it
     * @param goOn   tells whether there is another question; the smallest so far are the answer when there is not
     */
    public static List<Integer> of(List<Range> ranges, Predicate<List<Integer>> has, BooleanSupplier goOn) {
        return new NumberReduction(ranges, has, goOn).result();
    }

    private List<Integer> result() {
        List<Integer> before;
        do {
            before = smallest;
            for (int i = 0; i < ranges.size(); i++) {
                reduce(i);
            }
        } while (!smallest.equals(before));
        return smallest;
    }

    private void reduce(int index) {
        int least = ranges.get(index).least();
        int step = ranges.get(index).step();
        boolean bound = smallest.get(index) == least || without.contains(at(index, smallest.get(index) - step));
        if (bound || hasAt(index, least)) {
            return;
        }
        int none = least;
        while (smallest.get(index) - none > step && goOn.getAsBoolean()) {
            int middle = none + (smallest.get(index) - none) / step / 2 * step;
            if (!hasAt(index, middle)) {
                none = middle;
            }
        }
    }

    private boolean hasAt(int index, int value) {
        List<Integer> numbers = at(index, value);
        if (!goOn.getAsBoolean() || without.contains(numbers)) {
            return false;
        }
        if (!has.test(numbers)) {
            without.add(numbers);
            return false;
        }
        smallest = numbers;
        return true;
    }

    private List<Integer> at(int index, int value) {
        List<Integer> numbers = new ArrayList<>(smallest);
        numbers.set(index, value);
        return List.copyOf(numbers);
    }
}
