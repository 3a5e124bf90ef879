package org.chiptest.engine;

import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.junit.jupiter.api.Test;

class EmptySelectionTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aCaseThatMatchesNothingFailsWithTheNearestName() {
        var results = environment.running(TestCase.class).configurationParameter("case", "smal").execute();

        results.testEvents().assertStatistics(stats -> stats.started(1).failed(1)).assertThatEvents()
                .haveExactly(1, event(test("selection:case=smal"), finishedWithFailure(message(
                        text -> text.startsWith("case smal matches nothing; known: large, runs, small; "
                                + "did you mean small?")))));
    }

    @ChipTest
    static class TestCase {

        @Scenario
        @Case(name = "small")
        @Case(name = "large")
        void runs() {}
    }
}
