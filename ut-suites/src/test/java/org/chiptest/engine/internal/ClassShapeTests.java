package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.Tier;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.Events;

/** What classes may look like that have scenarios: each is run, or somebody says why not. */
class ClassShapeTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    static List<Arguments> run() {
        return List.of(
                Arguments.of(OfAnInterface.class, 1),
                Arguments.of(OfAGenericBase.class, 1),
                Arguments.of(OverridesAGenericOne.class, 1),
                Arguments.of(Private.class, 1),
                Arguments.of(Componentless.class, 1),
                Arguments.of(Composed.class, 2),
                Arguments.of(SubclassWithAnnotation.class, 1),
                Arguments.of(OverridesAgain.class, 1),
                Arguments.of(WithDeepNesting.class, 2));
    }

    @ParameterizedTest
    @MethodSource("run")
    void theseRun(Class<?> type, int tests) {
        execute(type).assertStatistics(stats -> stats.started(tests).succeeded(tests));
        assertThat(warnings(selectClass(type))).isEmpty();
    }

    static List<Arguments> wrong() {
        return List.of(
                Arguments.of(AbstractNested.class,
                        "class Inner is @Nested and abstract, so nobody runs it; leave abstract"
                                + " out, or take @Nested from it and give it to the classes that extend it"),
                Arguments.of(NestedRecord.class,
                        "class Inner is @Nested and no inner class, as a record is always static;"
                                + " make it an inner class"),
                Arguments.of(NestedInterface.class,
                        "class Inner is @Nested and no inner class, as an interface is always"
                                + " static; make it an inner class"),
                Arguments.of(Fixed.class,
                        "the class is an enum, of which nobody else makes instances; make it a class"),
                Arguments.of(WithComponent.class,
                        "the class has no constructor without parameters; scenarios get what they "
                                + "need as parameters of their methods"),
                Arguments.of(OverridesWithout.class,
                        "method runs overrides a scenario of GrandParent but is none, so nobody"
                                + " runs it; annotate it with @Scenario, and with @Disabled if it is not to run here"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void theseAreWrongDeclarations(Class<?> type, String message) {
        Events tests = execute(type);

        assertThat(tests.failed().stream().map(Failure::message)).containsExactly(message);
        tests.assertStatistics(stats -> stats.succeeded(0));
        assertThat(warnings(selectClass(type))).isEmpty();
    }

    static List<Arguments> lost() {
        class Local {

            @Scenario
            void lost() {
                throw new IllegalStateException("nobody runs it");
            }
        }
        return List.of(
                Arguments.of(List.of(selectClass(GrandParent.class)), "class " + GrandParent.class.getName()
                        + " is abstract, and no class of this run extends it, so nobody runs its scenarios; run one that does"),
                Arguments.of(List.of(selectMethod(GrandParent.class, "runs"), selectClass(Componentless.class)),
                        "class " + GrandParent.class.getName() + " is abstract, and no class of this run extends it, so"
                                + " nobody runs its scenarios; run one that does"),
                Arguments.of(List.of(selectClass(Contract.class)), "class " + Contract.class.getName()
                        + " is an interface, and no class of this run implements it, so nobody runs its scenarios; run one"
                        + " that does"),
                Arguments.of(List.of(selectClass(PlainAround.class)), "class " + PlainAround.class.getName()
                        + " is no test class, so nobody runs the test classes in it: Inner; annotate PlainAround with"
                        + " @ChipTest too, or move them into files of their own"),
                Arguments.of(List.of(selectClass(PlainAroundNested.class)),
                        "class " + PlainAroundNested.Inner.class.getName() + " has scenarios that nobody runs; annotate"
                                + " PlainAroundNested with @ChipTest"),
                Arguments.of(List.of(selectClass(Local.class)), "class " + Local.class.getName()
                        + " is a local class, so nobody runs its scenarios; make it a class of its own"),
                Arguments.of(List.of(selectClass(AroundABase.class)), "class " + AroundABase.Base.class.getName()
                        + " is abstract, and no class of this run extends it, so nobody runs its scenarios; run one that"
                        + " does"));
    }

    @ParameterizedTest
    @MethodSource("lost")
    void theseAreWarnings(List<DiscoverySelector> selectors, String message) {
        assertThat(warnings(selectors.toArray(DiscoverySelector[]::new))).containsExactly(message);
    }

    @Test
    void whatIsRunByAnotherClassOfTheRunIsNotLost() {
        assertThat(warnings(selectClass(GrandParent.class), selectClass(OverridesAgain.class))).isEmpty();
        assertThat(warnings(selectClass(PlainAround.class), selectClass(PlainAround.Inner.class))).isEmpty();
    }

    static List<Arguments> within() {
        Class<?> outer = WithDeepNesting.class;
        Class<?> inner = WithDeepNesting.Inner.class;
        Class<?> innermost = WithDeepNesting.Inner.Innermost.class;
        return List.of(Arguments.of(selectClass(inner), 2), Arguments.of(selectClass(innermost), 1),
                Arguments.of(selectNestedClass(List.of(outer), inner), 2),
                Arguments.of(selectNestedClass(List.of(outer, inner), innermost), 1),
                Arguments.of(selectMethod(innermost, "runs"), 1),
                Arguments.of(selectNestedMethod(List.of(outer), inner, "runs"), 1),
                Arguments.of(selectNestedMethod(List.of(outer, inner), innermost, "runs"), 1));
    }

    @ParameterizedTest
    @MethodSource("within")
    void innerClassesAndTheirScenariosAreSelectedAsDevelopmentToolsDo(DiscoverySelector selector, int tests) {
        environment.engine().selectors(selector).execute().testEvents()
                .assertStatistics(stats -> stats.started(tests).succeeded(tests));
    }

    private Events execute(Class<?> type) {
        return environment.running(type).execute().testEvents();
    }

    private List<String> warnings(DiscoverySelector... selectors) {
        return environment.engine().selectors(selectors).discover().getDiscoveryIssues().stream()
                .peek(issue -> assertThat(issue.severity()).isEqualTo(DiscoveryIssue.Severity.WARNING))
                .map(DiscoveryIssue::message).toList();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    interface Contract {

        @BeforeAll
        static void prepare() {
            // by the interface
        }

        @BeforeEach
        default void set() {
            // by the interface too
        }

        @Scenario
        default void runs(ChipWorker worker) {
            assertThat(worker).isNotNull();
        }
    }

    static class OfAnInterface implements Contract {}

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class GenericBase<T> {

        @Scenario
        void runs(ChipWorker worker) {
            assertThat(value(worker)).isNotNull();
        }

        abstract T value(ChipWorker worker);
    }

    static class OfAGenericBase extends GenericBase<String> {

        @Override
        String value(ChipWorker worker) {
            return worker.getClass().getName();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class GenericScenario<T> {

        @Scenario
        void runs(T taken) {
            throw new IllegalStateException("never called with " + taken);
        }
    }

    static class OverridesAGenericOne extends GenericScenario<ChipWorker> {

        @Override
        @Scenario
        void runs(ChipWorker taken) {
            assertThat(taken).isNotNull();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    private static final class Private {

        private Private() {}

        @Scenario
        @SuppressWarnings("UnusedMethod") // the engine calls it
        private void runs() {
            // nobody else calls it
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    record Componentless() {

        @Scenario
        void runs() {
            // a record may have methods
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    @Tag("own")
    @Retention(RetentionPolicy.RUNTIME)
    @interface OnOneChip {}

    @Scenario(tier = Tier.SMOKE)
    @Case(name = "one")
    @Case(name = "two")
    @Tag("quick")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Quick {}

    @OnOneChip
    static class Composed {

        @Quick
        void runs() {
            // twice
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class GrandParent {

        @Scenario
        void runs() {
            throw new IllegalStateException("never called");
        }
    }

    abstract static class Parent extends GrandParent {

        @Override
        void runs() {
            throw new IllegalStateException("never called");
        }
    }

    static class OverridesWithout extends Parent {}

    static class OverridesAgain extends Parent {

        @Override
        @Scenario
        void runs() {
            // a scenario again
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
    static class SubclassWithAnnotation extends Parent {

        @Override
        @Scenario
        void runs() {
            // on its own variant
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class WithDeepNesting {

        @Nested
        class Inner {

            @Scenario
            void runs() {
                // below one
            }

            @Nested
            class Innermost {

                @AfterEach
                void after() {
                    // around one
                }

                @Scenario
                void runs() {
                    // below two
                }
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class AbstractNested {

        @Nested
        abstract class Inner {

            @Scenario
            void lost() {
                throw new IllegalStateException("nobody runs it");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class NestedRecord {

        @Nested
        record Inner() {

            @Scenario
            @SuppressWarnings("DoNotCallSuggester")
            void lost() {
                assertThat(this).as("what nobody runs").isNull();
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class NestedInterface {

        @Nested
        interface Inner {

            @Scenario
            default void lost() {
                throw new IllegalStateException("nobody runs it");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    enum Fixed {
        ONE;

        @Scenario
        @SuppressWarnings("DoNotCallSuggester")
        void lost() {
            assertThat(this).as("what nobody runs").isNull();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    record WithComponent(int number) {

        @Scenario
        @SuppressWarnings("DoNotCallSuggester")
        void lost() {
            assertThat(this).as("what nobody runs").isNull();
        }
    }

    static class PlainAround {

        @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
        static class Inner {

            @Scenario
            void runs() {
                // if it is selected
            }
        }
    }

    static class PlainAroundNested {

        @Nested
        class Inner {

            @Scenario
            void lost() {
                throw new IllegalStateException("nobody runs it");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class AroundABase {

        @Scenario
        void runs() {
            // there is more
        }

        abstract static class Base {

            @Scenario
            void lost() {
                throw new IllegalStateException("nobody runs it");
            }
        }
    }
}
