package org.chiptest.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.chiptest.endtoend.DiscoveredSuites.Found;
import org.chiptest.endtoend.ScenarioCatalog.Counterpart;
import org.chiptest.endtoend.ScenarioCatalog.Row;
import org.chiptest.endtoend.ScenarioCatalog.Section;

/**
 * The page {@code docs/scenarios.md}: the specification's scenarios, and the tests that the suites really have for them.
 *
 * <p>Run it to write the page; it has no arguments.
 */
public final class ScenarioPage {

    static final Path FILE = Path.of("..", "docs", "scenarios.md");

    private static final String HEAD = """
            # Scenarios

            Each row and case of the reference's system tests, and the test of `st-suites` that is its counterpart, on each variant: *yes* for one that runs
            by default, *manual* for one that runs with `-Dmanual=include` or `only`, otherwise why it cannot be. Task counts are those of the reference:
            tasks, + tensors that hidden tasks allocate, or runs x tasks; each suite asserts its own, which the orchestration reports in an output.
            host_build_graph has no hidden tasks, and one task less in the vector example.

            This page is generated, from `ut-suites/src/test/resources/org/chiptest/endtoend/scenarios.txt` and from the discovery of the suites. `ScenarioPageTests`
            fails when it is not up to date, or a case has no test, or a test that is named here does not exist. Write it again, in `ut-suites`, with the class
            path of the tests:

            `java -cp $CP org.chiptest.endtoend.ScenarioPage`

            [Testing](testing.md#large-cases) says how long the manual cases take.
            """;

    private final ScenarioCatalog catalog;
    private final DiscoveredSuites suites;
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> pending = new LinkedHashSet<>();
    private final Set<String> used = new TreeSet<>();
    private final StringBuilder text = new StringBuilder();

    private ScenarioPage(ScenarioCatalog catalog, DiscoveredSuites suites) {
        this.catalog = catalog;
        this.suites = suites;
    }

    public static void main(String[] args) throws IOException {
        Path classes = Files.createDirectories(Path.of("target", "system-suites"));
        try (SystemSuite all = SystemSuite.compileAll(classes)) {
            ScenarioPage page = of(ScenarioCatalog.load(), DiscoveredSuites.of(all.types()));
            page.complaints().forEach(System.err::println);
            Files.writeString(FILE, page.text());
        }
    }

    static ScenarioPage of(ScenarioCatalog catalog, DiscoveredSuites suites) {
        ScenarioPage page = new ScenarioPage(catalog, suites);
        page.write();
        return page;
    }

    /** The page as it must be. */
    String text() {
        return text.toString();
    }

    /** What is wrong with the catalog or the suites. */
    List<String> complaints() {
        return complaints;
    }

    /** Rows with cases that nothing tests. */
    Set<String> pending() {
        return pending;
    }

    private void write() {
        text.append(HEAD);
        catalog.sections().forEach(this::write);
        writeReasons();
        writeOthers();
        suites.problems().forEach(problem -> complaints.add(problem + " cannot run: mend its declaration"));
    }

    private void write(Section section) {
        text.append("\n## ").append(section.title()).append("\n\n| Row | Case | Tasks | Test | ")
                .append(String.join(" | ", ScenarioCatalog.VARIANTS)).append(" |\n|")
                .append(" --- |".repeat(4 + ScenarioCatalog.VARIANTS.size())).append('\n');
        for (Row row : section.rows()) {
            for (Counterpart each : row.cases()) {
                write(section.title() + ": " + row.name() + ", " + each.name(), row, each);
            }
        }
    }

    private void write(String where, Row row, Counterpart each) {
        String test = each.test().orElse("");
        text.append("| ").append(row.name()).append(" | ").append(each.name()).append(" | ").append(each.tasks())
                .append(" | ").append(test).append(" |");
        if (test.isEmpty()) {
            pending.add(row.name());
            text.append(" not yet |".repeat(ScenarioCatalog.VARIANTS.size())).append('\n');
            return;
        }
        Map<String, Found> found = suites.tests().getOrDefault(test, Map.of());
        if (found.isEmpty()) {
            complaints.add(where + ": there is no test " + test + " in the suites; name the one that replaces it");
        }
        used.add(test);
        for (String variant : ScenarioCatalog.VARIANTS) {
            text.append(' ').append(cell(where + " on " + variant, row.reason(variant),
                    Optional.ofNullable(found.get(variant)), each.tasks())).append(" |");
        }
        text.append('\n');
    }

    private String cell(String where, Optional<String> reason, Optional<Found> found, String tasks) {
        if (found.isPresent()) {
            reason.ifPresent(key -> complaints.add(where + " runs, in spite of the reason " + key
                    + "; remove the reason"));
            found.get().tasks().filter(actual -> differs(tasks, actual)).ifPresent(actual -> complaints
                    .add(where + " has " + actual + " tasks in the suites, but " + tasks + " in the catalog"));
            return found.get().manual() ? "manual" : "yes";
        }
        if (reason.isEmpty()) {
            complaints.add(where + " does not run; let it, or give the reason");
        } else if (!catalog.reasons().containsKey(reason.get())) {
            complaints.add(where + ": there is no reason " + reason.get() + "; describe it");
        }
        return "no: " + reason.orElse("?");
    }

    /** Compare task counts; a catalog that names no allocations leaves them open, since only one runtime has them. */
    private static boolean differs(String expected, String actual) {
        String comparable = expected.contains("+") ? actual : actual.replaceFirst("\\+.*", "");
        return !expected.contains("x") && !expected.equals(comparable);
    }

    private void writeReasons() {
        text.append("\n## Why not\n\n");
        Set<String> given = new TreeSet<>();
        catalog.sections().forEach(section -> section.rows().forEach(row -> given.addAll(row.without().values())));
        catalog.reasons().forEach((key, reason) -> {
            text.append("* *").append(key).append("*: ").append(reason).append(".\n");
            if (!given.contains(key)) {
                complaints.add("no row has the reason " + key + "; remove it");
            }
        });
    }

    private void writeOthers() {
        text.append("\n## Beyond the reference\n\nOther tests that the suites have:\n\n");
        suites.tests().keySet().stream().filter(test -> !used.contains(test))
                .forEach(test -> text.append("* ").append(test).append(": ")
                        .append(String.join(", ", suites.tests().getOrDefault(test, Map.of()).keySet())).append('\n'));
    }
}
