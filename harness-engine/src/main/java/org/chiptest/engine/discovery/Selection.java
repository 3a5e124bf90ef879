package org.chiptest.engine.discovery;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.chiptest.engine.declaration.DeclaredScenario;
import org.chiptest.engine.declaration.DeclaredTest;
import org.chiptest.engine.declaration.DeclaredTest.Readiness;
import org.chiptest.engine.descriptor.Plan;
import org.chiptest.engine.settings.CaseSelector;
import org.chiptest.engine.settings.Settings;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;

/** Apply the settings to the tests that selectors reach, and remember what they left out. */
final class Selection {

    private final Settings settings;
    private final Set<CaseSelector> unmatched;
    private final Set<Candidate> candidates = new LinkedHashSet<>();
    private boolean anySelected;

    /** A test that a selector reached. */
    record Candidate(DeclaredScenario scenario, DeclaredTest test) {}

    Selection(Settings settings) {
        this.settings = settings;
        this.unmatched = new LinkedHashSet<>(settings.cases());
    }

    /** Decide what becomes of a test, or nothing if it is left out. */
    Optional<Plan> plan(DeclaredScenario scenario, DeclaredTest test) {
        Platform platform = test.variant().platform();
        if (!scenario.platformsSaid() && !platform.capabilities().byDefault()
                && !settings.platforms().asksFor(platform)) {
            return Optional.empty();
        }
        candidates.add(new Candidate(scenario, test));
        boolean named = selectedByName(scenario, test);
        if (!named || !settings.platforms().includes(platform)
                || !settings.runtimes().contains(test.variant().runtime())
                || !settings.levels().includes(scenario.level())
                || !settings.manual().includes(test.scenarioCase().isManualOn(platform.name()))) {
            return Optional.empty();
        }
        anySelected = true;
        return Optional.of(decide(scenario, test));
    }

    /** Tell whether problems of a class are of interest. */
    boolean includesProblemsOf(Class<?> type) {
        return settings.cases().isEmpty()
                || settings.cases().stream().anyMatch(selector -> selector.matchesClass(type.getName()));
    }

    /** Say what matched nothing, if that is an error. */
    Optional<EmptySelectionReport> nothing() {
        if (candidates.isEmpty() || anySelected && unmatched.isEmpty()) {
            return Optional.empty();
        }
        return EmptySelectionReport.of(settings, Set.copyOf(unmatched), candidates);
    }

    private boolean selectedByName(DeclaredScenario scenario, DeclaredTest test) {
        boolean selected = settings.cases().isEmpty();
        for (CaseSelector selector : settings.cases()) {
            if (selector.matches(scenario.type().getName(), scenario.name(), test.scenarioCase().name())) {
                unmatched.remove(selector);
                selected = true;
            }
        }
        return selected;
    }

    private Plan decide(DeclaredScenario scenario, DeclaredTest test) {
        Platform platform = test.variant().platform();
        boolean asked = settings.platforms().asksFor(platform);
        if (!platform.capabilities().byDefault() && !asked) {
            return new Plan.NotApplicable(
                    platform.name() + " is used only when it is asked for; -Dplatform=" + platform.name() + " asks");
        }
        RuntimeKind runtime = test.variant().runtime();
        if (!platform.runtimes().contains(runtime)) {
            return new Plan.NotApplicable(platform.name() + " does not have the runtime " + runtime.id() + "; it has "
                    + String.join(", ", platform.runtimes().stream().map(RuntimeKind::id).sorted().toList()));
        }
        Optional<String> missing = platform.missing();
        if (missing.isPresent()) {
            return new Plan.Fail("platform " + platform.name() + " cannot be used here: " + missing.get());
        }
        return switch (test.readiness()) {
            case Readiness.Ready(var callables) -> settings.devices().suffices(platform, test.scenarioCase().devices())
                    ? new Plan.Run(callables)
                    : new Plan.Fail(tooFewDevices(scenario, test));
            case Readiness.Wrong(var message) -> new Plan.Fail(message);
            case Readiness.Blocked(var reason) -> new Plan.Skip(reason);
        };
    }

    private String tooFewDevices(DeclaredScenario scenario, DeclaredTest test) {
        int needed = test.scenarioCase().devices();
        return "scenario " + scenario.type().getSimpleName() + "." + scenario.name() + ", case "
                + test.scenarioCase().name() + ", needs " + needed + " devices, but the pool has "
                + settings.devices().description() + "; name as many as it needs, such as -Ddevice=0-" + (needed - 1);
    }
}
