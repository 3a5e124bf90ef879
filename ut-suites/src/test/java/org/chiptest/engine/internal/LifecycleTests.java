package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

import org.assertj.core.api.Assumptions;
import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Events;

/** Methods of JUnit Jupiter around scenarios. What fixtures do they note here, where each test begins with nothing. */
class LifecycleTests {

    private static final List<String> DONE = new CopyOnWriteArrayList<>();
    private static final List<Path> FOLDERS = new CopyOnWriteArrayList<>();

    private final FakeEnvironment environment = new FakeEnvironment();

    @BeforeEach
    void forget() {
        DONE.clear();
        FOLDERS.clear();
    }

    @Test
    void methodsRunAroundEachScenarioAndOnceAroundAllThoseOfSuperclassesOutside() {
        environment.running(Around.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));

        assertThat(DONE).containsExactly("base before all", "before all",
                "base before each", "before each", "scenario", "after each", "base after each",
                "base before each", "before each", "scenario", "after each", "base after each",
                "after all", "base after all");
    }

    @Test
    void theyTakeWhatScenariosTake() {
        Events tests = environment.running(Taking.class).configurationParameter("seed", "7").execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1));
        assertThat(DONE).containsExactly("copy 5 default", "after on ChipWorker");
        assertThat(Published.entries(tests)).contains(Map.of("seed", "7"));
        assertThat(environment.compiled).as("compiled for the method before").hasSize(1);
    }

    @Test
    void atLevelThreeTheyTakeTheHost() {
        environment.running(OnHost.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThat(DONE).containsExactly("host", "host");
    }

    @Test
    void aScenarioWhoseMethodBeforeFailsDoesNotRunAndWhatComesAfterDoes() {
        Events tests = environment.running(FailingBefore.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).contains("no set-up");
        assertThat(DONE).containsExactly("after each");
    }

    @Test
    void whatComesAfterRunsWhateverBecameOfTheScenarioAndOfEachOther() {
        Events tests = environment.running(FailingAfter.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(3).aborted(0));
        assertThat(DONE).filteredOn("first after"::equals).hasSize(3);
        assertThat(DONE).filteredOn("second after"::equals).hasSize(3);
        assertThat(tests.failed().list()).extracting(Failure::message)
                .anySatisfy(message -> assertThat(message).contains("scenario failed"))
                .anySatisfy(message -> assertThat(message).contains("second failed"));
    }

    @Test
    void aFailureAfterIsAddedToThatOfTheScenario() {
        Events tests = environment.running(FailingAfter.class).configurationParameter("case", "fails").execute()
                .testEvents();

        Throwable failure = Failure.of(tests.failed().list().getFirst());
        assertThat(failure).hasMessageContaining("scenario failed");
        assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).contains("second failed", "first failed");
    }

    @Test
    void whatComesAfterRunsWhenTheScenarioDidNotEndInTime() {
        Events tests = environment.running(Late.class).configurationParameter("timeout", "1").execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(DONE).containsExactly("after each");
    }

    @Test
    void methodsForAllRunOnceAlsoWhenScenariosBeginAtTheSameTimeOnSeveralDevices() {
        environment.running(Together.class).configurationParameter("device", "0-3").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(4));

        assertThat(DONE).containsExactly("before all", "scenario", "scenario", "scenario", "scenario", "after all");
    }

    @Test
    void aFailureBeforeAllFailsEveryScenarioAndWhatComesAfterRuns() {
        Events tests = environment.running(FailingBeforeAll.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.started(2).failed(2));
        assertThat(tests.failed().list()).extracting(Failure::message)
                .allSatisfy(message -> assertThat(message).contains("no server"));
        assertThat(DONE).containsExactly("before all", "after all");
        assertThat(environment.opened).as("devices that scenarios used").allMatch(device -> device.prepared.isEmpty());
    }

    @Test
    void anAssumptionThatDoesNotHoldBeforeAllAbortsEveryScenario() {
        environment.running(AssumingBeforeAll.class).execute().testEvents()
                .assertStatistics(stats -> stats.started(2).aborted(2));
    }

    @Test
    void aFailureAfterAllFailsTheClassAndIsTold() {
        EngineExecutionResults run = environment.running(FailingAfterAll.class).execute();

        run.testEvents().assertStatistics(stats -> stats.succeeded(1));
        assertThat(run.containerEvents().failed().list()).singleElement().satisfies(event -> {
            assertThat(event.getTestDescriptor().getDisplayName()).isEqualTo("FailingAfterAll");
            assertThat(event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
                    .isInstanceOf(IllegalStateException.class).hasMessage("not closed");
        });
        assertThat(environment.reports.getLast()).contains("failed: the run itself: what comes after all tests of "
                + "FailingAfterAll failed: java.lang.IllegalStateException: not closed");
    }

    @Test
    void nothingRunsAroundAClassWhoseScenariosAreAllSkipped() {
        environment.running(AllDisabled.class).execute().testEvents().assertStatistics(stats -> stats.skipped(1));

        assertThat(DONE).isEmpty();
    }

    @Test
    void anInnerClassHasItsEnclosingInstanceAndWhatSurroundsThatOutside() {
        environment.running(Outer.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));

        assertThat(DONE).containsExactly("before all",
                "outer before", "outer", "outer after",
                "outer before", "inner before", "inner in outer set up", "inner after", "outer after",
                "after all");
    }

    @Test
    void eachTemporaryFolderIsThereForOneRunOnly() {
        environment.running(Folders.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));

        assertThat(FOLDERS).hasSize(6).doesNotHaveDuplicates().allMatch(folder -> !Files.exists(folder));
    }

    private static void note(String what) {
        DONE.add(what);
    }

    abstract static class Base {

        @BeforeAll
        static void beginBase() {
            note("base before all");
        }

        @AfterAll
        static void endBase() {
            note("base after all");
        }

        @BeforeEach
        void setUpBase() {
            note("base before each");
        }

        @AfterEach
        void tearDownBase() {
            note("base after each");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Around extends Base {

        @BeforeAll
        static void begin() {
            note("before all");
        }

        @AfterAll
        static void end() {
            note("after all");
        }

        @BeforeEach
        void setUp() {
            note("before each");
        }

        @AfterEach
        void tearDown() {
            note("after each");
        }

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void scenario() {
            note("scenario");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Taking {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @BeforeEach
        void setUp(ChipCallable copy, CallConfig config, ScenarioContext context, RandomGenerator random) {
            note("copy " + config.blockDim() + " " + context.scenarioCase().name());
            assertThat(copy).isNotNull();
            assertThat(random.nextInt()).isNotEqualTo(random.nextInt());
        }

        @AfterEach
        void tearDown(ChipWorker worker) {
            note("after on " + worker.getClass().getSimpleName());
        }

        @Scenario
        @Case(blockDim = 5)
        void scenario() {
            // what surrounds it notes
        }
    }

    @ChipTest(platforms = "a2a3sim", level = 3, runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class OnHost {

        @BeforeEach
        @AfterEach
        void around(HostWorker host) {
            note(host == null ? "none" : "host");
        }

        @Scenario
        void scenario() {
            // what surrounds it notes
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class FailingBefore {

        @BeforeEach
        void setUp() {
            throw new IllegalStateException("no set-up");
        }

        @AfterEach
        void tearDown() {
            note("after each");
        }

        @Scenario
        void scenario() {
            note("scenario");
        }
    }

    static class SecondAfter {

        @AfterEach
        void second() {
            note("second after");
            throw new IllegalStateException("first failed");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class FailingAfter extends SecondAfter {

        @AfterEach
        void first() {
            note("first after");
            throw new IllegalStateException("second failed");
        }

        @Scenario
        void passes() {
            // what comes after it fails
        }

        @Scenario
        void fails() {
            throw new IllegalStateException("scenario failed");
        }

        @Scenario
        void finds() {
            Assumptions.assumeThat(true).isFalse();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Late {

        @AfterEach
        void tearDown() {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            note("after each");
        }

        @Scenario
        void waits() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Together {

        private static final CountDownLatch ALL = new CountDownLatch(4);

        @BeforeAll
        static void begin() {
            note("before all");
        }

        @AfterAll
        static void end() {
            note("after all");
        }

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        @Case(name = "three")
        @Case(name = "four")
        void scenario() {
            note("scenario");
            ALL.countDown();
            assertThat(Latches.await(ALL)).as("all run at the same time").isTrue();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class FailingBeforeAll {

        @BeforeAll
        static void begin() {
            note("before all");
            throw new IllegalStateException("no server");
        }

        @AfterAll
        static void end() {
            note("after all");
        }

        @BeforeEach
        @AfterEach
        void around() {
            note("around");
        }

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void scenario() {
            note("scenario");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class AssumingBeforeAll {

        @BeforeAll
        static void begin() {
            Assumptions.assumeThat("here").isEqualTo("there");
        }

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void scenario() {
            note("scenario");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class FailingAfterAll {

        @AfterAll
        static void end() {
            note("after all");
            throw new IllegalStateException("not closed");
        }

        @Scenario
        void scenario() {
            // passes
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class AllDisabled {

        @BeforeAll
        static void begin() {
            note("before all");
        }

        @AfterAll
        static void end() {
            note("after all");
        }

        @Scenario
        @Disabled
        void scenario() {
            note("scenario");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Outer {

        private String state = "new";

        @BeforeAll
        static void begin() {
            note("before all");
        }

        @AfterAll
        static void end() {
            note("after all");
        }

        @BeforeEach
        void setUp() {
            state = "set up";
            note("outer before");
        }

        @AfterEach
        void tearDown() {
            note("outer after");
        }

        @Scenario
        void outer() {
            note("outer");
        }

        @Nested
        class Inner {

            @BeforeEach
            void setUp() {
                note("inner before");
            }

            @AfterEach
            void tearDown() {
                note("inner after");
            }

            @Scenario
            void inner() {
                note("inner in outer " + state);
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Folders {

        @TempDir
        private Path own;

        @BeforeEach
        void setUp(@TempDir Path before) {
            fill(before);
        }

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void scenario(@TempDir Path folder) {
            fill(own);
            fill(folder);
        }

        private static void fill(Path folder) {
            FOLDERS.add(folder);
            try {
                Files.writeString(Files.createDirectory(folder.resolve("inside")).resolve("file"), "text");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
