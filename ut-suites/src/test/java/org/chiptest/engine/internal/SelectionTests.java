package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.EngineTestKit;

class SelectionTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void byDefaultEverythingRunsInSimulationButManualCases() {
        assertThat(selected()).containsExactlyInAnyOrder(
                "one small [a2a3sim hbg]", "one small [a2a3sim trb]", "one small [a5sim hbg]", "one small [a5sim trb]",
                "one big [a5sim hbg]", "one big [a5sim trb]", "two default [a2a3sim hbg]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            platform            | a5sim                         | 4
            platform            | a2a3sim, a5sim                | 7
            platform            | all                           | 7
            chiptest.platform   | a5sim                         | 4
            runtime             | tensormap_and_ringbuffer      | 3
            runtime             | trb                           | 3
            runtime             | hbg,trb                       | 7
            case                | small                         | 4
            case                | one                           | 6
            case                | one/big                       | 2
            case                | one/*                         | 6
            case                | *Tests*First::*e/*            | 6
            case                | small,big                     | 6
            case                | ::small                       | 4
            case                | First::                       | 6
            case                | SelectionTests$First::small   | 4
            case                | SelectionTests.First::small   | 4
            case                | org.chiptest.engine.internal.SelectionTests$Second::default | 1
            case                | all                           | 7
            level               | all                           | 7
            level               | all,!3                        | 6
            level               | 2,3                           | 7
            level               | 2                             | 6
            level               | 3                             | 1
            level               | !3                            | 6
            manual              | include                       | 9
            manual              | only                          | 2
            """)
    void settingsSelectTests(String key, String value, int tests) {
        assertThat(selected(key, value)).hasSize(tests);
    }

    @Test
    void theShortNameWinsOverTheLongOne() {
        assertThat(selected("chiptest.platform", "a2a3sim", "platform", "a5sim")).hasSize(4);
    }

    @Test
    void anEmptySettingCountsAsNotGiven() {
        assertThat(selected("platform", "", "chiptest.case", " ")).hasSize(7);
    }

    @Test
    void aCaseMayBeManualOnOnePlatformOnly() {
        assertThat(selected("manual", "only")).containsExactlyInAnyOrder("one big [a2a3sim hbg]",
                "one big [a2a3sim trb]");
    }

    @Test
    void aScenarioThatHasOnlyManualCasesIsSkippedWithTheReason() {
        assertThat(skipped(environment.running(OnlyManual.class))).containsExactly(
                "large(big a2a3sim hbg)[1]: a manual case; -Dmanual=include takes it in",
                "large(bigger a2a3sim hbg)[2]: a manual case; -Dmanual=include takes it in");
        assertThat(skipped(environment.running(OnlyManual.class).configurationParameter("manual", "include")))
                .isEmpty();
    }

    @Test
    void aManualCaseThatIsNamedIsSkippedWithTheReason() {
        assertThat(skipped(environment.running(First.class).configurationParameter("case", "small,one/big")
                .configurationParameter("platform", "a2a3sim"))).containsExactly(
                        "one(big a2a3sim hbg)[7]: a manual case; -Dmanual=include takes it in",
                        "one(big a2a3sim trb)[8]: a manual case; -Dmanual=include takes it in");
    }

    private static List<String> skipped(EngineTestKit.Builder run) {
        return run.execute().testEvents().skipped().stream()
                .map(event -> event.getTestDescriptor().getLegacyReportingName() + ": "
                        + event.getRequiredPayload(String.class))
                .toList();
    }

    private List<String> selected(String... settings) {
        var builder = environment.engine().selectors(selectClass(First.class), selectClass(Second.class));
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        List<String> names = new ArrayList<>();
        for (TestDescriptor test : builder.discover().getEngineDescriptor().getDescendants()) {
            if (test.isTest()) {
                names.add(test.getParent().orElseThrow().getDisplayName() + " " + test.getDisplayName());
            }
        }
        return names;
    }

    @ChipTest
    static class First {

        @Scenario
        @Case(name = "small")
        @Case(name = "big", manualOn = "a2a3sim")
        void one() {}
    }

    @ChipTest(level = 3, platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Second {

        @Scenario
        void two() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class OnlyManual {

        @Scenario
        @Case(name = "big", manual = true)
        @Case(name = "bigger", manual = true)
        void large() {
            throw new IllegalStateException("nobody asked for it");
        }
    }
}
