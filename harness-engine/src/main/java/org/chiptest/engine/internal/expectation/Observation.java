package org.chiptest.engine.internal.expectation;

import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.summary.TestOutcome;

/** What became of a test, beside what was expected of it. */
public record Observation(DeclaredScenario scenario, DeclaredTest test, TestOutcome outcome) {

    /** Return a pattern that matches this test on any variant. */
    String pattern() {
        String name = scenario.type().getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.') + "::" + scenario.name() + "/"
                + test.scenarioCase().name();
    }
}
