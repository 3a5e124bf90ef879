package org.chiptest.engine.internal.expectation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.runtime.internal.settings.NearestName;

/**
 * Look for expectations that say nothing any more: they have expired, match no test, or another one always comes before them.
 *
 * <p>Judged by all that the classes of the run declare, so that it does not depend on what of it was selected. A pattern for the class
 * may match others, which are not part of the run; such a line is judged by its day alone.
 */
final class ExpectationReview {

    private final List<Expectation> expectations;
    private final ExpectationIndex valid;
    private final List<Declared> declared;
    private final Collection<DeclaredClass> classes;
    private final LocalDate today;

    private record Declared(DeclaredScenario scenario, DeclaredTest test) {}

    ExpectationReview(List<Expectation> expectations, Collection<DeclaredClass> classes, LocalDate today) {
        this.expectations = expectations;
        this.classes = classes;
        this.today = today;
        this.valid = new ExpectationIndex(expectations.stream().filter(each -> !each.hasExpiredOn(today)).toList());
        this.declared = classes.stream().flatMap(type -> type.scenarios().stream())
                .flatMap(scenario -> scenario.tests().stream().map(test -> new Declared(scenario, test))).toList();
    }

    /** Return what is wrong, after what was wrong already. */
    List<Complaint> after(List<Complaint> earlier) {
        List<Complaint> complaints = new ArrayList<>(earlier);
        Set<String> beside = ClassesBeside.names(classes.stream().map(DeclaredClass::type).toList());
        for (Expectation each : expectations) {
            complaint(each, beside).map(text -> new Complaint(each.place().toString(), text))
                    .ifPresent(complaints::add);
        }
        return complaints;
    }

    private Optional<String> complaint(Expectation expectation, Set<String> beside) {
        String className = expectation.pattern().className();
        List<DeclaredClass> meant = classes.stream()
                .filter(type -> expectation.pattern().matchesClass(type.type().getName())).toList();
        if (meant.isEmpty()) {
            boolean unknown = !className.contains("*") && !beside.isEmpty() && beside.stream()
                    .noneMatch(name -> expectation.pattern().matchesClass(name));
            return unknown
                    ? Optional.of("there is no class " + className + NearestName.to(className, simple(beside))
                            .map(nearest -> "; did you mean " + nearest + "?").orElse("; remove the line"))
                    : Optional.empty();
        }
        if (expectation.hasExpiredOn(today)) {
            return Optional.of("what is expected of " + expectation.pattern().text() + " has expired on "
                    + expectation.until() + ": " + expectation.reason() + " (" + expectation.issue()
                    + "); look whether it still holds, and set a new day or remove the line");
        }
        return className.contains("*") ? Optional.empty() : uselessness(expectation, meant);
    }

    private Optional<String> uselessness(Expectation expectation, List<DeclaredClass> meant) {
        List<Declared> matched = declared.stream()
                .filter(each -> expectation.matches(each.scenario(), each.test())).toList();
        if (matched.isEmpty()) {
            return Optional.of(expectation.pattern().text() + " matches no test" + nearest(expectation, meant));
        }
        boolean holds = matched.stream().anyMatch(each -> winner(each).equals(Optional.of(expectation)));
        return holds
                ? Optional.empty()
                : Optional.of(expectation.pattern().text() + " is never used: "
                        + winner(matched.getFirst()).map(each -> each.place().toString()).orElse("")
                        + " comes before it; remove one");
    }

    private Optional<Expectation> winner(Declared test) {
        return valid.first(test.scenario(), test.test());
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

    private static Set<String> simple(Set<String> names) {
        Set<String> simple = new LinkedHashSet<>();
        names.forEach(name -> simple.add(name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)));
        return simple;
    }
}
