package org.chiptest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chiptest.engine.internal.contract.ContractRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keep true what pages name, where links lead, and what code cites. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentationTests {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Here are texts that the check of documents must find wrong. */
    private static final Path PLANTED = Path.of("ut-suites", "src", "test", "java", "org", "chiptest", "architecture");

    private static final Pattern SNAPSHOT = Pattern.compile("\\d+(?:\\.\\d+)+-SNAPSHOT");

    /** The version behind the name of the artifact that has no parent. */
    private static final Pattern BUILT = Pattern
            .compile("<artifactId>chiptest-bom</artifactId>\\s*<version>([^<]+)</version>");

    private SourceTree sources;

    @BeforeAll
    void readSources() throws IOException {
        sources = SourceTree.read(ROOT);
    }

    /** How rules were cited before they had pages: by chapters of a paper that readers do not have. */
    private static final Pattern OLD_CITATION = Pattern
            .compile("(?i:\\bchapters?)[\\s*/]+\\d|(?i:specification)(?:'s)?,?[\\s*/]+(?:\\(\\d|\\d+\\.\\d)"
                    + "|(?i:specification)(?:'s)?,?[\\s*/]+chapter|\\bspec/\\w+\\.md|\\bsurprise[\\s*/]+\\d|\\bH\\d\\.\\d\\b");

    @Test
    void whatPagesNameExists() throws IOException {
        DocumentationCheck check = check();
        List<String> dead = new ArrayList<>();
        for (MarkdownPage page : pages()) {
            if (!page.path().endsWith("CHANGELOG.md")) { // what has been may have gone since
                dead.addAll(check.deadNames(page));
            }
        }

        assertThat(dead).isEmpty();
        assertThat(check.foreignUnused()).as("foreign names that no page has").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime/src/main/java/org/chiptest/runtime/internal",
        "harness-engine/src/main/java/org/chiptest/engine/internal"})
    void everyRoomIsOnThePageOfTheHouse(String house) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/architecture.md"));
        Path door = ROOT.resolve(house);
        List<String> rooms;
        try (Stream<Path> files = Files.walk(door)) {
            rooms = files.filter(file -> file.endsWith("package-info.java")).map(Path::getParent)
                    .filter(room -> !room.equals(door)).map(room -> door.relativize(room).toString().replace('/', '.'))
                    .toList();
        }

        assertThat(rooms).isNotEmpty().allSatisfy(room -> assertThat(page).contains("`" + room + "`"));
    }

    @Test
    void foreignNamesAreNotOurs() throws IOException {
        DocumentationCheck check = new DocumentationCheck(ROOT, sources, List.of());

        assertThat(foreign()).allSatisfy(name -> assertThat(
                check.deadNames(MarkdownPage.of(Path.of("docs", "page.md"), "`" + name + "`"))).as(name).isNotEmpty());
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        DocumentationCheck check = check();
        List<String> dead = new ArrayList<>();
        for (MarkdownPage page : pages()) {
            dead.addAll(check.deadLinks(page));
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void citationsInCodeLeadSomewhere() throws IOException {
        DocumentationCheck check = check();
        List<String> dead = new ArrayList<>();
        for (Path file : sources.files(".java", ".cpp", ".h", ".txt", ".xml")) {
            if (!file.startsWith(PLANTED)) {
                dead.addAll(check.deadCitations(file, Files.readString(ROOT.resolve(file))));
            }
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void whatPagesShowOfFilesIsThere() throws IOException {
        List<String> differences = new ArrayList<>();
        for (Path page : sources.files(".md")) {
            for (Snippet snippet : Snippet.of(page, Files.readString(ROOT.resolve(page)))) {
                snippet.difference(ROOT).ifPresent(differences::add);
            }
        }

        assertThat(differences).isEmpty();
    }

    /** Pages for beginners show nothing that is not built and run. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/using.md", "docs/writing-kernels.md"})
    void allCodeIsOfFiles(String page) throws IOException {
        String text = Files.readString(ROOT.resolve(page));

        assertThat(Snippet.of(Path.of(page), text)).hasSize((int) Snippet.blocks(text)).isNotEmpty();
    }

    /** Users' projects, pages and scripts name it where no property of the build can. */
    @Test
    void everySnapshotIsTheVersionOfTheBuild() throws IOException {
        String version = BUILT.matcher(Files.readString(ROOT.resolve("bom/pom.xml"))).results()
                .findFirst().orElseThrow().group(1);
        List<String> others = new ArrayList<>();
        for (Path file : sources.files(".xml", ".kts", ".md", ".ci/run")) {
            SNAPSHOT.matcher(Files.readString(ROOT.resolve(file))).results().map(MatchResult::group)
                    .filter(found -> !found.equals(version)).forEach(found -> others.add(file + ": " + found));
        }

        assertThat(others).as("the version is %s", version).isEmpty();
    }

    @Test
    void aSnippetIsComparedLineByLine(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("a.cpp"), "first\n\n    if (x) {\n        second;\n    }\nlast\n");

        assertThat(difference(root, "if (x) {\n    second;\n}\n")).isEmpty();
        assertThat(difference(root, "first\n...\nlast\n")).isEmpty();
        assertThat(difference(root, "last\n...\nfirst\n")).hasValueSatisfying(
                text -> assertThat(text).contains("page.md", "a.cpp", "first"));
        assertThat(difference(root, "if (x) {\nsecond;\n}\n")).isPresent();
        assertThat(difference(root, "first\nlast\n")).isPresent();
    }

    private static Optional<String> difference(Path root, String shown) throws IOException {
        return Snippet.of(Path.of("page.md"), "Text\n\n[the file](a.cpp):\n\n```cpp\n" + shown + "```\n").getFirst()
                .difference(root);
    }

    private DocumentationCheck check() throws IOException {
        return new DocumentationCheck(ROOT, sources,
                Stream.concat(foreign().stream(), derivedScenarios()).toList());
    }

    /** Names of scenarios that are derived; pages name each of them, and no method has such a name. */
    private static Stream<String> derivedScenarios() {
        return Arrays.stream(ContractRule.values()).map(ContractRule::scenarioName);
    }

    private List<MarkdownPage> pages() throws IOException {
        List<MarkdownPage> pages = new ArrayList<>();
        for (Path path : sources.files(".md")) {
            pages.add(MarkdownPage.read(ROOT, path));
        }
        return pages;
    }

    private static List<String> foreign() throws IOException {
        try (var list = Objects.requireNonNull(DocumentationTests.class.getResourceAsStream("foreign-names.txt"))) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        }
    }

    @Test
    void rulesAreCitedByPageAndHeading() throws IOException {
        List<String> old = new ArrayList<>();
        for (Path file : sources.files(".java", ".cpp", ".h", ".txt", ".md")) {
            if (!file.startsWith(PLANTED)) {
                OLD_CITATION.matcher(Files.readString(ROOT.resolve(file))).results()
                        .forEach(found -> old.add(file + ": " + found.group()));
            }
        }

        assertThat(old).as("cite docs/contract/PAGE.md#heading instead").isEmpty();
    }
}
