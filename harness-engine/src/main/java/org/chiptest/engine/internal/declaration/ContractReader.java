package org.chiptest.engine.internal.declaration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.Golden;
import org.chiptest.api.PreparedCallableContract;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.contract.ContractRule;
import org.chiptest.engine.internal.declaration.DeclaredContract.Pair;
import org.chiptest.engine.internal.declaration.DeclaredContract.Source;
import org.chiptest.engine.internal.declaration.DeclaredTest.Readiness;
import org.chiptest.runtime.internal.settings.NearestName;
import org.junit.platform.commons.support.AnnotationSupport;

/** Derive scenarios from what a prepared callable promises, for a class that asks for it. */
final class ContractReader {

    private static final String ANNOTATION = "@" + PreparedCallableContract.class.getSimpleName();

    private final Class<?> type;
    private final Lifecycle lifecycle;
    private final List<Problem> problems;

    /**
     * Derive the scenarios of a class.
     *
     * @param lifecycle what surrounds each of them
     * @param problems  takes what is wrong with the declarations
     */
    ContractReader(Class<?> type, Lifecycle lifecycle, List<Problem> problems) {
        this.type = type;
        this.lifecycle = lifecycle;
        this.problems = problems;
    }

    /** Derive them from the scenarios that are written; none if the class does not ask for it. */
    List<DeclaredScenario> read(List<DeclaredScenario> written) {
        Optional<PreparedCallableContract> asked = AnnotationSupport.findAnnotation(type,
                PreparedCallableContract.class);
        if (asked.isEmpty()) {
            return List.of();
        }
        Map<String, DeclaredScenario> golden = golden(written);
        if (golden.isEmpty() && written.stream().anyMatch(ContractReader::isWrongGolden)) {
            return List.of();
        }
        List<String> checked = checked(List.of(asked.get().value()), golden);
        return checked.isEmpty()
                ? List.of()
                : Arrays.stream(ContractRule.values()).map(rule -> scenario(rule, checked, golden)).toList();
    }

    /** Tell whether a scenario would be golden if its declaration were right, which it says itself. */
    private static boolean isWrongGolden(DeclaredScenario scenario) {
        return !scenario.problems().isEmpty() && AnnotationSupport.isAnnotated(scenario.method(), Golden.class);
    }

    /** Return the first golden scenario of each callable, a disabled one if there is no other. */
    private static Map<String, DeclaredScenario> golden(List<DeclaredScenario> written) {
        Map<String, DeclaredScenario> golden = new LinkedHashMap<>();
        written.stream().sorted(Comparator.comparing(each -> each.disabled().isPresent()))
                .forEach(each -> each.golden().ifPresent(found -> golden.putIfAbsent(found.callable(), each)));
        return golden;
    }

    private List<String> checked(List<String> named, Map<String, DeclaredScenario> golden) {
        List<String> checked = named.isEmpty() ? List.copyOf(golden.keySet()) : named.stream().distinct().toList();
        if (checked.isEmpty()) {
            problem("the class is annotated with " + ANNOTATION
                    + " but has no golden scenario, which would say how its "
                    + "callables are run; add a @Scenario that is @Golden");
        }
        List<String> found = new ArrayList<>();
        for (String name : checked) {
            if (!golden.containsKey(name)) {
                problem(ANNOTATION + " names the callable '" + name + "', of which the class has no golden scenario"
                        + NearestName.hint(name, golden.keySet()));
            } else if (name.isBlank() || Selectable.isNot(name)) {
                problem("callable '" + name + "' has a name that no selector can hold, and " + ANNOTATION
                        + " calls its cases like it; use one without comma, *, |, line feed and ::");
            } else {
                found.add(name);
            }
        }
        return found;
    }

    private void problem(String message) {
        problems.add(new Problem("contract", message));
    }

    private DeclaredScenario scenario(ContractRule rule, List<String> checked, Map<String, DeclaredScenario> golden) {
        List<DeclaredTest> tests = new ArrayList<>();
        Map<Integer, Pair> pairs = new HashMap<>();
        for (String name : checked) {
            DeclaredScenario scenario = source(name, golden);
            for (Source source : sources(scenario)) {
                Pair pair = new Pair(source, other(name, source, golden));
                int number = tests.size() + 1;
                pairs.put(number, pair);
                tests.add(test(number, name, pair));
            }
        }
        DeclaredScenario first = source(checked.getFirst(), golden);
        return new DeclaredScenario(type, first.method(), rule.scenarioName(), rule.scenarioName(), first.level(),
                first.tier(), first.tags(), rule.beginsFresh(), first.disabled(), lifecycle, first.platformsSaid(),
                List.of(),
                Optional.empty(), Optional.of(new DeclaredContract(rule, pairs)), tests, List.of());
    }

    private static DeclaredScenario source(String callable, Map<String, DeclaredScenario> golden) {
        return Optional.ofNullable(golden.get(callable)).orElseThrow();
    }

    /** Return one test of each variant: the first that is not manual, if there is one. */
    private static List<Source> sources(DeclaredScenario scenario) {
        Map<Variant, DeclaredTest> tests = new LinkedHashMap<>();
        scenario.tests().stream().sorted(Comparator.comparing(DeclaredTest::isManual))
                .forEach(each -> tests.putIfAbsent(each.variant(), each));
        return scenario.tests().stream().map(DeclaredTest::variant).distinct()
                .map(variant -> new Source(scenario, tests.getOrDefault(variant, scenario.tests().getFirst())))
                .toList();
    }

    /** Return another callable that runs on the same devices, or the same if there is none. */
    private static Source other(String name, Source checked, Map<String, DeclaredScenario> golden) {
        DeclaredTest test = checked.test();
        return golden.entrySet().stream().filter(each -> !each.getKey().equals(name))
                .flatMap(each -> sources(each.getValue()).stream())
                .filter(each -> each.test().variant().equals(test.variant())
                        && each.test().sanitizer() == test.sanitizer()
                        && each.test().readiness() instanceof Readiness.Ready)
                .findFirst().orElse(checked);
    }

    private static DeclaredTest test(int number, String name, Pair pair) {
        DeclaredTest checked = pair.checked().test();
        CaseSpec spec = checked.scenarioCase();
        return new DeclaredTest(number,
                new CaseSpec(name, spec.config(), spec.needs(), spec.reach(), spec.timeout(), spec.data()).capture(""),
                checked.variant(), checked.sanitizer(),
                readiness(checked.readiness(), pair.other().test().readiness()));
    }

    private static Readiness readiness(Readiness checked, Readiness other) {
        if (checked instanceof Readiness.Ready(var own) && other instanceof Readiness.Ready(var others)) {
            Map<String, CallableRecipe> recipes = new HashMap<>(others);
            recipes.putAll(own);
            return new Readiness.Ready(recipes);
        }
        return checked;
    }
}
