package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.testkit.engine.EngineTestKit;

class EmptySelectionTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aCaseThatMatchesNothingFailsWithTheNearestName() {
        assertThat(failure("case", "smal")).isEqualTo("""
                case smal matches nothing; known: default, large, runs, small, watched; did you mean small?
                If another module or fork holds it, set chiptest.empty-selection=ignore""");
    }

    @Test
    void itStandsBelowTheEngineWithTheSourceOfAClassThatWasRunSinceSurefireCountsNoOtherTests() {
        var tests = running("case", "smal").execute().testEvents().failed().list();

        assertThat(tests).singleElement().satisfies(event -> {
            assertThat(event.getTestDescriptor().getUniqueId().toString())
                    .isEqualTo("[engine:chiptest]/[settings:selection]/[selection:case=smal]");
            assertThat(event.getTestDescriptor().getParent().flatMap(TestDescriptor::getSource))
                    .contains(ClassSource.from(TestCase.class));
        });
    }

    @Test
    void itIsNamedAsItWasTyped() {
        assertThat(failure("chiptest.level", "!2", "runtime", "hbg"))
                .startsWith("runtime=hbg chiptest.level=!2 leaves nothing to run of 3 tests:");
    }

    @Test
    void itsUniqueIdFailsAgain() {
        environment.engine()
                .selectors(selectUniqueId("[engine:chiptest]/[settings:selection]/[selection:case=smal]"))
                .execute().testEvents().assertStatistics(stats -> stats.started(1).failed(1));
    }

    @Test
    void aClassThatIsNotThereFailsWithTheClassesThatAre() {
        assertThat(failure("case", "TestCas::small"))
                .startsWith("case TestCas::small matches nothing: there is no class TestCas; known: TestCase; "
                        + "did you mean TestCase?");
    }

    @Test
    void oneOfSeveralCasesThatMatchesNothingFailsWhileTheOthersRun() {
        running("case", "small,tiny").execute().testEvents()
                .assertStatistics(stats -> stats.started(2).succeeded(1).failed(1));
    }

    @Test
    void aCombinationThatLeavesNothingShowsWhatThereIs() {
        assertThat(failure("case", "small", "platform", "a5sim")).startsWith("""
                case=small platform=a5sim leaves nothing to run of 1 test:
                  TestCase::runs/small on a2a3sim.host_build_graph, level 2""");
    }

    @Test
    void aManualCaseThatIsNotAskedForSaysHowToAsk() {
        assertThat(failure("case", "watched")).contains(
                "TestCase::watched/default on a2a3sim.host_build_graph, level 2, manual: -Dmanual=include takes it in");
    }

    @Test
    void classesWithNothingToRunAreFineIfAnotherOneHasIt() {
        environment.engine().selectors(selectClass(TestCase.class), selectClass(Other.class))
                .configurationParameter("case", "small").execute().testEvents()
                .assertStatistics(stats -> stats.started(1).succeeded(1));
    }

    @Test
    void nobodySelectedAnything() {
        environment.running(OnlyManual.class).execute().testEvents().assertStatistics(stats -> stats.started(0));
    }

    @Test
    void itCanBeIgnored() {
        running("case", "smal", "chiptest.empty-selection", "ignore").execute().testEvents()
                .assertStatistics(stats -> stats.started(0));
    }

    private String failure(String... settings) {
        var failed = running(settings).execute().testEvents().failed().list();
        assertThat(failed).hasSize(1);
        return Failure.message(failed.getFirst());
    }

    private EngineTestKit.Builder running(String... settings) {
        EngineTestKit.Builder builder = environment.running(TestCase.class);
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        return builder;
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TestCase {

        @Scenario
        @Case(name = "small")
        @Case(name = "large")
        void runs() {}

        @Scenario
        @Case(manual = true)
        void watched() {}
    }

    @ChipTest(platforms = "a5sim")
    static class Other {

        @Scenario
        void other() {}
    }

    @ChipTest
    static class OnlyManual {

        @Scenario
        @Case(manual = true)
        void manual() {}
    }
}
