import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

/**
 * Judge finished test runs by their files: {@code java TestResults.java [--report FILE] ([--summary FILE] SUREFIRE_REPORTS)...}
 *
 * <p>Each plain argument is one module's folder of Surefire reports. A run is good if it executed something, nothing failed,
 * and, given the engine's summary, it executed exactly as many tests as the engine had discovered: a test JVM that died half
 * way leaves fewer reports. Says what is wrong, then {@code N passed, N failed, N skipped} as the last line, and exits with 1
 * if anything is wrong.
 */
final class TestResults {
    private static final Pattern DISCOVERED = Pattern.compile("\"discovered\"\\s*:\\s*(\\d+)");

    private final List<String> complaints = new ArrayList<>();
    private int tests;
    private int failed;
    private int skipped;

    public static void main(String... args) throws Exception {
        var results = new TestResults();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--report" -> results.announce(Path.of(args[++i]));
                case "--summary" -> results.compare(Path.of(args[++i]), Path.of(args[++i]));
                default -> results.add(Path.of(args[i]));
            }
        }
        results.complaints.forEach(System.out::println);
        System.out.printf("%d passed, %d failed, %d skipped%n", results.tests - results.failed - results.skipped,
                results.failed, results.skipped);
        System.exit(results.failed == 0 && results.complaints.isEmpty() ? 0 : 1);
    }

    private void announce(Path report) {
        if (Files.isRegularFile(report)) {
            System.out.println("Report: " + report.toAbsolutePath().normalize());
        } else {
            complaints.add("No report was written: " + report + " does not exist");
        }
    }

    private void compare(Path summary, Path reports) throws Exception {
        int executed = add(reports);
        if (!Files.isRegularFile(summary)) {
            complaints.add("The engine left no summary: " + summary + " does not exist");
            return;
        }
        var count = DISCOVERED.matcher(Files.readString(summary));
        if (!count.find()) {
            complaints.add("No count of discovered tests in " + summary);
        } else if (Integer.parseInt(count.group(1)) != executed) {
            complaints.add("Discovered %s tests but executed %d: see %s".formatted(count.group(1), executed, reports));
        }
    }

    private int add(Path reports) throws Exception {
        int before = tests;
        for (Path xml : reports(reports)) {
            var suite = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml.toFile()).getDocumentElement();
            tests += Integer.parseInt(suite.getAttribute("tests"));
            failed += Integer.parseInt(suite.getAttribute("failures")) + Integer.parseInt(suite.getAttribute("errors"));
            skipped += Integer.parseInt(suite.getAttribute("skipped"));
        }
        if (tests == before) {
            complaints.add("No test was executed: " + reports + " has no results");
        }
        return tests - before;
    }

    private static List<Path> reports(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).sorted().toList();
        }
    }
}
