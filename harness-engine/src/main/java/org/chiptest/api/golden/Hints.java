package org.chiptest.api.golden;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

import org.chiptest.api.golden.ValueSources.Wanted;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;
import org.chiptest.runtime.tensor.HostTensor;

/**
 * Find what all wrong elements of a tensor have in common. What is said holds for every one of them: a guess is tried on a few
 * elements first, and on all of them if it holds there.
 */
final class Hints {

    private static final int SAMPLE = 64;
    private static final int MOST = 2;
    private static final long SMALL_ULPS = 4;
    private static final double EXACT_INTEGERS = 1L << 52;

    private final GoldenValues values;
    private final Tolerance tolerance;
    private final ValueSources around;
    private final long[] sample;

    Hints(GoldenValues values, GoldenComparator comparator, WrongElements wrong, ValueSources around) {
        this.values = values;
        this.tolerance = comparator instanceof Tolerance given ? given : Tolerance.of(values.dtype());
        this.around = around;
        this.sample = wrong.sample(SAMPLE);
    }

    /** Tell what was found, the most telling first. */
    List<String> found() {
        if (sample.length < 2) {
            return List.of();
        }
        Optional<String> blank = untouched().or(this::blank);
        if (blank.isPresent()) {
            return blank.stream().toList();
        }
        List<String> found = new ArrayList<>();
        otherTensor().or(this::otherExpected).ifPresent(found::add);
        rounding().or(this::swappedBytes).or(this::arithmetic).ifPresent(found::add);
        if (isVaried()) {
            new Displacement(values, tolerance, sample).found().ifPresent(found::add);
        }
        return found.subList(0, Math.min(MOST, found.size()));
    }

    private Optional<String> untouched() {
        return around.before().filter(before -> before.byteSize() == values.tensor().memory().byteSize())
                .flatMap(before -> claim("all wrong elements hold what they held before the run: nothing has written "
                        + "them", index -> sameBytes(before, index)));
    }

    private Optional<String> blank() {
        return claim("all wrong elements are 0", index -> values.actual(index) == 0)
                .or(() -> claim("NaN is expected of all wrong elements, and nothing is equal to NaN: it is the "
                        + "expected values that are at fault", index -> Double.isNaN(values.expected(index))))
                .or(() -> claim("all wrong elements are NaN", index -> Double.isNaN(values.actual(index))));
    }

    private Optional<String> otherTensor() {
        return isVaried()
                ? around.tensors().entrySet().stream().flatMap(each -> otherTensor(each).stream()).findFirst()
                : Optional.empty();
    }

    private Optional<String> otherTensor(Map.Entry<String, HostTensor> other) {
        HostTensor tensor = other.getValue();
        return tensor.dtype() == values.dtype() && tensor.elementCount() == values.count()
                ? claim("all wrong elements hold the values of " + other.getKey(),
                        index -> sameBytes(tensor.memory(), index))
                : Optional.empty();
    }

    private Optional<String> otherExpected() {
        return isVaried()
                ? around.expected().stream().flatMap(each -> otherExpected(each).stream()).findFirst()
                : Optional.empty();
    }

    private Optional<String> otherExpected(Wanted other) {
        return other.values().count() == values.count()
                ? claim("all wrong elements hold what is expected of output " + other.name(),
                        index -> tolerance.accepts(values.actual(index), other.values().expected(index)))
                : Optional.empty();
    }

    private Optional<String> rounding() {
        if (!Elements.isFloating(values.dtype())) {
            return Optional.empty();
        }
        return claim("all wrong elements are off by one ulp", index -> ulps(index) <= 1)
                .or(() -> coarser(DataType.BFLOAT16)).or(() -> coarser(DataType.FLOAT16))
                .or(() -> claim("all wrong elements are off by at most " + SMALL_ULPS + " ulps",
                        index -> ulps(index) <= SMALL_ULPS));
    }

    /** Tell whether the results went through a type of less precision. */
    private Optional<String> coarser(DataType coarse) {
        if (values.dtype() != DataType.FLOAT32) {
            return Optional.empty();
        }
        Optional<String> rounded = claim("all wrong elements are the expected ones rounded to " + coarse,
                index -> values.actual(index) == Expected.rounded(values.expected(index), coarse));
        Optional<String> cut = coarse == DataType.BFLOAT16
                ? claim("all wrong elements are the expected ones cut off to BFLOAT16",
                        index -> values.actual(index) == cutOff(values.expected(index)))
                : Optional.empty();
        return rounded.or(() -> cut).or(() -> areFractions() && isFiner(coarse)
                ? claim("all wrong elements have no more precision than " + coarse + ", the expected ones have",
                        index -> Expected.rounded(values.actual(index), coarse) == values.actual(index))
                : Optional.empty());
    }

