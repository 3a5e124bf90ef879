package org.chiptest.api.golden;

import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Find out whether elements are the expected ones at other places: transposed, or shifted by some elements. The whole tensor must be so,
 * not only its wrong elements.
 */
final class Displacement {

    private static final long FARTHEST = 4096;

    /** What is no element: nothing is known of what was shifted in. */
    private static final long OUTSIDE = -1;

    private final GoldenValues values;
    private final Tolerance tolerance;
    private final long[] sample;

    Displacement(GoldenValues values, Tolerance tolerance, long[] sample) {
        this.values = values;
        this.tolerance = tolerance;
        this.sample = sample;
    }

    Optional<String> found() {
        return transposed().or(this::shifted);
    }

    private Optional<String> transposed() {
        int dimensions = values.shape().size();
        if (dimensions < 2) {
            return Optional.empty();
        }
        long rows = values.shape().get(dimensions - 2);
        long columns = values.shape().get(dimensions - 1);
        LongUnaryOperator origin = index -> {
            long within = index % (rows * columns);
            return index - within + within % rows * columns + within / rows;
        };
        return rows > 1 && columns > 1 && holds(origin)
                ? Optional
                        .of("the tensor is transposed: each element is the one expected with row and column exchanged")
                : Optional.empty();
    }

    private Optional<String> shifted() {
        for (long distance = 1; distance <= Math.min(FARTHEST, values.count() / 2); distance++) {
            if (holds(shift(distance))) {
                return Optional.of("the tensor is shifted: each element is the one expected " + places(distance)
                        + " before");
            }
            if (holds(shift(-distance))) {
                return Optional.of("the tensor is shifted: each element is the one expected " + places(distance)
                        + " behind");
            }
        }
        return Optional.empty();
    }

    private LongUnaryOperator shift(long distance) {
        return index -> index - distance >= 0 && index - distance < values.count() ? index - distance : OUTSIDE;
    }

    private static String places(long distance) {
        return distance == 1 ? "1 place" : distance + " places";
    }

    private boolean holds(LongUnaryOperator origin) {
        int inside = 0;
        for (long index : sample) {
            inside += origin.applyAsLong(index) == OUTSIDE ? 0 : 1;
            if (!isFrom(origin, index)) {
                return false;
            }
        }
        return inside > 1 && isWhole(origin);
    }

    private boolean isWhole(LongUnaryOperator origin) {
        for (long index = 0; index < values.count(); index++) {
            if (!isFrom(origin, index)) {
                return false;
            }
        }
        return true;
    }

    private boolean isFrom(LongUnaryOperator origin, long index) {
        long from = origin.applyAsLong(index);
        return from == OUTSIDE || tolerance.accepts(values, index, from);
    }
}
