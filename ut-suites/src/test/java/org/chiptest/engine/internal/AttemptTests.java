package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

/** Tests that are tried again. */
class AttemptTests {

    /** Attempts of the scenario so far, and how many of them fail. */
    private static final AtomicInteger MADE = new AtomicInteger();
    private static volatile int failing;

    private final FakeEnvironment environment = new FakeEnvironment();

    @TempDir
    Path folder;

    @BeforeEach
    void forget() {
        MADE.set(0);
    }

    @Test
    void aTestThatPassesLaterIsFlakyAndEachAttemptIsShown() {
        Events events = run(2, "retries", "3");

        assertThat(ends(events)).containsExactly(
                "tries(default a2a3sim hbg)[1] ABORTED attempt 1 of at most 4 failed and was tried again: "
                        + "java.lang.IllegalStateException: broken 1",
                "tries(default a2a3sim hbg attempt 2)[1] ABORTED attempt 2 of at most 4 failed and was tried again: "
                        + "java.lang.IllegalStateException: broken 2",
                "tries(default a2a3sim hbg attempt 3)[1] SUCCESSFUL");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 1 test, 1 flaky")
                .contains(
                        "flaky: TestCase.tries default [a2a3sim hbg] on device 0: java.lang.IllegalStateException: broken 1");
        assertThat(events.list().stream().filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
                .map(event -> event.getPayload().toString())).anyMatch(text -> text.contains("verdict = 'flaky'"));
    }

    @Test
    void aTestThatNeverPassesFailsInItsLastAttempt() {
        Events events = run(9, "retries", "1");

        assertThat(ends(events)).satisfiesExactly(
                end -> assertThat(end).startsWith("tries(default a2a3sim hbg)[1] ABORTED"),
                end -> assertThat(end).isEqualTo("tries(default a2a3sim hbg attempt 2)[1] FAILED broken 2"));
        assertThat(environment.reports.getLast()).startsWith("chiptest: 1 test, 1 failed");
    }

    @Test
    void theFirstAttemptIsTheOnlyOneOfATestThatPasses() {
        assertThat(ends(run(0, "retries", "3"))).containsExactly("tries(default a2a3sim hbg)[1] SUCCESSFUL");
    }

    @Test
    void aTestThatFindsNothingToTestIsNotTriedAgain() {
        failing = -1;

        assertThat(ends(running("untilFail", "5"))).singleElement().asString().contains("ABORTED nothing to test");
    }

    @Test
    void aFailureIsNotLostWhenALaterAttemptFindsNothingToTest() {
        failing = -2;

        assertThat(ends(running("retries", "3")).getLast()).isEqualTo(
                "tries(default a2a3sim hbg attempt 2)[1] FAILED broken 1");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 1 test, 1 failed");
    }

    @Test
    void eachAttemptHasAFreshWorkerUnlessTheSameIsAskedFor() {
        run(2, "retries", "2");
        assertThat(environment.opened).hasSize(3);

        environment.opened.clear();
        forget();
        run(2, "retries", "2", "isolation", "same");
        assertThat(environment.opened).hasSize(1);
    }

    @Test
    void eachAttemptIsOnAnotherDeviceIfThatIsAskedFor() {
        Events events = run(3, "retries", "3", "isolation", "device", "device", "0-1");

        assertThat(values(events, "device")).containsExactly("0", "1", "0", "1");
        assertThat(environment.opened).extracting(device -> device.deviceId).containsExactly(0, 1, 0, 1);
        assertThat(values(events, "warning")).isEmpty();
        assertThat(environment.open).isEmpty();
    }

    @Test
    void thereIsAWarningIfThereIsNoOtherDevice() {
        Events events = run(1, "retries", "1", "isolation", "device");

        assertThat(environment.opened).extracting(device -> device.deviceId).containsExactly(0, 0);
        assertThat(values(events, "warning"))
                .containsExactly("-Disolation=device: there is no other device for this test "
                        + "than device 0, so the next attempt is there too; name more with -Ddevice");
    }

