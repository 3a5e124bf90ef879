package org.chiptest.diagnostics.internal.divergence;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.diagnostics.divergence.Rounding;
import org.chiptest.diagnostics.divergence.Rounding.Evidence;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;

/**
 * Find out whether one rounding explains all differences of a tensor, element by element; the finest one that does.
 *
 * <p>A few elements that are off by little may be anything. So the elements that are equal have a say too: a side that was rounded has no
 * value that the type cannot hold, and where only the size of the differences speaks for a coarser type, many elements must differ.
 */
final class RoundingSearch {

    /** So many differences that are all the same are no accident of rounding. */
    private static final int TOO_MANY_OF_A_KIND = 4;
    private static final int LEAST_SHARE = 8;

    private final DataType own;
    private final List<Candidate> candidates;

    /** A type to which values may have been rounded, and what of it still holds. */
    private record Candidate(DataType type, Set<Evidence> evidence) {

        void add(double actual, double expected) {
            evidence.removeIf(each -> switch (each) {
                case SUSPECT_IS_ROUNDED -> !isRounded(actual, expected, type);
                case TRUSTED_IS_ROUNDED -> !isRounded(expected, actual, type);
                case WITHIN_ONE_STEP -> !isWithinOneStep(actual, expected, type);
            });
        }

        void addEqual(double value) {
            if (evidence.size() > 1 && value != round(value, type)) {
                evidence.removeIf(each -> each != Evidence.WITHIN_ONE_STEP);
            }
        }

        Stream<Rounding> found() {
            return evidence.stream().map(each -> new Rounding(type, each));
        }
    }

    RoundingSearch(DataType type) {
        own = type;
        candidates = switch (type) {
            case FLOAT32 -> List.of(steps(DataType.FLOAT32), any(DataType.FLOAT16), any(DataType.BFLOAT16));
            case FLOAT16 -> List.of(steps(DataType.FLOAT16), any(DataType.BFLOAT16));
            case BFLOAT16 -> List.of(steps(DataType.BFLOAT16));
            case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64 -> List.of();
        };
    }

    private static Candidate steps(DataType type) {
        return new Candidate(type, EnumSet.of(Evidence.WITHIN_ONE_STEP));
    }

    private static Candidate any(DataType type) {
        return new Candidate(type, EnumSet.allOf(Evidence.class));
    }

    /** Take a pair of values that differ. */
    void add(double actual, double expected) {
        candidates.forEach(each -> each.add(actual, expected));
    }

    /** Take a value that both sides have. */
    void addEqual(double value) {
        candidates.forEach(each -> each.addEqual(value));
    }

    /**
     * Return what explains all pairs.
     *
     * @param compared  how many elements there were
     * @param differing how many of them differ
     * @param alike     whether all of those are off by the same
     */
    Optional<Rounding> found(long compared, long differing, boolean alike) {
        List<Rounding> all = candidates.stream().flatMap(Candidate::found).toList();
        boolean many = differing >= TOO_MANY_OF_A_KIND && differing * LEAST_SHARE >= compared;
        return differing == 0
                ? Optional.empty()
                : all.stream().filter(each -> each.type() == own).findFirst()
                        .or(() -> all.stream().filter(each -> each.evidence() != Evidence.WITHIN_ONE_STEP).findFirst())
                        .or(() -> all.stream().filter(_ -> many && !alike).findFirst());
    }

    private static boolean isRounded(double rounded, double value, DataType type) {
        return rounded == round(value, type) || rounded == cut(value, type);
    }

    private static double round(double value, DataType type) {
        MemorySegment element = MemorySegment.ofArray(new byte[Float.BYTES]);
        Elements.setDouble(element, type, 0, value);
        return Elements.getDouble(element, type, 0);
    }

    /** Dropping the lower half of a float is what is done where BFLOAT16 is converted by hand. */
    private static double cut(double value, DataType type) {
        return type == DataType.BFLOAT16
                ? Float.intBitsToFloat(Float.floatToRawIntBits((float) value) & 0xFFFF_0000)
                : round(value, type);
    }

    private static boolean isWithinOneStep(double one, double other, DataType type) {
        double magnitude = Math.max(Math.abs(one), Math.abs(other));
        return Math.abs(one - other) <= step(magnitude, type) && Double.isFinite(round(magnitude, type));
    }

    private static double step(double magnitude, DataType type) {
        int least = type == DataType.FLOAT16 ? -14 : Float.MIN_EXPONENT;
        int digits = switch (type) {
            case FLOAT16 -> 10;
            case BFLOAT16 -> 7;
            default -> 23;
        };
        return Math.scalb(1.0, Math.max(Math.getExponent(magnitude), least) - digits);
    }
}
