package org.chiptest.engine.internal.expectation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.settings.SelectorIndex;
import org.chiptest.runtime.internal.settings.NearestName;

/**
 * Look for expectations that say nothing any more: they have expired, match no test, or another one always comes before them.
 *
 * <p>Judged by all that the classes of the run declare, so that it does not depend on what of it was selected. A pattern for the class
 * may match others, which are not part of the run; such a line is judged by its day alone. Each test is looked at once, however many
 * expectations there are.
 */
final class ExpectationReview {

    private final List<Expectation> expectations;
    private final Collection<DeclaredClass> classes;
    private final LocalDate today;
    private final Map<String, List<DeclaredClass>> classesByName;

    /** Those that hold for a test. */
    private final Set<Expectation> used = new HashSet<>();

    /** For those that match a test, what comes before them there. */
    private final Map<Expectation, Expectation> before = new HashMap<>();

    ExpectationReview(List<Expectation> expectations, Collection<DeclaredClass> classes, LocalDate today) {
        this.expectations = expectations;
        this.classes = classes;
        this.today = today;
        this.classesByName = classes.stream()
                .collect(Collectors.groupingBy(each -> SelectorIndex.simpleName(each.type().getName())));
        SelectorIndex<Expectation> valid = new SelectorIndex<>(
                expectations.stream().filter(each -> !each.hasExpiredOn(today)).toList(), Expectation::pattern);
        classes.stream().flatMap(type -> type.scenarios().stream())
                .forEach(scenario -> scenario.tests().forEach(test -> match(valid, scenario, test)));
    }

    private void match(SelectorIndex<Expectation> valid, DeclaredScenario scenario, DeclaredTest test) {
        List<Expectation> matching = Expectation.matching(valid, scenario, test).toList();
        matching.stream().limit(1).forEach(used::add);
        matching.stream().skip(1).forEach(each -> before.putIfAbsent(each, matching.getFirst()));
    }

    /** Return what is wrong, after what was wrong already. */
    List<Complaint> after(List<Complaint> earlier) {
        List<Complaint> complaints = new ArrayList<>(earlier);
        Map<String, List<String>> beside = ClassesBeside.names(classes.stream().map(DeclaredClass::type).toList())
                .stream().collect(Collectors.groupingBy(SelectorIndex::simpleName, TreeMap::new,
                        Collectors.toList()));
        for (Expectation each : expectations) {
            complaint(each, beside).map(text -> new Complaint(each.place().toString(), text))
                    .ifPresent(complaints::add);
        }
        return complaints;
    }

    private Optional<String> complaint(Expectation expectation, Map<String, List<String>> beside) {
        String className = expectation.pattern().className();
        List<DeclaredClass> meant = meant(expectation);
        if (meant.isEmpty()) {
            return className.contains("*") || beside.isEmpty() || exists(expectation, beside)
                    ? Optional.empty()
                    : Optional.of("there is no class " + className + NearestName.to(className, beside.keySet())
                            .map(nearest -> "; did you mean " + nearest + "?").orElse("; remove the line"));
        }
        if (expectation.hasExpiredOn(today)) {
            return Optional.of("what is expected of " + expectation.pattern().text() + " has expired on "
                    + expectation.until() + ": " + expectation.reason() + " (" + expectation.issue()
                    + "); look whether it still holds, and set a new day or remove the line");
        }
        return className.contains("*") ? Optional.empty() : uselessness(expectation, meant);
    }

    private List<DeclaredClass> meant(Expectation expectation) {
        String className = expectation.pattern().className();
        Collection<DeclaredClass> candidates = className.contains("*")
                ? classes
                : classesByName.getOrDefault(SelectorIndex.simpleName(className), List.of());
        return candidates.stream().filter(type -> expectation.pattern().matchesClass(type.type().getName())).toList();
    }

    private static boolean exists(Expectation expectation, Map<String, List<String>> beside) {
        return beside.getOrDefault(SelectorIndex.simpleName(expectation.pattern().className()), List.of()).stream()
                .anyMatch(name -> expectation.pattern().matchesClass(name));
    }

    private Optional<String> uselessness(Expectation expectation, List<DeclaredClass> meant) {
        if (used.contains(expectation)) {
            return Optional.empty();
        }
        Expectation first = before.get(expectation);
        return Optional.of(first == null
                ? expectation.pattern().text() + " matches no test" + nearest(expectation, meant)
                : expectation.pattern().text() + " is never used: " + first.place() + " comes before it; remove one");
    }

    private static String nearest(Expectation expectation, List<DeclaredClass> meant) {
        String name = expectation.pattern().caseName();
        List<String> known = meant.stream().flatMap(type -> type.scenarios().stream())
                .flatMap(scenario -> scenario.tests().stream().filter(test -> expectation.concerns(test.variant()))
                        .flatMap(test -> name.contains("/")
                                ? Stream.of(scenario.name() + "/" + test.scenarioCase().name())
                                : Stream.of(test.scenarioCase().name(), scenario.name())))
                .distinct().sorted().toList();
        return known.isEmpty() ? "; its class declares none for " + expectation.scope() : NearestName.hint(name, known);
    }
}
