package org.chiptest.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build does with the history of Allure's reports, by a program that Java starts from its source. */
class ReportHistoryTests {

    private static final String ONE = "[{\"data\":{\"failed\":1,\"broken\":0,\"skipped\":2,\"passed\":19,\"unknown\":0,\"total\":22}}]";
    private static final String TWO = "[{\"buildOrder\":7,\"data\":{\"failed\":0,\"broken\":3,\"skipped\":0,\"passed\":20,\"unknown\":0,\"total\":23}},"
            + ONE.substring(1);

    @TempDir
    static Path classes;

    @TempDir
    Path work;

    private Path report;
    private Path history;

    @BeforeAll
    static void compile() {
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", classes.toString(),
                "../.ci/ReportHistory.java")).isZero();
    }

    @BeforeEach
    void choosePlaces() {
        report = work.resolve("index.html");
        history = work.resolve("kept/history");
    }

    private static String call(String method, Object... arguments) throws Throwable {
        try (URLClassLoader loader = new URLClassLoader(new URL[]{classes.toUri().toURL()}, null)) {
            Method called = loader.loadClass("ReportHistory").getDeclaredMethod(method,
                    Arrays.stream(arguments).map(each -> each instanceof Path ? Path.class : String.class)
                            .toArray(Class<?>[]::new));
            called.setAccessible(true);
            return String.valueOf(called.invoke(null, arguments));
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    private void report(String name, String part) throws IOException {
        Files.writeString(report, "<script>\n  d('data/suites.json','e30=');\n  d('history/" + name + "','"
                + Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8)) + "');\n</script>");
    }

    @Test
    void whatAReportKnowsIsGivenToTheNextOne() throws Throwable {
        report("history-trend.json", ONE);
        assertThat(call("keep", report, history)).isEqualTo("History: 1 runs in " + history);
        call("restore", history, work.resolve("results/history"));

        assertThat(work.resolve("results/history/history-trend.json")).hasContent(ONE);

        report("history-trend.json", TWO);
        call("keep", report, history);

        assertThat(history.resolve("history-trend.json")).hasContent(TWO);
        assertThat(history).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void theFirstReportHasNoHistory() throws Throwable {
        call("restore", history, work.resolve("results/history"));

        assertThat(work.resolve("results")).doesNotExist();
    }

    @Test
    void aReportWithoutATrendIsAnError() throws Throwable {
        report("history.json", "{}");

        assertThatThrownBy(() -> call("keep", report, history))
                .hasMessageContaining("has no history-trend.json but [history.json]");
        assertThat(history).doesNotExist();
    }

    @Test
    void lastRunsAreTold() throws Throwable {
        report("history-trend.json", TWO);
        call("keep", report, history);

        assertThat(call("told", report, history, "https://ci/report")).contains("[The report](https://ci/report)",
                "| 20 | 0 | 3 | 0 |\n| 19 | 1 | 0 | 2 |\n");
    }

    @Test
    void whatLeftNoReportIsSaid() throws Throwable {
        assertThat(call("told", report, history, "")).contains("They have left no report");
    }
}
