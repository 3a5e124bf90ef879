package org.chiptest.engine.internal.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.history.History;
import org.chiptest.engine.internal.settings.CaseSelector;
import org.chiptest.engine.internal.settings.Order;
import org.chiptest.engine.internal.settings.SelectorIndex;

/** Put tests into the order in which they start; those that the order does not tell apart keep the one they were declared in. */
record TestOrder(Order order, History history, long seed, List<CaseSelector> listed) {

    List<PlannedTest> of(List<PlannedTest> tests) {
        List<PlannedTest> ordered = new ArrayList<>(tests);
        switch (order) {
            case DECLARED -> {
                // as they are
            }
            case FAILED_FIRST -> ordered = by(test -> history.failedLast(id(test)) ? 0 : 1, tests);
            case SLOW_FIRST -> ordered = by(test -> -expectedMillis(test), tests);
            case LISTED -> ordered = by(places(), tests);
            case RANDOM -> Collections.shuffle(ordered, new Random(seed));
        }
        return List.copyOf(ordered);
    }

    private record Keyed(PlannedTest test, long key) {}

    /** Sort by a key that is worked out once for each. */
    private static List<PlannedTest> by(ToLongFunction<PlannedTest> key, List<PlannedTest> tests) {
        return tests.stream().map(test -> new Keyed(test, key.applyAsLong(test)))
                .sorted(Comparator.comparingLong(Keyed::key)).map(Keyed::test).toList();
    }

    /** Find which of the listed selectors names a test first; those that none names come last. */
    private ToLongFunction<PlannedTest> places() {
        SelectorIndex<Integer> index = new SelectorIndex<>(IntStream.range(0, listed.size()).boxed().toList(),
                listed::get);
        return test -> test instanceof ScenarioTestDescriptor scenario
                ? index.matching(scenario.scenario().type().getName(), scenario.scenario().name(),
                        scenario.declared().scenarioCase().name()).findFirst().orElse(listed.size())
                : listed.size();
    }

    /** What nobody has timed may be the longest. */
    private long expectedMillis(PlannedTest test) {
        return history.typicalMillis(id(test)).orElse(Long.MAX_VALUE);
    }

    private static String id(PlannedTest test) {
        return test.getUniqueId().toString();
    }
}
