package org.chiptest.engine.internal.declaration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.Variant;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Hold one case of a scenario on one variant.
 *
 * @param number       position among the tests of its scenario, from 1, whatever is selected
 * @param scenarioCase the case
 * @param variant      where it runs
 * @param sanitizer    what its kernels and orchestrations are built with
 * @param readiness    whether it can run
 */
public record DeclaredTest(int number, CaseSpec scenarioCase, Variant variant, Sanitizer sanitizer,
        Readiness readiness) {

    /** Say whether a test can run. */
    public sealed interface Readiness {

        /** Return the same for callables that are built with a sanitizer. */
        default Readiness with(Sanitizer sanitizer) {
            return this;
        }

        /** It can: these callables are to be compiled for it, by the names of the parameters that take them. */
        record Ready(Map<String, CallableRecipe> callables) implements Readiness {

            public Ready {
                callables = Map.copyOf(callables);
            }

            @Override
            public Readiness with(Sanitizer sanitizer) {
                Map<String, CallableRecipe> built = new LinkedHashMap<>();
                callables.forEach((name, recipe) -> built.put(name, recipe.with(sanitizer)));
                return new Ready(built);
            }
        }

        /** It cannot, because of its own declaration: it fails. */
        record Wrong(String message) implements Readiness {}

        /** It cannot, because of a declaration that has failed already: it is skipped. */
        record Blocked(String reason) implements Readiness {}
    }

    /**
     * Return the same test with another configuration.
     *
     * @param spec  the case with another configuration, which the variant must allow
     * @param other what its kernels and orchestrations are built with
     * @param level of its scenario
     */
    public DeclaredTest as(CaseSpec spec, Sanitizer other, int level) {
        Readiness changed = CaseLimits.broken(spec, variant, level, other)
                .<Readiness>map(text -> new Readiness.Wrong("case " + spec.name() + ": " + text))
                .orElseGet(() -> readiness.with(other));
        return new DeclaredTest(number, spec, variant, other, changed);
    }

    /** Return the same test with another case that has the same name and configuration. */
    public DeclaredTest with(UnaryOperator<CaseSpec> change) {
        return new DeclaredTest(number, change.apply(scenarioCase), variant, sanitizer, readiness);
    }

    /** Return the name that identifies it in its scenario, such as {@code small@a2a3sim.host_build_graph}. */
    public String name() {
        return name(scenarioCase, variant.id());
    }

    /** Return the name of the test of a case on the variant of an id. */
    public static String name(CaseSpec scenarioCase, String variantId) {
        return scenarioCase.name() + "@" + variantId;
    }

    /** Tell whether the case runs only if manual ones are asked for, on its platform or the one that it stands for. */
    public boolean isManual() {
        Platform platform = variant.platform();
        return scenarioCase.isManualOn(platform.name())
                || platform.like().filter(scenarioCase::isManualOn).isPresent();
    }
}
