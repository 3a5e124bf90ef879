package org.chiptest.engine.internal.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Show everything that did not pass on one page, in Markdown: verdict, test, device, attempts, cause, files and the command that runs it
 * again. Causes that are alike stand together.
 */
final class FinalTable {

    private static final int LONGEST_REASON = 300;

    private final List<Row> rows;

    /**
     * One test.
     *
     * @param trail null if nothing leads back to it, as it never ran
     */
    record Row(String name, TestOutcome outcome, @Nullable Trail trail) {}

    private record Placed(Row row, int firstAlike) {}

    /** Show tests, in this order where their causes differ. */
    FinalTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Return the table; a sentence if there is nothing to show. */
    String toMarkdown() {
        if (rows.isEmpty()) {
            return "Everything passed.\n";
        }
        StringBuilder text = new StringBuilder("| Verdict | Test | Device | Attempts | Cause | Files |\n")
                .append("| --- | --- | --- | --- | --- | --- |\n");
        List<Row> ordered = alikeTogether();
        for (Row row : ordered) {
            Trail trail = row.trail();
            text.append("| ").append(row.outcome().status().title()).append(" | ").append(cell(row.name()))
                    .append(" | ")
                    .append(devices(row.outcome())).append(" | ").append(trail == null ? "" : trail.attempts())
                    .append(" | ").append(cell(shortened(row.outcome().reason()))).append(" | ")
                    .append(trail == null ? "" : trail.files().map(file -> cell(file.toString())).orElse(""))
                    .append(" |\n");
        }
        List<String> commands = ordered.stream().map(Row::trail).filter(Objects::nonNull).map(Trail::command)
                .distinct().toList();
        if (!commands.isEmpty()) {
            text.append("\nTo run them again:\n\n");
            commands.forEach(command -> text.append("    ").append(command).append('\n'));
        }
        return text.toString();
    }

    /** Order by verdict and then by the first test with the same cause. */
    private List<Row> alikeTogether() {
        Map<String, Integer> first = new HashMap<>();
        List<Placed> placed = new ArrayList<>();
        for (Row row : rows) {
            int place = first.computeIfAbsent(row.outcome().fingerprint(), _ -> placed.size());
            placed.add(new Placed(row, place));
        }
        return placed.stream().sorted(Comparator.comparing((Placed each) -> each.row().outcome().status())
                .thenComparingInt(Placed::firstAlike)).map(Placed::row).toList();
    }

    private static String devices(TestOutcome outcome) {
        return String.join(", ", outcome.devices().stream().map(String::valueOf).toList());
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + " ...";
    }

    /** Names and reasons come from users: none of their characters may end a cell or mean something in Markdown or HTML. */
    private static String cell(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            switch (each) {
                case '\n', '\r', '\t' -> escaped.append(' ');
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '|', '\\', '`', '*', '_', '[', ']', '#', '~' -> escaped.append('\\').appendCodePoint(each);
                default -> escaped.appendCodePoint(each);
            }
        });
        return escaped.toString();
    }
}
