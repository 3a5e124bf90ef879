package org.chiptest.api.golden;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.DataType;

/**
 * Report in which elements a tensor is not as expected.
 *
 * @param name      the tensor's name
 * @param dtype     its data type
 * @param shape     its dimensions
 * @param comparator how it was compared
 * @param reason    what is wrong with it as a whole; empty if its elements say all
 * @param compared  how many elements were compared
 * @param differing how many of them are wrong
 * @param nonFinite how many of those are not finite although a finite value is expected
 * @param worst     the worst of them, worst first
 * @param first     the first of them, in the order of their indices; at most {@value #MOST_LISTED}
 * @param histogram how many of them are off by how much, in powers of ten, smallest differences first
 * @param block     the first block of rows and columns that are all wrong, if there are more than are listed
 * @param hints     what all of them have in common, as far as it was found
 * @param declared  where the tensor was declared, as file and line, if that is known
 */
public record Mismatch(String name, DataType dtype, List<Integer> shape, GoldenComparator comparator, String reason,
        long compared, long differing, long nonFinite, List<Element> worst, List<Element> first,
        Map<String, Long> histogram, Optional<String> block, List<String> hints, Optional<String> declared) {

    /** How many elements are listed. */
    static final int MOST_LISTED = 10_000;

    /**
     * One element that is not as expected.
     *
     * @param index      its flat row-major index
     * @param actual     what it is, as text
     * @param expected   what it must be, as text
     * @param difference how far it is off; not finite if one of the values is not
     * @param relative   that as a share of the expected value; not finite if there is none
     * @param ulps       how many values of the data type lie between the two, if it is one of finite floating-point numbers
     */
    public record Element(long index, String actual, String expected, double difference, double relative,
            OptionalLong ulps) {

        /** Order by badness: NaN worst of all, then the largest difference. */
        boolean isWorseThan(Element other) {
            return Double.compare(difference, other.difference) > 0;
        }
    }

    public Mismatch {
        shape = List.copyOf(shape);
        worst = List.copyOf(worst);
        first = List.copyOf(first);
        histogram = Collections.unmodifiableMap(new LinkedHashMap<>(histogram));
        hints = List.copyOf(hints);
    }

    /** Add where the tensor was declared. */
    Mismatch declaredAt(Optional<String> place) {
        return new Mismatch(name, dtype, shape, comparator, reason, compared, differing, nonFinite, worst, first,
                histogram, block, hints, place);
    }

    /** Tell everything in a few lines. */
    public String describe() {
        StringBuilder text = new StringBuilder(256).append(name).append(" (").append(dtype).append(shape).append("): ")
                .append(reason).append(reason.isEmpty() ? "" : "; ")
                .append(differing).append(" of ").append(compared).append(compared == 1 ? " element" : " elements")
                .append(differing == 1 ? " is" : " are").append(" not as expected, compared ")
                .append(comparator.describe());
        if (nonFinite > 0) {
            text.append("; ").append(nonFinite).append(nonFinite == 1 ? " is" : " are").append(" not finite");
        }
        hints.forEach(hint -> text.append("\n  hint: ").append(hint));
        worst.forEach(element -> describe(element, text));
        describeMore(text);
        declared.ifPresent(place -> text.append("\n  declared at ").append(place));
        return text.toString();
    }

    /** List the first wrong elements as comma-separated values, one on each line. */
    public String table() {
        StringBuilder text = new StringBuilder(4096).append("index,position,actual,expected,off by,relative,ulps\n");
        for (Element element : first) {
            text.append(element.index()).append(",\"").append(position(element.index())).append("\",")
                    .append(element.actual()).append(',').append(element.expected()).append(',')
                    .append(element.difference()).append(',').append(element.relative()).append(',')
                    .append(element.ulps().isPresent() ? String.valueOf(element.ulps().getAsLong()) : "").append('\n');
        }
        return text.toString();
    }

    private void describeMore(StringBuilder text) {
        if (differing > worst.size()) {
            text.append("\n  and ").append(differing - worst.size()).append(" more, the first at ")
                    .append(position(first.getFirst().index()));
            block.ifPresent(place -> text.append("\n  first wrong block: ").append(place));
            text.append("\n  off by: ").append(histogram.entrySet().stream()
                    .map(entry -> entry.getValue() + " by " + entry.getKey()).collect(Collectors.joining(", ")));
        }
    }

    private void describe(Element element, StringBuilder text) {
        text.append("\n  at ").append(position(element.index())).append(": actual ").append(element.actual())
                .append(", expected ").append(element.expected());
        if (Double.isFinite(element.difference())) {
            text.append(", off by ").append(element.difference());
        }
        if (Double.isFinite(element.relative())) {
            text.append(String.format(Locale.ROOT, " (relative %.2e)", element.relative()));
        }
        element.ulps().ifPresent(ulps -> text.append(", ").append(ulps).append(ulps == 1 ? " ulp" : " ulps"));
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
