package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.List;
import java.util.Set;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;
import org.junit.platform.testkit.engine.Events;

/** Selectors that name something within a class. */
class SelectorTests {

    private static final String CLASS = "[engine:chiptest]/[class:" + Cases.class.getName() + "]";

    private final FakeEnvironment environment = new FakeEnvironment();

    static List<Arguments> nothing() {
        return List.of(
                Arguments.of(selectMethod(Cases.class, "ran"), CLASS + "/[selection:method ran]",
                        "method ran matches nothing: Cases has no scenario ran; known: other, run; did you mean run?"),
                Arguments.of(selectMethod(Cases.class, "run", "one*"), CLASS + "/[selection:method run%28one%2A%29]",
                        "method run(one*) matches nothing: what is in brackets are the types of parameters, and scenario run "
                                + "of Cases takes (ChipWorker, CallConfig); a case is selected with -Dcase=run/case"),
                Arguments.of(selectIteration(selectMethod(Cases.class, "run"), 2),
                        CLASS + "/[scenario:run]/[selection:iteration 2]",
                        "iteration 2 matches nothing: scenario run has 2 tests, which count from 0: "
                                + "one@a2a3sim.host_build_graph, two@a2a3sim.host_build_graph"),
                Arguments.of(selectIteration(selectClass(Cases.class), 0), CLASS + "/[selection:iteration 0]",
                        "iteration 0 matches nothing: a class has no iterations; select one of a scenario"),
                Arguments.of(selectUniqueId(CLASS + "/[scenario:ran]"), CLASS + "/[selection:method ran]",
                        "method ran matches nothing: Cases has no scenario ran"),
                Arguments.of(selectUniqueId(
                        CLASS + "/[scenario:run]/[test-template-invocation:on@a2a3sim.host_build_graph]"),
                        CLASS + "/[scenario:run]/[selection:test on@a2a3sim.host_build_graph]",
                        "test on@a2a3sim.host_build_graph matches nothing: scenario run of Cases has no such test; known: "
                                + "one@a2a3sim.host_build_graph, two@a2a3sim.host_build_graph; did you mean "
                                + "one@a2a3sim.host_build_graph?"));
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void whatTheClassDoesNotHaveIsATestThatFails(DiscoverySelector selector, String id, String message) {
        Events tests = execute(selector);

        tests.assertStatistics(stats -> stats.started(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(message);
        String failed = tests.failed().list().getFirst().getTestDescriptor().getUniqueId().toString();
        assertThat(failed).isEqualTo(id.replace("%28", "(").replace("%2A", "*").replace("%29", ")"));
        execute(selectUniqueId(failed)).assertStatistics(stats -> stats.started(1).failed(1));
    }

    @Test
    void iterationsCountTheTestsOfAScenario() {
        Events tests = execute(selectIteration(selectMethod(Cases.class, "run"), 1));

        tests.assertStatistics(stats -> stats.started(1).succeeded(1));
        assertThat(tests.succeeded().list().getFirst().getTestDescriptor().getDisplayName())
                .isEqualTo("two [a2a3sim hbg]");
    }

    @Test
    void aMethodIsFoundByTheTypesOfItsParametersToo() {
        execute(selectMethod(Cases.class, "run", ChipWorker.class.getName() + ", " + CallConfig.class.getName()))
                .assertStatistics(stats -> stats.succeeded(2));
        execute(selectMethod(Cases.class, "run", "ChipWorker,CallConfig"))
                .assertStatistics(stats -> stats.succeeded(2));
    }

    @Test
    void aTestThatPointsAtAWrongDeclarationTakesItAlong() {
        String id = "[engine:chiptest]/[class:" + Blocked.class.getName()
                + "]/[scenario:run]/[test-template-invocation:default@a2a3sim.host_build_graph]";

        execute(selectUniqueId(id)).assertStatistics(stats -> stats.skipped(1).failed(1));
        execute(selectMethod(Blocked.class, "run")).assertStatistics(stats -> stats.skipped(1).failed(1));
    }

    @Test
    void aMethodThatIsMissingForAWrongDeclarationTakesThatAlong() {
        Events tests = execute(selectMethod(Fixed.class, "run"));

        tests.assertStatistics(stats -> stats.started(2).failed(2));
        assertThat(tests.failed().stream().map(Failure::message)).anyMatch(
                message -> message
                        .equals("the class is an enum, of which nobody else makes instances; make it a class"));
    }

    @Test
    void aMethodOfAClassThatIsNoneOfOursIsNone() {
        EngineDiscoveryResults found = environment.engine().selectors(selectMethod(SelectorTests.class, "nothing"))
                .discover();

        assertThat(found.getEngineDescriptor().getChildren()).isEmpty();
        assertThat(found.getDiscoveryIssues()).extracting(DiscoveryIssue::message)
                .singleElement().asString()
                .contains("SelectorTests is no test class, so nobody runs the test classes in");
    }

    @Test
    void itCanBeIgnored() {
        environment.engine().selectors(selectMethod(Cases.class, "ran"))
                .configurationParameter("chiptest.empty-selection", "ignore").execute().testEvents()
                .assertStatistics(stats -> stats.started(0));
    }

    private Events execute(DiscoverySelector selector) {
        return environment.engine().selectors(selector).execute().testEvents();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    enum Fixed {
        ONE;

        @Scenario
        void run() {
            assertThat(this).as("what nobody runs").isNull();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Blocked {

        @BeforeEach
        static void wrong() {
            // it is static
        }

        @Scenario
        void run() {
            throw new IllegalStateException("it ran");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases {

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void run(ChipWorker worker, CallConfig config) {
            assertThat(Set.of(worker, config)).hasSize(2);
        }

        @Scenario
        void other() {
            // there is more than one
        }
    }
}
