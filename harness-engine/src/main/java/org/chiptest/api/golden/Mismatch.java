package org.chiptest.api.golden;

import java.util.List;

import org.chiptest.runtime.args.DataType;

/**
 * Report in which elements a tensor is not as expected.
 *
 * @param name      the tensor's name
 * @param dtype     its data type
 * @param shape     its dimensions
 * @param tolerance what was accepted
 * @param compared  how many elements were compared
 * @param differing how many of them are not accepted
 * @param nonFinite how many of those are not finite although a finite value is expected
 * @param worst     the worst of them, worst first
 */
public record Mismatch(String name, DataType dtype, List<Integer> shape, Tolerance tolerance, long compared,
        long differing, long nonFinite, List<Element> worst) {

    /**
     * One element that is not as expected.
     *
     * @param index      its flat row-major index
     * @param actual     what it is, as text
     * @param expected   what it must be, as text
     * @param difference how far it is off; not finite if one of the values is not
     */
    public record Element(long index, String actual, String expected, double difference) {

        /** Order by badness: NaN worst of all, then the largest difference. */
        boolean isWorseThan(Element other) {
            return Double.compare(difference, other.difference) > 0;
        }
    }

    public Mismatch {
        shape = List.copyOf(shape);
        worst = List.copyOf(worst);
    }

    /** Tell everything in a few lines. */
    public String describe() {
        StringBuilder text = new StringBuilder(256).append(name).append(" (").append(dtype).append(shape).append("): ")
                .append(differing).append(" of ").append(compared).append(compared == 1 ? " element" : " elements")
                .append(differing == 1 ? " is" : " are").append(" not as expected, compared ").append(tolerance);
        if (nonFinite > 0) {
            text.append("; ").append(nonFinite).append(nonFinite == 1 ? " is" : " are").append(" not finite");
        }
        worst.forEach(element -> describe(element, text));
        if (differing > worst.size()) {
            text.append("\n  and ").append(differing - worst.size()).append(" more");
        }
        return text.toString();
    }

    private void describe(Element element, StringBuilder text) {
        text.append("\n  at ").append(position(element.index())).append(": actual ").append(element.actual())
                .append(", expected ").append(element.expected());
        if (Double.isFinite(element.difference())) {
            text.append(", off by ").append(element.difference());
        }
    }

    private String position(long index) {
        if (shape.size() < 2) {
            return "[" + index + "]";
        }
        StringBuilder text = new StringBuilder("]");
        long rest = index;
        for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
            text.insert(0, (dimension == 0 ? "[" : ", ") + rest % shape.get(dimension));
            rest /= shape.get(dimension);
        }
        return text.toString();
    }
}