    private Optional<String> arithmetic() {
        return claim("all wrong elements have the wrong sign", index -> isCloseTo(index, -values.expected(index)))
                .or(this::scaled).or(this::moved);
    }

    private Optional<String> scaled() {
        long largest = sample[0];
        for (long index : sample) {
            largest = Math.abs(values.expected(index)) > Math.abs(values.expected(largest)) ? index : largest;
        }
        double numerator = values.actual(largest);
        double denominator = values.expected(largest);
        return isVaried() && Double.isFinite(numerator / denominator) && numerator != 0
                ? claim("all wrong elements are the expected ones times " + Factor.text(numerator / denominator),
                        index -> isScaled(index, numerator, denominator))
                : Optional.empty();
    }

    private boolean isScaled(long index, double numerator, double denominator) {
        double expected = values.expected(index);
        double actual = values.actual(index);
        return Elements.isFloating(values.dtype())
                ? isCloseTo(index, expected * numerator / denominator)
                : Math.abs(actual * denominator) < EXACT_INTEGERS && actual * denominator == expected * numerator;
    }

    private Optional<String> moved() {
        double offset = values.actual(sample[0]) - values.expected(sample[0]);
        return isVaried() && Double.isFinite(offset)
                ? claim("all wrong elements are the expected ones " + (offset < 0 ? "minus " : "plus ")
                        + Factor.decimal(Math.abs(offset)), index -> isCloseTo(index, values.expected(index) + offset))
                : Optional.empty();
    }

    private Optional<String> swappedBytes() {
        return values.dtype().size() > 1
                ? claim("the bytes of all wrong elements are in the opposite order", this::isSwapped)
                : Optional.empty();
    }

    private boolean isSwapped(long index) {
        int size = values.dtype().size();
        byte[] swapped = new byte[size];
        for (int i = 0; i < size; i++) {
            swapped[i] = values.tensor().memory().get(ValueLayout.JAVA_BYTE,
                    index * size + size - 1 - i);
        }
        MemorySegment element = MemorySegment.ofArray(swapped);
        return values.areIntegers()
                ? Elements.getLong(element, values.dtype(), 0) == values.expectedLong(index)
                : Elements.getDouble(element, values.dtype(), 0) == values.expected(index);
    }

    /** Tell whether one value does not explain everything: neither all actual elements of the sample are equal, nor all expected ones. */
    private boolean isVaried() {
        boolean actual = false;
        boolean expected = false;
        for (long index : sample) {
            actual |= values.actual(index) != values.actual(sample[0]);
            expected |= values.expected(index) != values.expected(sample[0]);
        }
        return actual && expected;
    }

    /** Tell whether precision says something: small integers fit into any type. */
    private boolean areFractions() {
        return Arrays.stream(sample).filter(index -> values.actual(index) != Math.rint(values.actual(index)))
                .count() * 2 >= sample.length;
    }

    private boolean isFiner(DataType coarse) {
        for (long index : sample) {
            if (Expected.rounded(values.expected(index), coarse) != values.expected(index)) {
                return true;
            }
        }
        return false;
    }

    private boolean isCloseTo(long index, double value) {
        double wanted = Expected.rounded(value, values.dtype());
        OptionalLong ulps = Ulps.between(values.actual(index), wanted, values.dtype());
        return tolerance.accepts(values.actual(index), wanted) || ulps.isPresent() && ulps.getAsLong() <= 1;
    }

    private long ulps(long index) {
        return Ulps.between(values.actual(index), values.expected(index), values.dtype()).orElse(Long.MAX_VALUE);
    }

    private boolean sameBytes(MemorySegment other, long index) {
        int size = values.dtype().size();
        return MemorySegment.mismatch(other, index * size, (index + 1) * size, values.tensor().memory(), index * size,
                (index + 1) * size) < 0;
    }

    private static double cutOff(double value) {
        return Float.intBitsToFloat(Float.floatToRawIntBits((float) value) & 0xFFFF0000);
    }

    /** Say something if it holds for each wrong element. */
    private Optional<String> claim(String text, LongPredicate holds) {
        for (long index : sample) {
            if (!holds.test(index)) {
                return Optional.empty();
            }
        }
        for (long index = 0; index < values.count(); index++) {
            if (!holds.test(index) && !tolerance.accepts(values, index, index)) {
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }
}
