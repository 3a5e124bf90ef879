package org.chiptest.engine.internal.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.history.History;
import org.chiptest.engine.internal.settings.Order;

/** Put tests into the order in which they start; those that the order does not tell apart keep the one they were declared in. */
record TestOrder(Order order, History history, long seed) {

    List<PlannedTest> of(List<PlannedTest> tests) {
        List<PlannedTest> ordered = new ArrayList<>(tests);
        switch (order) {
            case DECLARED -> {
                // as they are
            }
            case FAILED_FIRST -> ordered.sort(Comparator.comparing(test -> !history.failedLast(id(test))));
            case SLOW_FIRST -> ordered.sort(Comparator.comparingLong(this::expectedMillis).reversed());
            case RANDOM -> Collections.shuffle(ordered, new Random(seed));
        }
        return List.copyOf(ordered);
    }

    /** What nobody has timed may be the longest. */
    private long expectedMillis(PlannedTest test) {
        return history.typicalMillis(id(test)).orElse(Long.MAX_VALUE);
    }

    private static String id(PlannedTest test) {
        return test.getUniqueId().toString();
    }
}
