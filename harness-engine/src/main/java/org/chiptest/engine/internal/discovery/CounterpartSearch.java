package org.chiptest.engine.internal.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.chiptest.api.CaseSpec;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.declaration.DeclaredTest.Readiness;
import org.chiptest.engine.internal.descriptor.Counterpart;
import org.chiptest.engine.internal.settings.AgainstChoice;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Find what a test is compared with: the same case on the variant that was asked for, which its class must declare as well.
 *
 * @param choice what was asked for
 */
record CounterpartSearch(AgainstChoice choice) {

    /**
     * Find it, or say why there is none.
     *
     * @param others finds the tests of the scenario by their names
     */
    Counterpart of(DeclaredScenario scenario, DeclaredTest test, Function<String, Optional<DeclaredTest>> others) {
        if (scenario.contract().isPresent()) {
            return new Counterpart.Absent("rules of the contract are not compared, as each is judged by itself");
        }
        if (scenario.usesHost()) {
            return new Counterpart.Absent(
                    "scenarios of level 3 are not compared, as their chips take tasks in an order of their own");
        }
        String platform = choice.platform().orElse(test.variant().platform().name());
        RuntimeKind runtime = choice.runtime().orElse(test.variant().runtime());
        String variantId = platform + "." + runtime.id();
        return others.apply(DeclaredTest.name(test.scenarioCase(), variantId))
                .map(each -> of(scenario, test, each))
                .orElseGet(() -> new Counterpart.Absent("its class does not run case " + test.scenarioCase().name()
                        + " on " + variantId));
    }

    private Counterpart of(DeclaredScenario scenario, DeclaredTest test, DeclaredTest other) {
        Platform platform = other.variant().platform();
        if (!platform.runtimes().contains(other.variant().runtime())) {
            return new Counterpart.Absent(
                    platform.name() + " does not have the runtime " + other.variant().runtime().id());
        }
        Optional<String> missing = platform.missing();
        if (missing.isPresent()) {
            return new Counterpart.Absent("platform " + platform.name() + " cannot be used here: " + missing.get());
        }
        DeclaredTest side = other.as(configured(other.scenarioCase()), sanitizer(test), scenario.level());
        if (isSame(side, test) && !choice.isSelf()) {
            return new Counterpart.Absent(
                    "it is the side itself that others are compared with; against=self runs it twice");
        }
        return switch (side.readiness()) {
            case Readiness.Ready(var callables) ->
                new Counterpart.Side(side, callables, name(side), choice.exact());
            case Readiness.Wrong(var message) -> new Counterpart.Absent(message);
            case Readiness.Blocked(var reason) -> new Counterpart.Absent(reason);
        };
    }

    private CaseSpec configured(CaseSpec spec) {
        CaseSpec configured = choice.blockDim().isPresent() ? spec.blockDim(choice.blockDim().getAsInt()) : spec;
        return choice.threads().isPresent() ? configured.aicpuThreads(choice.threads().getAsInt()) : configured;
    }

    private Sanitizer sanitizer(DeclaredTest test) {
        return choice.sanitizer().orElse(test.sanitizer());
    }

    private static boolean isSame(DeclaredTest side, DeclaredTest test) {
        return side.variant().equals(test.variant()) && side.sanitizer() == test.sanitizer()
                && side.scenarioCase().config().equals(test.scenarioCase().config());
    }

    private String name(DeclaredTest side) {
        List<String> words = new ArrayList<>(
                List.of(side.variant().shortName() + (choice.isSelf() ? " once more" : "")));
        choice.blockDim().ifPresent(blocks -> words.add("blockdim=" + blocks));
        choice.threads().ifPresent(threads -> words.add("threads=" + threads));
        choice.sanitizer().ifPresent(sanitizer -> words.add("sanitizer=" + sanitizer.id()));
        return String.join(", ", words);
    }
}
