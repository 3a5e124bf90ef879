package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.testkit.engine.Events;

/** What test classes bring along from JUnit Jupiter, besides methods around scenarios ({@link LifecycleTests}). */
class ForeignAnnotationTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aDisabledScenarioIsSkippedWithItsReasonAlsoBelowADisabledClass() {
        Events tests = environment.running(PartlyDisabled.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).skipped(4));
        assertThat(tests.skipped().stream().map(event -> event.getTestDescriptor().getParent().orElseThrow()
                .getDisplayName() + ": " + event.getRequiredPayload(String.class))).containsExactlyInAnyOrder(
                        "one: disabled: until the fix of 17", "two: scenario two is @Disabled",
                        "composed: disabled: slow", "inner: disabled: not yet");
    }

    @Test
    void repeatedAnnotationsOfAUsersOwnAreReadLikeOnes() {
        environment.running(DisabledTwice.class).execute().testEvents()
                .assertStatistics(stats -> stats.skipped(1).failed(0));
    }

    @Test
    void whatMakesNoScenarioIsAWrongDeclarationBesideOne() {
        Events tests = environment.running(Forgotten.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).failed(2));
        assertThat(tests.failed().stream().map(event -> Failure.of(event).getMessage())).containsExactlyInAnyOrder(
                "method golden is annotated with @Golden but is no scenario, so nobody runs it; annotate it with @Scenario",
                "method cases is annotated with @Case but is no scenario, so nobody runs it; annotate it with @Scenario");
    }

    @Test
    void wrongDeclarationsOfADisabledScenarioAreSkippedWithIt() {
        environment.running(DisabledAndWrong.class).execute().testEvents()
                .assertStatistics(stats -> stats.skipped(1).failed(0));
    }

    @Test
    void tagsOfJupiterAreTags() {
        TestDescriptor test = test(environment.running(Tagged.class).discover().getEngineDescriptor());

        assertThat(test.getTags()).extracting(TestTag::getName).contains("of-the-interface", "of-the-base",
                "of-the-class", "one", "two", "composed");
    }

    @Test
    void namesForPeopleAreShown() {
        TestDescriptor scenario = test(environment.running(Named.class).discover().getEngineDescriptor()).getParent()
                .orElseThrow();

        assertThat(scenario.getDisplayName()).isEqualTo("adds two vectors");
        assertThat(scenario.getParent().orElseThrow().getDisplayName()).isEqualTo("Vectors");
        assertThat(scenario.getParent().orElseThrow().getLegacyReportingName()).isEqualTo(Named.class.getName());
    }

    @Test
    void aTimeoutOfTheScenarioWinsOverThatOfTheClassAndACaseOverBoth() {
        Events tests = environment.running(Limited.class).execute().testEvents();

        assertThat(tests.failed().list()).extracting(Failure::message).satisfiesExactlyInAnyOrder(
                message -> assertThat(message).startsWith("the scenario did not end within 300 ms")
                        .contains("scenario: Limited.ofTheClass"),
                message -> assertThat(message).startsWith("the scenario did not end within 200 ms")
                        .contains("scenario: Limited.own"),
                message -> assertThat(message).startsWith("the scenario did not end within 1000 ms")
                        .contains("case:     patient"));
    }

    static List<Arguments> wrong() {
        return List.of(
                Arguments.of(OnlyTest.class, "@Test of method test",
                        "method test is annotated with @Test, which is not honoured there: annotate test methods with"
                                + " @Scenario"),
                Arguments.of(Repeated.class, "@RepeatedTest of scenario repeated",
                        "scenario repeated is annotated with "
                                + "@RepeatedTest, which is not honoured there: annotate test methods with @Scenario; a golden"),
                Arguments.of(Parameterized.class, "@ParameterizedTest of method numbers",
                        "method numbers is annotated with @ParameterizedTest, which is not honoured there: annotate the "
                                + "method with @Scenario, and give it cases with @Case"),
                Arguments.of(Extended.class, "@ExtendWith of the class",
                        "the class is annotated with @Mocked, which is a @ExtendWith, which is not honoured there: "
                                + "extensions are called by Jupiter's engine; set up in @BeforeAll and @BeforeEach methods"),
                Arguments.of(Registered.class, "@RegisterExtension of field extension",
                        "field extension is annotated with @RegisterExtension, which is not honoured there"),
                Arguments.of(OneInstance.class, "@TestInstance of the class",
                        "the class is annotated with @TestInstance, "
                                + "which is not honoured there: each run has an instance to itself"),
                Arguments.of(Ordered.class, "@Order of scenario first",
                        "scenario first is annotated with @Order, which "
                                + "is not honoured there: scenarios run in the order of their names"),
                Arguments.of(Conditional.class, "@EnabledOnOs of scenario somewhere", "scenario somewhere is annotated "
                        + "with @EnabledOnOs, which is not honoured there: name platforms and runtimes in @ChipTest or @Case"),
                Arguments.of(Locked.class, "@ResourceLock of scenario alone", "scenario alone is annotated with "
                        + "@ResourceLock, which is not honoured there: the scenarios of one device run one after the other"),
                Arguments.of(Concurrent.class, "@Execution of the class", "the class is annotated with @Execution"),
                Arguments.of(Misplaced.class, "@Disabled of method helper",
                        "method helper is annotated with @Disabled, "
                                + "which is not honoured there: it belongs to classes and scenarios"),
                Arguments.of(InstanceBeforeAll.class, "@BeforeAll method begin",
                        "@BeforeAll method begin: the method is not static; make it static, each run has an instance of"
                                + " its own"),
                Arguments.of(StaticBeforeEach.class, "@BeforeEach method begin",
                        "@BeforeEach method begin: the method is static; leave static out"),
                Arguments.of(WorkerBeforeAll.class, "@BeforeAll method begin",
                        "@BeforeAll method begin: parameter worker is of type ChipWorker, of which each run has its own, "
                                + "but the method runs once for all of them; take it in a @BeforeEach"),
                Arguments.of(InfoBeforeEach.class, "@BeforeEach method begin",
                        "@BeforeEach method begin: parameter info is of type org.junit.jupiter.api.TestInfo, of which "
                                + "the harness has nothing to give; it has ChipCallable, Architecture, CallConfig, ChipWorker, "
                                + "GoldenArgs, Platform, RandomGenerator, RuntimeKind, ScenarioContext, Variant; the data of a "
                                + "case is in ScenarioContext.scenarioCase()"),
                Arguments.of(FileFolder.class, "@TempDir field folder",
                        "@TempDir field folder must be a Path that is neither static nor final"),
                Arguments.of(KeptFolder.class, "method", "scenario keeps: parameter folder asks for cleanup NEVER; a "
                        + "temporary folder is one of the system's and is always deleted. What is to stay goes to "
                        + "ScenarioContext.directory()"),
                Arguments.of(SameThread.class, "timeout", "@Timeout of scenario quick asks for SAME_THREAD"),
                Arguments.of(TwoNames.class, "name", "scenario named has two names, 'one' by @Scenario and 'two' by "
                        + "@DisplayName; leave one of them out"),
                Arguments.of(WrongTag.class, "tag 'a b'",
                        "scenario tagged has the tag 'a b', which no filter can name"),
                Arguments.of(LostMember.class, "class Lost",
                        "class Lost has scenarios that nobody runs; annotate it with @ChipTest"),
                Arguments.of(LostInner.class, "class Lost",
                        "class Lost has scenarios that nobody runs; annotate it with @Nested, or make it static"),
                Arguments.of(StaticNested.class, "class Still", "class Still is @Nested and static; leave static out"),
                Arguments.of(InheritedNested.class, "class Inner", "class Inner is @Nested in the superclass "
                        + "BaseOfNested, and nested classes are not inherited; move it into InheritedNested"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsNotHonouredFailsItsDeclarationWithTheWayToSayItHere(Class<?> type, String key, String message) {
        Events tests = environment.running(type).execute().testEvents();

        assertThat(tests.failed().list()).singleElement().satisfies(event -> {
            assertThat(event.getTestDescriptor().getDisplayName()).isEqualTo("declaration of " + key);
            assertThat(Failure.message(event)).startsWith(message);
        });
    }

    @Test
    void scenariosOfSuchAClassDoNotRunAndOthersOfSuchAScenarioDo() {
        Events extended = environment.running(Extended.class).execute().testEvents();
        Events conditional = environment.running(Conditional.class).execute().testEvents();

        extended.assertStatistics(stats -> stats.failed(1).skipped(1).succeeded(0));
        assertThat(extended.skipped().list()).extracting(event -> event.getRequiredPayload(String.class))
                .containsExactly(
                        "the class is declared in a way that cannot work; see the failed test of its declaration");
        conditional.assertStatistics(stats -> stats.failed(1).skipped(1).succeeded(1));
    }

    @Test
    void anInstanceForEachMethodIsWhatThereIs() {
        environment.running(InstanceEach.class).execute().testEvents()
                .assertStatistics(stats -> stats.failed(0).succeeded(1));
    }

    private static TestDescriptor test(TestDescriptor engine) {
        return engine.getDescendants().stream().filter(TestDescriptor::isTest).findFirst().orElseThrow();
    }

    @Disabled("slow")
    @Tag("composed")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Slow {}

    @ExtendWith(Mocking.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Mocked {}

    static class Mocking implements Extension {}

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class Sim {}

    static class PartlyDisabled extends Sim {

        @Scenario
        @Disabled("until the fix of 17")
        void one() {
            throw new IllegalStateException("it ran");
        }

        @Scenario
        @Disabled
        void two() {
            throw new IllegalStateException("it ran");
        }

        @Scenario
        @Slow
        void composed() {
            throw new IllegalStateException("it ran");
        }

        @Scenario
        void runs() {
            // the only one
        }

        @Nested
        @Disabled("not yet")
        class Inner {

            @Scenario
            void inner() {
                throw new IllegalStateException("it ran");
            }
        }
    }

    static class DisabledAndWrong extends Sim {

        @Scenario
        @Disabled("broken")
        int wrong() {
            return 0;
        }
    }

    @Tag("of-the-interface")
    interface Marked {}

    @Tag("of-the-base")
    static class TaggedBase extends Sim {}

    @Tag("of-the-class")
    static class Tagged extends TaggedBase implements Marked {

        @Scenario
        @Tag("one")
        @Tag("two")
        @Slow
        void tagged() {
            // not run
        }
    }

    @DisplayName("Vectors")
    static class Named extends Sim {

        @Scenario
        @DisplayName("adds two vectors")
        void adds() {
            // not run
        }
    }

    @Timeout(value = 300, unit = TimeUnit.MILLISECONDS)
    static class Limited extends Sim {

        @Scenario
        void ofTheClass() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Scenario
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
        @Case
        @Case(name = "patient", scenarioTimeoutSeconds = 1)
        void own() throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    static class OnlyTest extends Sim {

        @Test
        void test() {
            // nobody runs it
        }
    }

    static class Repeated extends Sim {

        @RepeatedTest(3)
        @Scenario
        void repeated() {
            // nobody repeats it
        }
    }

    static class Parameterized extends Sim {

        @ParameterizedTest
        void numbers(@SuppressWarnings("unused") ChipWorker worker) {
            // nobody runs it
        }
    }

    @Mocked
    static class Extended extends Sim {

        @Scenario
        void mocked() {
            throw new IllegalStateException("it ran without its extension");
        }
    }

    static class Registered extends Sim {

        @RegisterExtension
        Mocking extension = new Mocking();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance extends Sim {}

    @TestInstance(TestInstance.Lifecycle.PER_METHOD)
    static class InstanceEach extends Sim {

        @Scenario
        void runs() {
            // as everywhere
        }
    }

    static class Ordered extends Sim {

        @Scenario
        @Order(1)
        void first() {
            // as its name says
        }
    }

    static class Conditional extends Sim {

        @Scenario
        @EnabledOnOs(OS.WINDOWS)
        void somewhere() {
            throw new IllegalStateException("it ran");
        }

        @Scenario
        void everywhere() {
            // runs
        }
    }

    static class Locked extends Sim {

        @Scenario
        @ResourceLock("it")
        void alone() {
            // without a lock
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    static class Concurrent extends Sim {}

    static class Misplaced extends Sim {

        @Disabled
        void helper() {
            // no scenario
        }
    }

    static class InstanceBeforeAll extends Sim {

        @BeforeAll
        void begin() {
            // on which instance?
        }
    }

    static class StaticBeforeEach extends Sim {

        @BeforeEach
        static void begin() {
            // for which instance?
        }
    }

    static class WorkerBeforeAll extends Sim {

        @BeforeAll
        static void begin(ChipWorker worker) {
            // on which device?
        }
    }

    static class InfoBeforeEach extends Sim {

        @BeforeEach
        void begin(TestInfo info) {
            // Jupiter's
        }
    }

    static class FileFolder extends Sim {

        @TempDir
        File folder = new File("none");
    }

    static class KeptFolder extends Sim {

        @Scenario
        void keeps(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
            // would be deleted
        }
    }

    static class SameThread extends Sim {

        @Scenario
        @Timeout(value = 5, threadMode = Timeout.ThreadMode.SAME_THREAD)
        void quick() {
            // passes
        }
    }

    static class TwoNames extends Sim {

        @Scenario("one")
        @DisplayName("two")
        void named() {
            // passes
        }
    }

    static class WrongTag extends Sim {

        @Scenario(tags = "a b")
        void tagged() {
            // passes
        }
    }

    static class LostMember extends Sim {

        static class Lost {

            @Scenario
            void lost() {
                // nobody runs it
            }
        }
    }

    static class LostInner extends Sim {

        @SuppressWarnings("ClassCanBeStatic") // that it is not is the mistake
        class Lost {

            @Scenario
            void lost() {
                // nobody runs it
            }
        }
    }

    static class StaticNested extends Sim {

        @Nested
        static class Still {

            @Scenario
            void still() {
                // nobody runs it
            }
        }
    }

    abstract static class BaseOfNested extends Sim {

        @Nested
        class Inner {

            @Scenario
            void inner() {
                // nobody runs it
            }
        }
    }

    static class InheritedNested extends BaseOfNested {}

    @Disabled("on this board")
    @Retention(RetentionPolicy.RUNTIME)
    @Repeatable(Boards.class)
    @interface Board {
        String value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Boards {
        Board[] value();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class DisabledTwice {

        @Scenario
        @Board("one")
        @Board("two")
        void fails() {
            throw new IllegalStateException("ran although it is disabled");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Forgotten {

        @Scenario
        void runs() {
            // Passes.
        }

        @Golden
        void golden(GoldenArgs args) {
            throw new IllegalStateException("never called with " + args.getClass());
        }

        @Case(name = "one")
        @Case(name = "two")
        void cases() {
            throw new IllegalStateException("never called");
        }
    }
}
