import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hand on what Allure's reports know of the runs before: {@code java ReportHistory.java --restore HISTORY RESULTS},
 * {@code --keep REPORT HISTORY} or {@code --tell REPORT HISTORY [LINK]}
 *
 * <p>Allure reads the history of earlier runs in the folder {@code history} of the results and writes the new one into its report, which
 * in a report of one file is a part of that file. The first use puts the history where Allure reads it, the second takes it out of the report,
 * the third says as Markdown what the last runs came to.
 */
final class ReportHistory {
    private static final Pattern PART = Pattern.compile("\\bd\\('history/([\\w.-]+\\.json)','([A-Za-z0-9+/=]*)'\\)");
    private static final Pattern RUN = Pattern.compile("\"data\"\\s*:\\s*\\{([^}]*)}");
    private static final List<String> COUNTS = List.of("passed", "failed", "broken", "skipped");
    private static final String TREND = "history-trend.json";

    private ReportHistory() {}

    public static void main(String... args) throws IOException {
        switch (args.length < 3 ? "" : args[0]) {
            case "--restore" -> restore(Path.of(args[1]), Path.of(args[2], "history"));
            case "--keep" -> System.out.println(keep(Path.of(args[1]), Path.of(args[2])));
            case "--tell" -> System.out.print(told(Path.of(args[1]), Path.of(args[2]), args.length > 3 ? args[3] : ""));
            default -> throw new IllegalArgumentException(
                    "give --restore HISTORY RESULTS, --keep REPORT HISTORY or --tell REPORT HISTORY [LINK], not "
                            + String.join(" ", args));
        }
    }

    /** The first report has no history. */
    private static void restore(Path history, Path to) throws IOException {
        if (!Files.isDirectory(history)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(history)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String keep(Path report, Path history) throws IOException {
        Map<String, byte[]> parts = parts(report);
        if (!parts.containsKey(TREND)) {
            throw new IllegalStateException(report + " has no " + TREND + " but " + parts.keySet()
                    + ": does this Allure write a single file in another way? See the class ReportHistory");
        }
        Files.createDirectories(history);
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            Path whole = Files.write(history.resolve(part.getKey() + ".new"), part.getValue());
            Files.move(whole, history.resolve(part.getKey()), StandardCopyOption.ATOMIC_MOVE);
        }
        return "History: " + runs(history).size() + " runs in " + history.toAbsolutePath().normalize();
    }

    private static Map<String, byte[]> parts(Path report) throws IOException {
        Map<String, byte[]> parts = new TreeMap<>();
        try (Stream<String> lines = Files.lines(report, StandardCharsets.ISO_8859_1)) {
            lines.filter(line -> line.contains("'history/")).flatMap(line -> PART.matcher(line).results())
                    .forEach(part -> parts.put(part.group(1), Base64.getDecoder().decode(part.group(2))));
        }
        return parts;
    }

    private static String told(Path report, Path history, String link) throws IOException {
        if (!Files.isRegularFile(report)) {
            return "### System tests\n\nThey have left no report: the log says what failed before.\n";
        }
        var text = new StringBuilder("### System tests\n\n");
        text.append(link.isEmpty() ? "The report is " + report : "[The report](" + link + ")");
        text.append(", and what the last runs came to, the newest first:\n\n");
        text.append("| ").append(String.join(" | ", COUNTS)).append(" |\n").append("| ---: ".repeat(COUNTS.size()));
        text.append("|\n");
        for (String run : runs(history)) {
            COUNTS.forEach(count -> text.append("| ").append(number(run, count)).append(' '));
            text.append("|\n");
        }
        return text.toString();
    }

    private static List<String> runs(Path history) throws IOException {
        String trend = Files.readString(history.resolve(TREND));
        return RUN.matcher(trend).results().map(run -> run.group(1)).toList();
    }

    private static String number(String run, String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(run).results().findFirst()
                .map((MatchResult found) -> found.group(1)).orElse("?");
    }
}
