package org.chiptest.diagnostics.divergence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import org.chiptest.runtime.args.DataType;

/**
 * Count in which elements one argument of a task differs between two sides.
 *
 * @param argument     index of the argument in the suspect's task
 * @param moment       which of its dumps
 * @param type         type of its elements
 * @param shape        its dimensions
 * @param compared     how many elements were compared
 * @param differing    how many of them are not accepted
 * @param nonFinite    how many of those are not finite although a finite value is expected
 * @param first        flat row-major index of the first of them
 * @param actual       what the suspect side has there
 * @param expected     what the trusted side has there
 * @param worst        flat index of the one that is furthest off
 * @param offBy        how far that is; not finite if one of the values is not
 * @param constant     by how much all of them are off, if it is the same for all, and there are several
 * @param rounding     a rounding that explains all of them, if one does
 */
public record TensorDifference(int argument, Moment moment, DataType type, List<Long> shape, long compared,
        long differing, long nonFinite, long first, String actual, String expected, long worst, double offBy,
        OptionalDouble constant, Optional<Rounding> rounding) {

    /** Say when a tensor was looked at. */
    public enum Moment {

        /** When the task was ready. */
        BEFORE,

        /** When it had completed. */
        AFTER
    }

    /** Copy the list. */
    public TensorDifference {
        shape = List.copyOf(shape);
    }

    /** Tell what differs, in one line or two. */
    public String describe() {
        StringBuilder text = new StringBuilder("argument ").append(argument).append(" (").append(type).append(shape)
                .append(moment == Moment.BEFORE ? ", before it" : ", after it").append("): ").append(differing)
                .append(" of ").append(compared).append(compared == 1 ? " element" : " elements")
                .append(differing == 1 ? " differs" : " differ").append(", the first at ").append(position(first))
                .append(": actual ").append(actual).append(", expected ").append(expected);
        if (constant.isPresent()) {
            text.append("; all are off by ").append(constant.getAsDouble());
        } else if (differing > 1 && Double.isFinite(offBy)) {
            text.append("; most at ").append(position(worst)).append(", by ").append(offBy);
        }
        if (nonFinite > 0) {
            text.append("; ").append(nonFinite).append(nonFinite == 1 ? " is" : " are").append(" not finite");
        }
        rounding.ifPresent(found -> text.append("\n").append(found.describe()));
        return text.toString();
    }

    /** Return an index in all dimensions, such as {@code [3, 17]}. */
    public String position(long flat) {
        return position(flat, shape);
    }

    static String position(long flat, List<Long> shape) {
        if (shape.size() < 2) {
            return "[" + flat + "]";
        }
        StringBuilder text = new StringBuilder("]");
        long rest = flat;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
            long size = Math.max(1, shape.get(dimension));
            text.insert(0, (dimension == 0 ? "[" : ", ") + rest % size);
            rest /= size;
        }
        return text.toString();
    }
}
