package org.chiptest.engine.internal.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Find which of many selectors name a case without looking at those that name other classes or cases. */
public final class SelectorIndex<T> {

    private static final String ANY = "*";

    private final Map<String, OfClass<T>> byClass = new HashMap<>();

    private record Ranked<T>(int rank, CaseSelector selector, T owner) {}

    /**
     * Selectors for one class, or for those whose names match a pattern.
     *
     * @param byCase   those that name one
     * @param patterns the others
     */
    private record OfClass<T>(Map<String, List<Ranked<T>>> byCase, List<Ranked<T>> patterns) {

        Stream<Ranked<T>> named(String scenario, String caseName) {
            return Stream.concat(
                    Stream.of("", caseName, scenario, scenario + "/" + caseName).distinct()
                            .flatMap(key -> byCase.getOrDefault(key, List.of()).stream()),
                    patterns.stream());
        }
    }

    /**
     * Index what has selectors.
     *
     * @param owners   an earlier one comes before a later one
     * @param selector returns the selector of one
     */
    public SelectorIndex(List<T> owners, Function<? super T, CaseSelector> selector) {
        for (int rank = 0; rank < owners.size(); rank++) {
            add(new Ranked<>(rank, selector.apply(owners.get(rank)), owners.get(rank)));
        }
    }

    private void add(Ranked<T> ranked) {
        String className = ranked.selector().className();
        String caseName = ranked.selector().caseName();
        OfClass<T> ofClass = byClass.computeIfAbsent(
                className.isEmpty() || className.contains(ANY) ? ANY : simpleName(className),
                _ -> new OfClass<>(new HashMap<>(), new ArrayList<>()));
        if (caseName.contains(ANY)) {
            ofClass.patterns().add(ranked);
        } else {
            ofClass.byCase().computeIfAbsent(caseName, _ -> new ArrayList<>()).add(ranked);
        }
    }

    /** Return the last part of a class's full, binary or simple name, which all of its names have in common. */
    public static String simpleName(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }

    /** Return those whose selectors select a case of a scenario of a class, the first one first. */
    public Stream<T> matching(String className, String scenario, String caseName) {
        return Stream.of(simpleName(className), ANY).flatMap(key -> Optional.ofNullable(byClass.get(key)).stream())
                .flatMap(each -> each.named(scenario, caseName))
                .filter(each -> each.selector().matches(className, scenario, caseName))
                .sorted(Comparator.comparingInt(Ranked::rank)).map(Ranked::owner);
    }
}
