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

/** Find which of many expectations match a test without looking at those that name other classes or cases. */
final class ExpectationIndex {

    private static final String ANY = "*";

    private final Map<String, OfClass> byClass = new HashMap<>();

    private record Ranked(int rank, Expectation expectation) {}

    /**
     * Expectations of one class, or of those whose names match a pattern.
     *
     * @param byCase   those that name one
     * @param patterns the others
     */
    private record OfClass(Map<String, List<Ranked>> byCase, List<Ranked> patterns) {

        Stream<Ranked> named(DeclaredScenario scenario, String caseName) {
            return Stream.concat(
                    Stream.of("", caseName, scenario.name(), scenario.name() + "/" + caseName).distinct()
                            .flatMap(key -> byCase.getOrDefault(key, List.of()).stream()),
                    patterns.stream());
        }
    }

    /** Index expectations, of which an earlier one comes before a later one. */
    ExpectationIndex(List<Expectation> expectations) {
        for (int rank = 0; rank < expectations.size(); rank++) {
            add(new Ranked(rank, expectations.get(rank)));
        }
    }

    private void add(Ranked ranked) {
        String className = ranked.expectation().pattern().className();
        String caseName = ranked.expectation().pattern().caseName();
        OfClass ofClass = byClass.computeIfAbsent(className.contains(ANY) ? ANY : simpleName(className),
                _ -> new OfClass(new HashMap<>(), new ArrayList<>()));
        if (caseName.contains(ANY)) {
            ofClass.patterns().add(ranked);
        } else {
            ofClass.byCase().computeIfAbsent(caseName, _ -> new ArrayList<>()).add(ranked);
        }
    }

    /** Return the last part of a class's full, binary or simple name, which all of its names have in common. */
    static String simpleName(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }

    /** Return the first that matches. */
    Optional<Expectation> first(DeclaredScenario scenario, DeclaredTest test) {
        return matching(scenario, test).min(Comparator.comparingInt(Ranked::rank)).map(Ranked::expectation);
    }

    /** Return all that match, the first one first. */
    List<Expectation> all(DeclaredScenario scenario, DeclaredTest test) {
        return matching(scenario, test).sorted(Comparator.comparingInt(Ranked::rank)).map(Ranked::expectation).toList();
    }

    private Stream<Ranked> matching(DeclaredScenario scenario, DeclaredTest test) {
        String caseName = test.scenarioCase().name();
        return Stream.of(simpleName(scenario.type().getName()), ANY)
                .flatMap(key -> Optional.ofNullable(byClass.get(key)).stream())
                .flatMap(each -> each.named(scenario, caseName))
                .filter(each -> each.expectation().matches(scenario, test));
    }
}