    @Test
    void twoTestsCanChangeTheirDevicesWithEachOther() {
        failing = 2;
        Events events = environment.running(Pair.class).configurationParameter("retries", "1")
                .configurationParameter("isolation", "device").configurationParameter("device", "0-1")
                .configurationParameter("chiptest.summary", folder.resolve("summary.json").toString()).execute()
                .testEvents();

        assertThat(values(events, "device")).containsExactlyInAnyOrder("0", "1", "0", "1");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 2 tests, 2 flaky");
    }

    @Test
    void eachAttemptHasADirectoryOfItsOwn() {
        run(1, "retries", "1");

        Path attempts = folder
                .resolve("attempts/" + TestCase.class.getName() + "/tries/default@a2a3sim.host_build_graph");
        assertThat(attempts.resolve("1/note")).hasContent("attempt 1");
        assertThat(attempts.resolve("2/note")).hasContent("attempt 2");
    }

    @Test
    void untilItFailsTellsHowOftenItDoes() {
        failing = -20;
        Events events = running("untilFail", "50");

        assertThat(MADE).hasValue(20);
        assertThat(rate(events)).contains("1 of 20 attempts failed: 5.0 %, between 0.9 % and 23.6 % (95 %)");
        assertThat(ends(events)).containsExactly("tries(default a2a3sim hbg)[1] FAILED broken 20");
    }

    @Test
    void untilItPassesTellsHowOftenItFails() {
        Events events = run(3, "untilPass", "9");

        assertThat(MADE).hasValue(4);
        assertThat(rate(events)).contains("3 of 4 attempts failed: 75.0 %, between 30.1 % and 95.4 % (95 %)");
    }

    @Test
    void anAttemptCannotBeSelectedButItsTestCan() {
        failing = 0;
        environment.engine()
                .selectors(selectUniqueId("[engine:chiptest]/[class:" + TestCase.class.getName()
                        + "]/[scenario:tries]/[test-template-invocation:default@a2a3sim.host_build_graph#2]"))
                .execute().testEvents().assertStatistics(stats -> stats.started(1).succeeded(1));
    }

    @Test
    void theWaysToTryAgainExcludeEachOther() {
        var results = environment.running(TestCase.class).configurationParameter("retries", "2")
                .configurationParameter("untilFail", "2").discover();

        assertThat(results.getDiscoveryIssues()).singleElement().satisfies(issue -> assertThat(issue.message())
                .isEqualTo("retries, untilFail and untilPass exclude each other; set one of them"));
    }

    private Events run(int failures, String... settings) {
        failing = failures;
        return running(settings);
    }

    private Events running(String... settings) {
        var builder = environment.running(TestCase.class).configurationParameter("chiptest.summary",
                folder.resolve("summary.json").toString());
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        return builder.execute().testEvents();
    }

    private static List<String> ends(Events events) {
        return events.finished().stream().map(event -> {
            TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
            return event.getTestDescriptor().getLegacyReportingName() + " " + result.getStatus()
                    + result.getThrowable().map(failure -> " " + failure.getMessage()).orElse("");
        }).toList();
    }

    private static List<String> values(Events events, String key) {
        return Published.entries(events).stream().filter(entry -> entry.containsKey(key)).map(entry -> entry.get(key))
                .toList();
    }

    private static String rate(Events events) {
        return events.list().stream().filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
                .map(Event::getPayload).map(Object::toString).filter(text -> text.contains("failure rate")).findFirst()
                .orElse("none");
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TestCase {

        @Scenario
        void tries(ChipWorker worker, ScenarioContext context) throws Exception {
            int attempt = MADE.incrementAndGet();
            Files.writeString(context.directory().resolve("note"), "attempt " + attempt);
            if (failing == -1 || failing == -2 && attempt == 2) {
                throw new TestAbortedException("nothing to test");
            }
            if (attempt <= failing || attempt == -failing || failing == -2) {
                throw new IllegalStateException("broken " + attempt);
            }
        }
    }

    /** Both are under way before one of them ends. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Pair {

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        @Scenario
        void one(ChipWorker worker) throws Exception {
            failFirst();
        }

        @Scenario
        void other(ChipWorker worker) throws Exception {
            failFirst();
        }

        private static void failFirst() throws Exception {
            BOTH.await(1, TimeUnit.MINUTES);
            if (MADE.incrementAndGet() <= failing) {
                throw new IllegalStateException("broken");
            }
        }
    }
}
