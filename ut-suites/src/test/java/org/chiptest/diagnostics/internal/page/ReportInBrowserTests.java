package org.chiptest.diagnostics.internal.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open the page of an attempt where people find it: in the single file that Allure makes of the results. */
class ReportInBrowserTests {

    private static final Path REPORT = Path.of(System.getProperty("report.page",
            "../st-suites/target/allure-report/index.html"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Finds the test that has captured the least, as its page opens soonest, and shows its result. */
    private static final String SHOW = """
            (() => {
              const text = data => new TextDecoder().decode(Uint8Array.from(atob(data), each => each.charCodeAt(0)));
              const tests = Object.keys(window.reportData).filter(name => name.startsWith('data/test-cases/'))
                .map(name => JSON.parse(text(window.reportData[name]))).map(test => [test.uid, (test.testStage ? test.testStage.attachments : []).find(file => file.name === 'run.html')])
                .filter(([, page]) => page).sort(([, a], [, b]) => a.size - b.size);
              if (tests.length) location.hash = '#testresult/' + tests[0][0];
              return tests.length;
            })()""";

    @TempDir
    Path work;

    @BeforeEach
    void requireAReport() {
        Assumptions.assumeTrue(Files.isRegularFile(REPORT), "there is no report at " + REPORT
                + "; mvn test -Preport makes one. The page in it is not opened");
    }

    @Test
    void thePageRunsInsideOfTheReport() throws Exception {
        try (BrowserPage report = BrowserPage.open(Chromium.in(work), REPORT)) {
            show(report, "run.html");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(report
                    .evaluateInNewestFrame(
                            "document.querySelector('#facts') && document.querySelector('#facts').innerText"))
                    .contains("kernel calls", "checks", "passed"));
            assertThat(report.evaluateInNewestFrame("document.querySelectorAll('[role=tab]').length"))
                    .isGreaterThanOrEqualTo("5");
            assertThat(report.evaluateInNewestFrame("document.querySelector('canvas').width > 100")).isEqualTo("true");
        }
    }

    @Test
    void theStaticFormNeedsNoScript() throws Exception {
        try (BrowserPage report = BrowserPage.open(Chromium.in(work), REPORT)) {
            show(report, "run-static.html");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(report.evaluateInNewestFrame(
                    "document.querySelectorAll('script').length + ' ' + document.body.innerText.replace(/\\s+/g, ' ')"))
                    .startsWith("0 ").contains("Why it took", "Critical path", "Kernels"));
            assertThat(report.evaluateInNewestFrame("document.querySelectorAll('svg rect').length > 3"))
                    .isEqualTo("true");
        }
    }

    /** Go to a test that was captured, and click at one of its files. */
    private static void show(BrowserPage report, String file) throws InterruptedException {
        await("the report to be read").atMost(PATIENCE)
                .until(() -> report.evaluate("window.reportDataReady && !!document.querySelector('.side-nav')")
                        .equals("true"));
        assertThat(report.evaluate(SHOW)).as("tests with a page").isNotEqualTo("0");
        await("the test's files").atMost(PATIENCE).until(() -> report.evaluate(
                "[...document.querySelectorAll('.attachment-row')].filter(row => row.innerText.trim().startsWith('"
                        + file
                        + "')).map(row => row.click()).length > 0")
                .equals("true"));
        await("the file's frame").atMost(PATIENCE).until(() -> report.evaluate("!!document.querySelector('iframe')")
                .equals("true"));
    }
}
