package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.endtoend.DiscoveredSuites.Found;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row and case of the specification has its test, and the page says which. */
class ScenarioPageTests {

    private static final Map<String, Found> EVERYWHERE = Map.of("a2a3sim hbg", found("4+1"), "a2a3sim trb",
            found("4+1"), "a5sim hbg", found("4+1"), "a5sim trb", found("4+1"));

    private static ScenarioPage page;

    @BeforeAll
    static void discover(@TempDir Path classes) throws IOException {
        try (SystemSuite all = SystemSuite.compileAll(classes)) {
            page = ScenarioPage.of(ScenarioCatalog.load(), DiscoveredSuites.of(all.types()));
        }
    }

    @Test
    void everyCaseHasItsTestOnEveryVariantOrAReason() {
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void noRowIsWithoutATest() {
        assertThat(page.pending()).isEmpty();
    }

    @Test
    void thePageIsWhatTheGeneratorWrites() throws IOException {
        assertThat(Files.readString(ScenarioPage.FILE))
                .as("docs/scenarios.md; write it again as its first paragraphs say").isEqualTo(page.text());
    }

    @Test
    void theCatalogHasAllRowsAndCasesOfTheSpecification() {
        assertThat(ScenarioCatalog.load().sections()).extracting(section -> section.title() + ": "
                + section.rows().size() + " rows, " + section.rows().stream().mapToInt(row -> row.cases().size()).sum()
                + " cases").containsExactly("a2a3, tensormap_and_ringbuffer: examples: 10 rows, 29 cases",
                        "a2a3, tensormap_and_ringbuffer: system tests: 25 rows, 52 cases",
                        "a2a3, host_build_graph: 6 rows, 13 cases",
                        "a5, tensormap_and_ringbuffer: 20 rows, 44 cases", "a5, host_build_graph: 3 rows, 10 cases",
                        "Functions of both architectures: 10 rows, 10 cases");
    }

    @Test
    void whatIsThereIsMarkedAndCounted() {
        ScenarioPage good = page("row r\ntest T.s\ncase c 4+1\ncase d 3x5 = e\n",
                Map.of("T.s/c", EVERYWHERE, "T.s/e", EVERYWHERE, "T.s/other", EVERYWHERE));

        assertThat(good.complaints()).isEmpty();
        assertThat(good.text()).contains("| r | c | 4+1 | T.s/c | yes | yes | yes | yes |",
                "| r | d | 3x5 | T.s/e |", "* T.s/other: ");
    }

    @Test
    void aTestThatDoesNotExistIsNoticed() {
        assertThat(page("row r\ntest T.s\ncase c 4\n", Map.of("T.s/d", EVERYWHERE)).complaints())
                .contains("table: r, c: there is no test T.s/c in the suites; name the one that replaces it");
    }

    @Test
    void aVariantWithoutTestOrReasonIsNoticed() {
        Map<String, Found> onlyOne = Map.of("a5sim hbg", found("4"));

        assertThat(page("row r\ntest T.s\nwithout trb key\nwithout a2a3sim hbg unknown\ncase c 4\n",
                Map.of("T.s/c", onlyOne)).complaints()).containsExactly(
                        "table: r, c on a2a3sim hbg: there is no reason unknown; describe it");
        assertThat(page("row r\ntest T.s\nwithout trb key\ncase c 4\n", Map.of("T.s/c", onlyOne)).complaints())
                .containsExactly("table: r, c on a2a3sim hbg does not run; let it, or give the reason");
    }

    @Test
    void aReasonForWhatRunsIsNoticed() {
        assertThat(page("row r\ntest T.s\nwithout a5sim trb key\ncase c 4\n", Map.of("T.s/c", EVERYWHERE)).complaints())
                .containsExactly("table: r, c on a5sim trb runs, in spite of the reason key; remove the reason");
    }

    @Test
    void anotherNumberOfTasksIsNoticed() {
        assertThat(page("row r\ntest T.s\nwithout hbg key\ncase c 4+2\n",
                Map.of("T.s/c", Map.of("a2a3sim trb", found("4+1"), "a5sim trb", found("4+2")))).complaints())
                .containsExactly("table: r, c on a2a3sim trb has 4+1 tasks in the suites, but 4+2 in the catalog");
    }

    @Test
    void aCaseThatNothingTestsIsPending() {
        assertThat(page("row r\ncase c 4 -\n", Map.of()).pending()).containsExactly("r");
    }

    private static ScenarioPage page(String rows, Map<String, Map<String, Found>> tests) {
        String reason = rows.contains(" key\n") ? "reason key because\n" : "";
        return ScenarioPage.of(ScenarioCatalog.parse(reason + "section table\n" + rows),
                new DiscoveredSuites(tests, List.of()));
    }

    private static Found found(String tasks) {
        return new Found(false, Optional.of(tasks));
    }
}
