package org.chiptest.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of documents finds what is planted in small ones. */
class DocumentationCheckTests {

    private static final Path PAGE = Path.of("docs", "page.md");

    @TempDir
    Path root;

    private DocumentationCheck check;

    @BeforeEach
    void writeTree() throws IOException {
        write("module/src/main/java/org/chiptest/room/Known.java", """
                package org.chiptest.room;
                class Known extends Above {
                    enum Colour { LIGHT_RED }
                    int someField;
                    void someMethod(int some_word) {}
                    record Inner(int component) {}
                }
                interface Above { void inherited(); }
                """);
        write("module/native/shim.cpp", "struct alignas(64) Header { int value; }; void open_library() {}");
        write("docs/other.md", """
                # Other page
                ## A `name` and [a link](page.md)
                ## Twice
                ## Twice
                ```
                # No heading
                ```
                """);
        check = new DocumentationCheck(root, SourceTree.read(root), List.of("Foreign.name", "unusedName"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Known", "room.Known", "org.chiptest.room.Known", "@Known", "Known.someMethod",
        "Known#someMethod",
        "Known.someMethod(1, 2)", "Known.someField", "Known.Colour", "Colour.LIGHT_RED", "Inner.component",
        "Known.inherited",
        "someMethod", "known.someMethod()", "component()", "Header", "Header.value", "open_library", "open_library(x)",
        "LIGHT_RED",
        "org.chiptest.room", "Known.java", "room/Known.java", "module/native/shim.cpp", "module/native/", "other.md",
        "docs/other.md",
        "Foreign.name", "mvn verify", "-Dplatform", "IN", "a2a3sim", "~/somewhere/x.md", "/dev/shm", "some.option",
        "module/target/report.md"})
    void whatExistsOrIsNoNameOfOursPasses(String name) {
        assertThat(check.deadNames(page("Text with `" + name + "`."))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unknown", "other.Known", "@Unknown", "Known.unknown", "Known#unknown", "Known.unknown()",
        "Colour.BLUE",
        "Above.someMethod", "Header.nothing", "unknownMember", "known.unknownMember", "unknown()", "open_nothing",
        "LIGHT_BLUE",
        "org.chiptest.attic", "Unknown.java", "room/Unknown.java", "elsewhere/Known.java", "module/native/other.cpp",
        "module/attic", "open_nothing()", "unusedNames"})
    void whatDoesNotExistIsFound(String name) {
        assertThat(check.deadNames(page("Text with `" + name + "`."))).containsExactly(
                "docs/page.md names `" + name + "`, which does not exist; correct it, or list it as foreign");
    }

    @Test
    void examplesAreNotJudged() {
        assertThat(check.deadNames(page("""
                ```java
                `Unknown` [x](nowhere.md)
                ```
                """))).isEmpty();
    }

    @Test
    void foreignNamesThatNoPageHasAreTold() {
        check.deadNames(page("`Foreign.name`"));

        assertThat(check.foreignUnused()).containsExactly("unusedName");
    }

    @Test
    void linksToPagesHeadingsAndTheWebPass() throws IOException {
        write("docs/page.md", "");

        assertThat(check.deadLinks(page("""
                # Here
                [a](other.md) [b](other.md#other-page) [c](other.md#a-name-and-a-link) [d](other.md#twice) [e](other.md#twice-1)
                [f](../module/native/shim.cpp) [g](https://example.org/x) [h](../docs) `[i](nowhere.md)`
                """))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere.md", "other.md#nowhere", "other.md#twice-2", "other.md#no-heading", "#nowhere",
        "../other.md"})
    void linksThatLeadNowhereAreFound(String link) throws IOException {
        write("docs/page.md", "# Here");

        assertThat(check.deadLinks(page("[text](" + link + ")")))
                .containsExactly("docs/page.md links to " + link + ", which does not exist");
    }

    @Test
    void citationsOfPagesAndHeadingsPass() throws IOException {
        assertThat(check.deadCitations(Path.of("Known.java"), "({@code docs/other.md#twice}), docs/other.md."))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/nowhere.md", "docs/other.md#nowhere", "docs/room/other.md#twice"})
    void citationsThatLeadNowhereAreFound(String citation) throws IOException {
        assertThat(check.deadCitations(Path.of("Known.java"), "/** See {@code " + citation + "}. */"))
                .containsExactly("Known.java cites " + citation + ", which does not exist");
    }

    private static MarkdownPage page(String text) {
        return MarkdownPage.of(PAGE, text);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
