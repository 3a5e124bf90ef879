package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.List;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class UniqueIdTests {

    private static final String CLASS = "[engine:chiptest]/[class:" + TestCase.class.getName() + "]";
    private static final String SMALL_ON_A5 = CLASS
            + "/[scenario:runs]/[test-template-invocation:small@a5sim.tensormap_and_ringbuffer]";
    private static final String LARGE_ON_A2A3 = CLASS
            + "/[scenario:runs]/[test-template-invocation:large@a2a3sim.host_build_graph]";
    private static final String OTHER = CLASS
            + "/[scenario:other]/[test-template-invocation:default@a5sim.host_build_graph]";

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void oneVariantRunsAlone() {
        assertThat(executed(SMALL_ON_A5)).containsExactly(SMALL_ON_A5);
    }

    @Test
    void threeUniqueIdsOfOneClassRunThreeTests() {
        assertThat(executed(SMALL_ON_A5, LARGE_ON_A2A3, OTHER))
                .containsExactlyInAnyOrder(SMALL_ON_A5, LARGE_ON_A2A3, OTHER);
    }

    @Test
    void theUniqueIdOfAScenarioRunsAllItsTests() {
        assertThat(executed(CLASS + "/[scenario:other]")).hasSize(4);
    }

    @Test
    void theUniqueIdOfAClassRunsAllItsScenarios() {
        assertThat(executed(CLASS)).hasSize(12);
    }

    @Test
    void aUniqueIdOfAClassThatIsNotThereRunsNothing() {
        EngineExecutionResults results = execute("[engine:chiptest]/[class:org.chiptest.Gone]/[scenario:runs]");

        results.testEvents().assertStatistics(stats -> stats.started(0));
        assertThat(environment.engine().selectors(selectUniqueId("[engine:chiptest]/[class:org.chiptest.Gone]"))
                .discover().getDiscoveryIssues()).as("the platform itself tells of it").singleElement()
                .satisfies(issue -> assertThat(issue.severity()).isEqualTo(DiscoveryIssue.Severity.ERROR));
    }

    @Test
    void inASuiteTheyFindTheSameTests() {
        UniqueId root = UniqueId.forEngine("junit-platform-suite").append("suite", "All").append("engine", "chiptest");
        TestDescriptor all = discover(root, selectClass(TestCase.class));
        UniqueId one = all.getDescendants().stream().filter(TestDescriptor::isTest).map(TestDescriptor::getUniqueId)
                .toList().get(3);

        assertThat(one.toString()).startsWith(root.toString());
        assertThat(discover(root, selectUniqueId(one)).getDescendants().stream().filter(TestDescriptor::isTest)
                .map(TestDescriptor::getUniqueId)).containsExactly(one);
    }

    private TestDescriptor discover(UniqueId root, DiscoverySelector selector) {
        return new ChipTestEngine(environment)
                .discover(LauncherDiscoveryRequestBuilder.request().selectors(selector).build(), root);
    }

    @Test
    void theUniqueIdOfADeclarationRunsItAgain() {
        String id = "[engine:chiptest]/[class:" + NoScenario.class.getName() + "]/[declaration:scenarios]";

        execute(id).testEvents().assertStatistics(stats -> stats.started(1).failed(1));
    }

    private List<String> executed(String... ids) {
        return execute(ids).testEvents().started().map(event -> event.getTestDescriptor().getUniqueId().toString())
                .toList();
    }

    private EngineExecutionResults execute(String... ids) {
        DiscoverySelector[] selectors = new DiscoverySelector[ids.length];
        for (int i = 0; i < ids.length; i++) {
            selectors[i] = selectUniqueId(ids[i]);
        }
        return environment.engine().selectors(selectors).execute();
    }

    @ChipTest
    static class TestCase {

        @Scenario
        @Case(name = "small")
        @Case(name = "large")
        void runs() {}

        @Scenario
        void other() {}
    }

    @ChipTest
    static class NoScenario {}
}
