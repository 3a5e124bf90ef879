package org.chiptest.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Draw how times grow with numbers: small charts with logarithmic axes, as SVG that is read on light and on dark pages. */
final class GrowthChart {

    private static final int COLUMNS = 3;
    private static final int PANEL_WIDTH = 350;
    private static final int PANEL_HEIGHT = 300;
    private static final int LEFT = 62;
    private static final int TOP = 34;
    private static final int PLOT_WIDTH = 258;
    private static final int PLOT_HEIGHT = 160;
    private static final int LEGEND = TOP + PLOT_HEIGHT + 52;
    private static final int HEADING = 36;

    /** Colours that also those can tell apart who see few. */
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7");
    private static final List<String> DASHES = List.of("none", "6 3", "2 3", "8 3 2 3");

    private static final String STYLE = """
            <style>
            text { font: 12px sans-serif; fill: #1f2328; }
            .title { font-weight: bold; font-size: 13px; }
            .number { font-size: 11px; }
            .paper { fill: #ffffff; }
            .grid { stroke: #d0d7de; stroke-width: 1; }
            .line { fill: none; stroke-width: 2; }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3; }
              .paper { fill: #0d1117; }
              .grid { stroke: #3d444d; }
            }
            </style>
            """;

    private GrowthChart() {}

    /**
     * A chart.
     *
     * @param title   what takes the time
     * @param numbers what there are more and more of
     */
    record Panel(String title, String numbers, List<Line> lines) {}

    /** What was measured for growing numbers. */
    record Line(String name, List<Point> points) {}

    /** The time of one, when there are so many. */
    record Point(int number, double nanos) {}

    static String draw(List<Panel> panels) {
        int columns = Math.min(COLUMNS, panels.size());
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        int width = columns * PANEL_WIDTH;
        int height = HEADING + rows * PANEL_HEIGHT;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\">%n",
                width, height));
        svg.append(STYLE);
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        text(svg, "title", 12, 22, "start",
                "Processor time of one, by how many there are: flat is linear, falling is better");
        for (int i = 0; i < panels.size(); i++) {
            svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d %d)\">%n", i % COLUMNS * PANEL_WIDTH,
                    HEADING + i / COLUMNS * PANEL_HEIGHT));
            new Axes(panels.get(i)).draw(svg);
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    /** Say a time in the unit in which it has few digits. */
    static String time(double nanos) {
        double[] units = {1, 1e3, 1e6, 1e9};
        int unit = nanos < 1e3 ? 0 : nanos < 1e6 ? 1 : nanos < 1e9 ? 2 : 3;
        double value = nanos / units[unit];
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%.0f", value).replace(".0", "")
                + List.of(" ns", " us", " ms", " s").get(unit);
    }

    private static void text(StringBuilder svg, String style, double x, double y, String anchor, String text) {
        svg.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                style, x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    /** Where the points of a panel lie: whole decades of times, numbers from the first to the last. */
    private record Axes(Panel panel, double left, double right, int bottom, int top) {

        Axes(Panel panel) {
            this(panel, log(panel, Point::number, false), log(panel, Point::number, true),
                    (int) Math.floor(log(panel, Point::nanos, false)),
                    (int) Math.floor(log(panel, Point::nanos, true)) + 1);
        }

        private static double log(Panel panel, ToDoubleFunction<Point> value, boolean greatest) {
            var all = panel.lines().stream().flatMap(line -> line.points().stream()).mapToDouble(value);
            return Math.log10((greatest ? all.max() : all.min()).orElseThrow());
        }

        void draw(StringBuilder svg) {
            text(svg, "title", LEFT, TOP - 14, "start", panel.title());
            for (double nanos : ticks()) {
                grid(svg, LEFT, y(nanos), LEFT + PLOT_WIDTH, y(nanos));
                text(svg, "number", LEFT - 6, y(nanos) + 4, "end", time(nanos));
            }
            panel.lines().stream().flatMap(line -> line.points().stream()).map(Point::number).distinct().sorted()
                    .forEach(number -> {
                        grid(svg, x(number), TOP, x(number), TOP + PLOT_HEIGHT);
                        text(svg, "number", x(number), TOP + PLOT_HEIGHT + 15, "middle",
                                String.format(Locale.ROOT, "%,d", number));
                    });
            text(svg, "number", LEFT + PLOT_WIDTH / 2.0, TOP + PLOT_HEIGHT + 31, "middle", panel.numbers());
            for (int i = 0; i < panel.lines().size(); i++) {
                line(svg, panel.lines().get(i), i);
            }
        }

        /** Between the ends of a single decade there are two more. */
        private double[] ticks() {
            return IntStream.rangeClosed(bottom, top)
                    .mapToObj(decade -> DoubleStream.of(1, 2, 5).limit(top - bottom > 1 || decade == top ? 1 : 3)
                            .map(digit -> digit * Math.pow(10, decade)))
                    .flatMapToDouble(stream -> stream).toArray();
        }

        private void line(StringBuilder svg, Line line, int index) {
            String colour = COLOURS.get(index % COLOURS.size());
            String stroke = String.format(Locale.ROOT, "class=\"line\" stroke=\"%s\" stroke-dasharray=\"%s\"", colour,
                    DASHES.get(index % DASHES.size()));
            svg.append("<polyline ").append(stroke).append(" points=\"");
            line.points().forEach(point -> svg
                    .append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.number()), y(point.nanos()))));
            svg.append("\"/>\n");
            for (Point point : line.points()) {
                svg.append(String.format(Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%,d: %s</title></circle>%n",
                        x(point.number()), y(point.nanos()), colour, point.number(), time(point.nanos())));
            }
            double y = LEGEND + 15.0 * index;
            svg.append(String.format(Locale.ROOT, "<path %s d=\"M%d %.1fh24\"/>%n", stroke, LEFT, y - 4));
            text(svg, "number", LEFT + 30, y, "start", line.name());
        }

        private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
            svg.append(String.format(Locale.ROOT,
                    "<path class=\"grid\" d=\"M%.1f %.1fL%.1f %.1f\"/>%n", x1, y1, x2, y2));
        }

        private double x(double number) {
            return LEFT + PLOT_WIDTH * (Math.log10(number) - left) / Math.max(1e-9, right - left);
        }

        private double y(double nanos) {
            return TOP + PLOT_HEIGHT * (1 - (Math.log10(nanos) - bottom) / (top - bottom));
        }
    }
}
