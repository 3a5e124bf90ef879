package org.chiptest.engine.internal.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.history.History;
import org.chiptest.engine.internal.settings.CaseSelector;
import org.chiptest.engine.internal.settings.Order;

/** Put tests into the order in which they start; those that the order does not tell apart keep the one they were declared in. */
record TestOrder(Order order, History history, long seed, List<CaseSelector> listed) {

    List<PlannedTest> of(List<PlannedTest> tests) {
        List<PlannedTest> ordered = new ArrayList<>(tests);
        switch (order) {
            case DECLARED -> {
                // as they are
            }
            case FAILED_FIRST -> ordered.sort(Comparator.comparing(test -> !history.failedLast(id(test))));
            case SLOW_FIRST -> ordered.sort(Comparator.comparingLong(this::expectedMillis).reversed());
            case LISTED -> ordered.sort(Comparator.comparingInt(this::place));
            case RANDOM -> Collections.shuffle(ordered, new Random(seed));
        }
        return List.copyOf(ordered);
    }

    /** Return which of the listed selectors names a test first; those that none names come last. */
    private int place(PlannedTest test) {
        for (int i = 0; i < listed.size(); i++) {
            if (test instanceof ScenarioTestDescriptor scenario && listed.get(i).matches(
                    scenario.scenario().type().getName(), scenario.scenario().name(),
                    scenario.declared().scenarioCase().name())) {
                return i;
            }
        }
        return listed.size();
    }

    /** What nobody has timed may be the longest. */
    private long expectedMillis(PlannedTest test) {
        return history.typicalMillis(id(test)).orElse(Long.MAX_VALUE);
    }

    private static String id(PlannedTest test) {
        return test.getUniqueId().toString();
    }
}
