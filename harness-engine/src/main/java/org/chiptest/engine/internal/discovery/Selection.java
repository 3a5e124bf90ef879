package org.chiptest.engine.internal.discovery;

import static java.util.stream.Collectors.toCollection;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.declaration.CaseSizes;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.declaration.DeclaredTest.Readiness;
import org.chiptest.engine.internal.descriptor.Counterpart;
import org.chiptest.engine.internal.descriptor.Plan;
import org.chiptest.engine.internal.expectation.Expectation;
import org.chiptest.engine.internal.expectation.Expectations;
import org.chiptest.engine.internal.settings.CaseSelector;
import org.chiptest.engine.internal.settings.ManualMode;
import org.chiptest.engine.internal.settings.SelectorIndex;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.jspecify.annotations.Nullable;

/** Apply the settings to the tests that selectors reach. */
final class Selection {

    private final Settings settings;
    private final Expectations expectations;
    private final SelectorIndex<CaseSelector> cases;

    Selection(Settings settings, Expectations expectations) {
        this.settings = settings;
        this.expectations = expectations;
        this.cases = new SelectorIndex<>(settings.cases(), Function.identity());
    }

    Settings settings() {
        return settings;
    }

    /**
     * A test that a selector reached; equal to another of the same class, scenario and number.
     *
     * <p>The whole of what is declared is not compared: it holds all tests of the scenario, and each of them is looked up.
     */
    record Candidate(DeclaredScenario scenario, DeclaredTest test) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Candidate(var otherScenario, var otherTest)
                    && test.number() == otherTest.number() && scenario.name().equals(otherScenario.name())
                    && scenario.type().equals(otherScenario.type());
        }

        @Override
        public int hashCode() {
            return 31 * scenario.name().hashCode() + test.number();
        }

        private Stream<CaseSelector> namedBy(SelectorIndex<CaseSelector> cases) {
            return cases.matching(scenario.type().getName(), scenario.name(), test.scenarioCase().name());
        }

        /** Tell whether a selector that names this case means it, and not only its scenario or whatever looks like it. */
        private boolean isMeantBy(CaseSelector selector) {
            String name = test.scenarioCase().name();
            return selector.caseName().equals(name) || selector.caseName().equals(scenario.name() + "/" + name);
        }

        private Platform platform() {
            return test.variant().platform();
        }
    }

    /**
     * Decide what becomes of a test, or nothing if it is left out.
     *
     * @param others finds the tests of its scenario by their names
     */
    Optional<Plan> plan(Candidate candidate, Function<String, Optional<DeclaredTest>> others) {
        if (includes(candidate)) {
            return Optional.of(decide(candidate.scenario(), candidate.test(), others));
        }
        return isHeldBack(candidate)
                ? Optional.of(new Plan.Skip("a manual case; -Dmanual=include takes it in"))
                : Optional.empty();
    }

    /** Tell whether a test is part of the run, even if only to be counted. */
    boolean includes(Candidate candidate) {
        return names(candidate) && settings.manual().includes(candidate.test().isManual());
    }

    /**
     * Return those of a scenario's tests that the run shows: those that are part of it, and those that would be if they were not manual where
     * nothing else is of the scenario, or of the case that a selector names. So nothing comes to nothing in silence.
     */
    List<Candidate> shown(List<Candidate> tests) {
        List<Candidate> included = tests.stream().filter(this::includes).toList();
        Set<CaseSelector> used = used(included);
        return tests.stream().filter(each -> includes(each) || isHeldBack(each)
                && (included.isEmpty() || each.namedBy(cases)
                        .anyMatch(selector -> each.isMeantBy(selector) && !used.contains(selector))))
                .toList();
    }

    /** Return the selectors that name one of some tests. */
    private Set<CaseSelector> used(List<Candidate> tests) {
        return tests.stream().flatMap(each -> each.namedBy(cases)).collect(Collectors.toSet());
    }

    private boolean isHeldBack(Candidate candidate) {
        return settings.manual() == ManualMode.EXCLUDE && candidate.test().isManual() && names(candidate);
    }

    private boolean names(Candidate candidate) {
        DeclaredTest test = candidate.test();
        return concerns(candidate)
                && (settings.cases().isEmpty() || candidate.namedBy(cases).findAny().isPresent())
                && settings.platforms().includes(candidate.platform())
                && settings.runtimes().contains(test.variant().runtime())
                && settings.levels().includes(candidate.scenario().level());
    }

    /** Tell whether problems of a class are of interest. */
    boolean includesProblemsOf(Class<?> type) {
        return settings.cases().isEmpty()
                || settings.cases().stream().anyMatch(selector -> selector.matchesClass(type.getName()));
    }

    /**
     * Say what matched nothing of all that was reached, if that is an error.
     *
     * @param texts the text of a setting by its name, as it was given
     */
    Optional<EmptySelectionReport> nothing(Set<Candidate> reached, Function<String, @Nullable String> texts) {
        List<Candidate> candidates = reached.stream().filter(this::concerns).toList();
        Set<CaseSelector> unmatched = new LinkedHashSet<>(settings.cases());
        unmatched.removeAll(used(candidates));
        boolean anySelected = candidates.stream().anyMatch(this::includes);
        return candidates.isEmpty() || anySelected && unmatched.isEmpty()
                ? unknownSizes(candidates)
                : EmptySelectionReport.of(settings, texts, unmatched, candidates);
    }

    private Optional<EmptySelectionReport> unknownSizes(List<Candidate> candidates) {
        Set<String> known = candidates.stream().filter(this::includes)
                .flatMap(each -> CaseSizes.names(each.test().scenarioCase()).stream())
                .collect(toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(settings.extent().sizes().keySet());
        unknown.removeAll(known);
        return unknown.isEmpty() || candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(EmptySelectionReport.ofSizes(unknown, known));
    }

    /** A card that neither the scenario nor the user has named is none of the run's business; nor what only stands for what it has named. */
    private boolean concerns(Candidate candidate) {
        Platform platform = candidate.platform();
        return candidate.scenario().platformsSaid() && platform.like().isEmpty()
                || platform.capabilities().byDefault() || settings.platforms().asksFor(platform);
    }

    private Plan decide(DeclaredScenario scenario, DeclaredTest test,
            Function<String, Optional<DeclaredTest>> others) {
        if (scenario.disabled().isPresent()) {
            return new Plan.Skip(scenario.disabled().get());
        }
        Optional<Expectation> expected = expectations.of(scenario, test);
        if (expected.isPresent() && expected.get().kind() == Expectation.Kind.SKIPS) {
            return new Plan.Skip("not expected to run: " + expected.get().describe());
        }
        Platform platform = test.variant().platform();
        Optional<String> inapplicable = inapplicable(scenario, platform, test.variant().runtime());
        if (inapplicable.isPresent()) {
            return new Plan.NotApplicable(inapplicable.get());
        }
        Optional<String> missing = platform.missing();
        if (missing.isPresent()) {
            return new Plan.Fail("platform " + platform.name() + " cannot be used here: " + missing.get());
        }
        return switch (test.readiness()) {
            case Readiness.Ready(var callables) -> settings.devices().suffices(platform, test.scenarioCase().devices())
                    ? runOrSkip(scenario, test, callables, expected, others)
                    : new Plan.Fail(tooFewDevices(scenario, test));
            case Readiness.Wrong(var message) -> new Plan.Fail(message);
            case Readiness.Blocked(var reason) -> new Plan.Skip(reason);
        };
    }

    /** Say why a scenario means nothing on a platform, if it does not. */
    private Optional<String> inapplicable(DeclaredScenario scenario, Platform platform, RuntimeKind runtime) {
        if (!platform.capabilities().byDefault() && !settings.platforms().asksFor(platform)) {
            return Optional.of(
                    platform.name() + " is used only when it is asked for; -Dplatform=" + platform.name() + " asks");
        }
        if (!platform.runtimes().contains(runtime)) {
            return Optional.of(platform.name() + " does not have the runtime " + runtime.id() + "; it has "
                    + String.join(", ", platform.runtimes().stream().map(RuntimeKind::id).sorted().toList()));
        }
        Set<Counter> uncounted = uncounted(scenario, platform, runtime);
        if (!uncounted.isEmpty()) {
            return Optional.of("the rule is judged by counters, and devices of " + platform.name()
                    + " do not count "
                    + String.join(", ", uncounted.stream().map(Counter::toString).sorted().toList()));
        }
        return Optional.empty();
    }

    /** Return what a rule of the contract is judged by and a platform does not count. */
    private static Set<Counter> uncounted(DeclaredScenario scenario, Platform platform, RuntimeKind runtime) {
        Set<Counter> needed = scenario.contract().map(each -> each.rule().needs(runtime)).orElse(Set.of());
        return needed.stream().filter(each -> !platform.capabilities().counters().contains(each))
                .collect(Collectors.toSet());
    }

    /** What is always compared does not run where there is nothing to compare it with; after a failure that is only said. */
    private Plan runOrSkip(DeclaredScenario scenario, DeclaredTest test, Map<String, CallableRecipe> callables,
            Optional<Expectation> expected, Function<String, Optional<DeclaredTest>> others) {
        Counterpart counterpart = settings.comparison().against()
                .map(choice -> new CounterpartSearch(choice).of(scenario, test, others))
                .orElseGet(Counterpart.None::new);
        return counterpart instanceof Counterpart.Absent(String reason) && settings.comparison().always()
                ? new Plan.NotApplicable(
                        "compared with " + settings.comparison().against().orElseThrow() + ": " + reason)
                : new Plan.Run(callables, expected, counterpart);
    }

    private String tooFewDevices(DeclaredScenario scenario, DeclaredTest test) {
        int needed = test.scenarioCase().devices();
        return "scenario " + scenario.type().getSimpleName() + "." + scenario.name() + ", case "
                + test.scenarioCase().name() + ", needs " + needed + " devices, but the pool has "
                + settings.devices().description() + "; name as many as it needs, such as -Ddevice=0-" + (needed - 1);
    }
}
