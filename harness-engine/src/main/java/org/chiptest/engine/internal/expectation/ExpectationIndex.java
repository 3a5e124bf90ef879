package org.chiptest.engine.internal.expectation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;

/** Find the first of many expectations that matches a test without looking at those that name other cases. */
final class ExpectationIndex {

    private final Map<String, List<Ranked>> byCase = new HashMap<>();
    private final List<Ranked> patterns = new ArrayList<>();

    private record Ranked(int rank, Expectation expectation) {}

    /** Index expectations, of which an earlier one comes before a later one. */
    ExpectationIndex(List<Expectation> expectations) {
        for (int rank = 0; rank < expectations.size(); rank++) {
            Expectation each = expectations.get(rank);
            Ranked ranked = new Ranked(rank, each);
            String name = each.pattern().caseName();
            if (name.contains("*")) {
                patterns.add(ranked);
            } else {
                byCase.computeIfAbsent(name, _ -> new ArrayList<>()).add(ranked);
            }
        }
    }

    /** Return the first that matches. */
    Optional<Expectation> first(DeclaredScenario scenario, DeclaredTest test) {
        String caseName = test.scenarioCase().name();
        Stream<Ranked> named = Stream.of("", caseName, scenario.name(), scenario.name() + "/" + caseName)
                .flatMap(key -> byCase.getOrDefault(key, List.of()).stream());
        return Stream.concat(named, patterns.stream()).filter(each -> each.expectation().matches(scenario, test))
                .min(Comparator.comparingInt(Ranked::rank)).map(Ranked::expectation);
    }
}
