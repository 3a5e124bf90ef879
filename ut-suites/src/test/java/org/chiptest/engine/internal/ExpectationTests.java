package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** What is expected of tests, in files; today is 2030-06-15. */
class ExpectationTests {

    private static final String REST = " | 2030-06-15 | #12 | the unit is off by one";

    private final FakeEnvironment environment = new FakeEnvironment();

    @TempDir
    Path folder;

    @Test
    void aFailureThatIsExpectedFailsNothing() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST);

        assertThat(ends(run())).containsExactly("breaks default: ABORTED expected failure: the unit is off by one "
                + "(#12, until 2030-06-15, fails.txt:1): java.lang.IllegalStateException: broken",
                "holds default: SUCCESSFUL");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 2 tests, 1 passed, 1 expected failure");
    }

    @Test
    void theFailureThatWasExpectedIsTheCauseOfWhatIsReported() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST);

        assertThat(throwable(run(), "breaks")).hasRootCauseMessage("broken");
    }

    @Test
    void aPassThatIsNotExpectedFails() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST, "TestCase::holds" + REST);

        assertThat(throwable(run(), "holds"))
                .hasMessageStartingWith("unexpected pass: this was expected to fail: the unit "
                        + "is off by one (#12, until 2030-06-15, fails.txt:2); if all passes that the line holds for, remove it, or let"
                        + " -Dexpectations=update write the patch that does; else let it name what still fails");
        assertThat(environment.reports.getLast()).contains("1 unexpected pass");
    }

    @Test
    void whatFailsAtTimesMayPassAndMayFail() throws IOException {
        write("flakes.txt", "TestCase::breaks" + REST, "TestCase::holds" + REST);

        assertThat(ends(run())).containsExactly("breaks default: ABORTED known flake: the unit is off by one "
                + "(#12, until 2030-06-15, flakes.txt:1): java.lang.IllegalStateException: broken",
                "holds default: SUCCESSFUL");
    }

    @Test
    void whatNeedNotRunIsSkippedWithItsReason() throws IOException {
        write("skips.txt", "TestCase::breaks" + REST);

        assertThat(run().skipped().list()).singleElement().satisfies(event -> assertThat(
                event.getRequiredPayload(String.class))
                .isEqualTo("not expected to run: the unit is off by one (#12, until 2030-06-15, skips.txt:1)"));
    }

    @Test
    void aLineThatHasExpiredFailsAndHoldsNoMore() throws IOException {
        write("fails.txt", "TestCase::breaks | 2030-06-14 | #12 | the unit is off by one");

        Events events = run();

        assertThat(throwable(events, "expectation fails.txt:1")).hasMessage("""
                expectation fails.txt:1: what is expected of TestCase::breaks has expired on 2030-06-14: the unit is off by \
                one (#12); look whether it still holds, and set a new day or remove the line""");
        events.assertStatistics(stats -> stats.failed(2));
    }

    @Test
    void aFileMayBeAboutSomeVariantsOnly() throws IOException {
        write("a2a3sim-hbg-fails.txt", "TestCase::breaks" + REST);
        write("a5sim-fails.txt", "TestCase::holds" + REST);
        write("trb-fails.txt", "TestCase::breaks" + REST);

        assertThat(ends(run())).contains("holds default: SUCCESSFUL")
                .anyMatch(end -> end.startsWith("breaks default: ABORTED"));
    }

    @Test
    void theFileThatSaysMostOfTheVariantHolds() throws IOException {
        write("fails.txt", "TestCase::*" + REST);
        write("simulation-hbg-skips.txt", "TestCase::breaks" + REST);
        write("hbg-flakes.txt", "TestCase::holds" + REST);

        Events events = run();

        events.assertStatistics(stats -> stats.skipped(1).succeeded(1).failed(1));
        assertThat(throwable(events, "expectation fails.txt:1")).hasMessageContaining(
                "TestCase::* is never used: simulation-hbg-skips.txt:1 comes before it; remove one");
    }

    @Test
    void aPatternThatMatchesNoTestFailsWithTheNearest() throws IOException {
        write("fails.txt", "TestCase::break" + REST, "TestCas::breaks" + REST);

        Events events = run();

        assertThat(throwable(events, "expectation fails.txt:1"))
                .hasMessage("expectation fails.txt:1: TestCase::break matches "
                        + "no test; known: breaks, default, holds; did you mean breaks?");
        assertThat(throwable(events, "expectation fails.txt:2")).hasMessage(
                "expectation fails.txt:2: there is no class TestCas; did you mean TestCase?");
    }

    @Test
    void aFolderThatIsNamedAndNotThereIsAnError() {
        Path nowhere = folder.resolve("expectation");

        assertThat(environment.running(TestCase.class)
                .configurationParameter("chiptest.expectations.folder", nowhere.toString()).discover()
                .getDiscoveryIssues()).singleElement()
                .satisfies(
                        issue -> assertThat(issue.message()).contains("chiptest.expectations.folder names the folder "
                                + nowhere
                                + ", which is not there; make it, name another one, or leave the setting out"));
    }

    @Test
    void classesThatAreNotPartOfTheRunAreNotJudged() throws IOException {
        write("fails.txt", "AttemptTests::anything | 2000-01-01 | #1 | never", "TestCase::breaks" + REST);

        run().assertStatistics(stats -> stats.started(2).failed(0));
    }

    @Test
    void whatIsSelectedDoesNotChangeWhatIsJudged() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST);

        environment.engine()
                .selectors(selectUniqueId("[engine:chiptest]/[class:" + TestCase.class.getName()
                        + "]/[scenario:holds]/[test-template-invocation:default@a2a3sim.host_build_graph]"))
                .configurationParameter("chiptest.expectations.folder", folder.toString()).execute().testEvents()
                .assertStatistics(stats -> stats.started(1).succeeded(1));
    }

    @Test
    void whatIsWrongWithTheFilesFailsAndLeavesTheRestInForce() throws IOException {
        write("fails.txt", "# for people", "", "TestCase::breaks | tomorrow | #1 | why", "breaks" + REST,
                "TestCase::breaks",
                "TestCase::breaks" + REST);
        write("a2a3sim-fpga-fails.txt", "TestCase::breaks" + REST);
        write("notes.txt", "hello");
        write("infra.txt", "(broken | it breaks");

        Events events = run();

        assertThat(throwable(events, "expectation fails.txt:3"))
                .hasMessageContaining("'tomorrow' is no day; write it as 2030-01-31");
        assertThat(throwable(events, "expectation fails.txt:4"))
                .hasMessageContaining("'breaks' names no class; write Class::breaks");
        assertThat(throwable(events, "expectation fails.txt:5"))
                .hasMessageContaining("a line says four things, with | between them");
        assertThat(throwable(events, "expectation a2a3sim-fpga-fails.txt")).hasMessageContaining(
                "'fpga' is neither a platform nor a runtime nor a kind of device; known: simulation, card, hbg");
        assertThat(throwable(events, "expectation notes.txt"))
                .hasMessageContaining("a file of expectations ends in fails.txt");
        assertThat(throwable(events, "expectation infra.txt:1"))
                .hasMessageContaining("no regular expression: Unclosed group");
        assertThat(ends(events)).anyMatch(end -> end.startsWith("breaks default: ABORTED expected failure"));
    }

    @Test
    void theyCanBeIgnored() throws IOException {
        write("fails.txt", "nonsense", "TestCase::breaks" + REST);

        environment.running(TestCase.class).configurationParameter("chiptest.expectations.folder", folder.toString())
                .configurationParameter("expectations", "ignore").execute().testEvents()
                .assertStatistics(stats -> stats.started(2).failed(1));
    }

    @Test
    void aFailureOfTheMachineIsNoneOfTheProduct() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST);
        write("infra.txt", "# what our box does", "IllegalStateException: brok | the box is broken");

        Events events = run();

        assertThat(ends(events)).contains("breaks default: FAILED broken");
        assertThat(environment.reports.getLast()).contains("1 infra")
                .contains("the box is broken: java.lang.IllegalStateException: broken");
    }

    @Test
    void whatTheMachineDoesIsKnown() {
        environment.kernel = (device, args, config) -> {};

        environment.running(FullDisk.class).execute();

        assertThat(environment.reports.getLast()).contains("1 infra")
                .contains("the disk is full: java.lang.IllegalStateException: no file");
    }

    @Test
    void whatIsWrongCanBeRunAgainByItsUniqueId() {
        environment.engine()
                .selectors(selectUniqueId("[engine:chiptest]/[settings:selection]/[expectation:fails.txt%3A3]"))
                .execute()
                .testEvents().assertStatistics(stats -> stats.started(1).failed(1));
    }

    @Test
    void whatTheFilesShouldSayIsWrittenAsAPatch() throws IOException {
        write("fails.txt", "# known", "TestCase::holds" + REST, "Other::*" + REST);
        Path summary = folder.resolve("out/summary.json");

        updating(summary);

        assertThat(summary.resolveSibling("expectations.patch")).hasContent("""
                --- /dev/null
                +++ b/a2a3sim-hbg-fails.txt
                @@ -0,0 +1,1 @@
                +ExpectationTests.TestCase::breaks/default | 2030-07-15 | to be filed | java.lang.IllegalStateException: broken
                --- a/fails.txt
                +++ b/fails.txt
                @@ -1,3 +1,2 @@
                 # known
                -TestCase::holds | 2030-06-15 | #12 | the unit is off by one
                 Other::* | 2030-06-15 | #12 | the unit is off by one
                """);
        assertThat(environment.reports.getLast())
                .contains("what is expected has changed: review " + summary.resolveSibling(
                        "expectations.patch") + " and apply it with: patch -p1 -d " + folder);
    }

    @Test
    void aFileWithoutALastLineFeedGetsOneWhenALineIsAdded() throws IOException {
        Files.writeString(folder.resolve("a2a3sim-hbg-fails.txt"), "Other::*" + REST);
        Path summary = folder.resolve("out/summary.json");

        updating(summary);

        assertThat(summary.resolveSibling("expectations.patch")).content().contains("""
                @@ -1,1 +1,2 @@
                -Other::* | 2030-06-15 | #12 | the unit is off by one
                \\ No newline at end of file
                +Other::* | 2030-06-15 | #12 | the unit is off by one
                +ExpectationTests.TestCase::breaks/default |""");
    }

    @Test
    void aFileOfWindowsIsReadAndKeepsItsLineEnds() throws IOException {
        Files.writeString(folder.resolve("a2a3sim-hbg-fails.txt"),
                "\uFEFF# bekannt für später\r\nTestCase::holds" + REST + "\r\nOther::*" + REST + "\r\n");
        Path summary = folder.resolve("out/summary.json");

        updating(summary);

        assertThat(Files.readString(summary.resolveSibling("expectations.patch"))).contains(
                "@@ -1,3 +1,3 @@\n \uFEFF# bekannt für später\r\n-TestCase::holds" + REST + "\r\n Other::*" + REST
                        + "\r\n+ExpectationTests.TestCase::breaks/default |")
                .endsWith("broken\r\n");
    }

    @Test
    void aMarkBeforeTheTextIsNoPartOfIt() throws IOException {
        Files.writeString(folder.resolve("fails.txt"), "\uFEFFTestCase::breaks" + REST);

        run().assertStatistics(stats -> stats.started(2).failed(0));
    }

    @Test
    void aFileThatIsNoTextIsSaidToBeNone() throws IOException {
        Files.write(folder.resolve("fails.txt"), new byte[]{'#', ' ', (byte) 0xfc, '\n'});

        assertThat(throwable(run(), "expectation fails.txt"))
                .hasMessage("expectation fails.txt: the file is no text in "
                        + "UTF-8, so none of its lines holds; save it as UTF-8");
    }

    @Test
    void whatIsExpectedToFailIsNotTriedAgain() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST);

        environment.running(TestCase.class).configurationParameter("chiptest.expectations.folder", folder.toString())
                .configurationParameter("retries", "3").execute().testEvents()
                .assertStatistics(stats -> stats.started(2).aborted(1).failed(0));
    }

    @Test
    void aFlakeThatIsKnownGetsNoSecondLine() throws IOException {
        write("flakes.txt", "PassesLater::passes" + REST);
        PassesLater.failed = false;
        Path summary = folder.resolve("out/summary.json");

        environment.running(PassesLater.class).configurationParameter("chiptest.expectations.folder", folder.toString())
                .configurationParameter("expectations", "update").configurationParameter("retries", "1")
                .configurationParameter("chiptest.summary", summary.toString()).execute();

        assertThat(environment.reports.getLast()).contains("1 flaky");
        assertThat(summary.resolveSibling("expectations.patch")).doesNotExist();
    }

    @Test
    void aPartOfTheTestsDoesNotUpdateThem() {
        assertThat(environment.running(TestCase.class).configurationParameter("expectations", "update")
                .configurationParameter("shard", "1/2").discover().getDiscoveryIssues()).singleElement()
                .satisfies(issue -> assertThat(issue.message()).contains("expectations=update needs to see all tests, "
                        + "and this run is part 1/2 of them; update the expectations in a run without -Dshard"));
    }

    @Test
    void thereIsNoPatchWhenTheFilesSayWhatIs() throws IOException {
        write("fails.txt", "TestCase::breaks" + REST);
        Path summary = folder.resolve("out/summary.json");

        updating(summary);

        assertThat(environment.reports.getLast()).contains("so there is no patch of expectations");
        assertThat(summary.resolveSibling("expectations.patch")).doesNotExist();
    }

    @Test
    void aLineStaysThatHoldsForTestsThatWereNotSelected() throws IOException {
        write("fails.txt", "TestCase::*" + REST);
        Path summary = folder.resolve("out/summary.json");

        environment.running(TestCase.class).configurationParameter("chiptest.expectations.folder", folder.toString())
                .configurationParameter("expectations", "update").configurationParameter("case", "TestCase::holds")
                .configurationParameter("chiptest.summary", summary.toString()).execute().testEvents()
                .assertStatistics(stats -> stats.started(1).failed(1));

        assertThat(summary.resolveSibling("expectations.patch")).doesNotExist();
    }

    private void updating(Path summary) {
        environment.running(TestCase.class).configurationParameter("chiptest.expectations.folder", folder.toString())
                .configurationParameter("expectations", "update")
                .configurationParameter("chiptest.summary", summary.toString()).execute();
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(folder.resolve(name), List.of(lines));
    }

    private Events run() {
        return environment.running(TestCase.class)
                .configurationParameter("chiptest.expectations.folder", folder.toString()).execute().testEvents();
    }

    private static List<String> ends(Events events) {
        return events.finished().stream()
                .filter(event -> !event.getTestDescriptor().getDisplayName().startsWith("expectation"))
                .map(event -> {
                    TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
                    return name(event) + ": " + result.getStatus()
                            + result.getThrowable().map(failure -> " " + failure.getMessage()).orElse("");
                }).sorted().toList();
    }

    private static Throwable throwable(Events events, String name) {
        return events.finished().stream().filter(event -> name(event).startsWith(name))
                .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    private static String name(Event event) {
        String legacy = event.getTestDescriptor().getLegacyReportingName();
        return event.getTestDescriptor().getDisplayName().startsWith("expectation")
                ? event.getTestDescriptor().getDisplayName()
                : legacy.replaceFirst("\\((\\w+).*", " $1");
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TestCase {

        @Scenario
        void breaks() {
            throw new IllegalStateException("broken");
        }

        @Scenario
        @Case(name = "default")
        void holds() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class FullDisk {

        @Scenario
        void writes() {
            throw new IllegalStateException("no file", new IOException("No space left on device"));
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class PassesLater {

        private static volatile boolean failed;

        @Scenario
        void passes() {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("not yet");
            }
        }
    }
}
