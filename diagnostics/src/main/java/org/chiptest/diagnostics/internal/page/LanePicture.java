package org.chiptest.diagnostics.internal.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;

/**
 * A picture of the kernels on the cores that were used, as SVG. Kernels that would be narrower than a column are joined to what filled the column
 * most, so that its size does not grow with the run.
 */
final class LanePicture {

    private static final int COLUMNS = 500;
    private static final int LANE = 14;
    /** What is left for names of cores, in percent: the picture is as wide as the page, and its letters are always as large. */
    private static final int LABEL = 14;
    /** The same hues as those of the page. */
    private static final List<Integer> HUES = List.of(208, 28, 268, 160, 338, 48, 188, 300, 100, 8, 230, 75);

    private final RecordedRun run;
    private final StringBuilder picture = new StringBuilder();

    private LanePicture(RecordedRun run) {
        this.run = run;
    }

    static String of(RecordedRun run) {
        return new LanePicture(run).draw();
    }

    private String draw() {
        Map<Integer, List<Execution>> byCore = new TreeMap<>(
                run.executions().stream().collect(Collectors.groupingBy(Execution::core)));
        Map<Integer, String> kinds = run.cores().stream()
                .collect(Collectors.toMap(Core::number, each -> each.kind().name(), (first, second) -> first));
        picture.append(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"kernels by core\" width=\"100%%\" height=\"%d\" font-size=\"12\">\n",
                (byCore.size() + 1) * LANE + 4));
        int y = 0;
        for (Map.Entry<Integer, List<Execution>> lane : byCore.entrySet()) {
            picture.append(String.format(Locale.ROOT,
                    "<text x=\"0\" y=\"%d\">%s_%d</text><rect class=\"lane\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"/>\n",
                    y + LANE - 3, kinds.getOrDefault(lane.getKey(), "core"), lane.getKey(), place(0), y,
                    width(COLUMNS), LANE - 2));
            drawLane(lane.getValue(), y);
            y += LANE;
        }
        picture.append(String.format(Locale.ROOT,
                "<text x=\"%s\" y=\"%d\">0</text><text x=\"%s\" y=\"%d\" text-anchor=\"end\">%s</text>\n", place(0),
                y + LANE, place(COLUMNS), y + LANE, Escaped.html(Times.text(run.makespanNanos()))));
        return picture.append("</svg>\n").append(legend()).toString();
    }

    private void drawLane(List<Execution> executions, int y) {
        int[] filled = new int[COLUMNS];
        Arrays.fill(filled, -1);
        executions.stream().sorted(Comparator.comparingLong(each -> end(each) - each.startedNanos()))
                .forEach(each -> Arrays.fill(filled, column(each.startedNanos()),
                        Math.min(COLUMNS, Math.max(column(each.startedNanos()) + 1, column(end(each)))),
                        each.endedNanos() == RecordedRun.NOT_STAMPED ? Integer.MAX_VALUE : each.funcId()));
        for (int begin = 0; begin < COLUMNS; begin++) {
            int end = begin;
            while (end < COLUMNS && filled[end] == filled[begin]) {
                end++;
            }
            if (filled[begin] >= 0) {
                picture.append(String.format(Locale.ROOT,
                        "<rect x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\"/>\n", place(begin), y,
                        width(end - begin), LANE - 2, colour(filled[begin])));
            }
            begin = end - 1;
        }
    }

    private String legend() {
        return run.functions().stream()
                .map(function -> "<svg style=\"width:10px;height:10px\" viewBox=\"0 0 10 10\"><rect width=\"10\" height=\"10\" fill=\""
                        + colour(function.funcId()) + "\"/></svg> " + Escaped.html(function.name()))
                .collect(Collectors.joining(" &#160; ", "<p class=\"dim\">", "</p>\n"));
    }

    private String colour(int funcId) {
        if (funcId == Integer.MAX_VALUE) {
            return "#c0392b";
        }
        int place = run.functions().stream().map(Function::funcId).toList().indexOf(funcId);
        return "hsl(" + HUES.get(Math.floorMod(place, HUES.size())) + ",55%,60%)";
    }

    private long end(Execution execution) {
        return execution.endedNanos() == RecordedRun.NOT_STAMPED ? run.makespanNanos() : execution.endedNanos();
    }

    private static String place(int column) {
        return percent(LABEL + (100.0 - LABEL) * column / COLUMNS);
    }

    private static String width(int columns) {
        return percent((100.0 - LABEL) * columns / COLUMNS);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share);
    }

    private int column(long nanos) {
        return Math.clamp(nanos * COLUMNS / Math.max(1, run.makespanNanos()), 0, COLUMNS - 1);
    }
}
