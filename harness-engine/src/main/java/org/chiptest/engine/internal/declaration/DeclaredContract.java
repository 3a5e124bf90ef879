package org.chiptest.engine.internal.declaration;

import java.util.Map;
import java.util.Optional;

import org.chiptest.engine.internal.contract.ContractRule;

/**
 * Hold what a scenario is derived from that nobody has written.
 *
 * @param rule  what it checks
 * @param pairs the callables of each of its tests, by the test's number
 */
public record DeclaredContract(ContractRule rule, Map<Integer, Pair> pairs) {

    public DeclaredContract {
        pairs = Map.copyOf(pairs);
    }

    /**
     * Two callables, which may be the same.
     *
     * @param checked the one that is checked
     * @param other   the one beside it
     */
    public record Pair(Source checked, Source other) {}

    /**
     * Where the arguments of a callable and its expected values come from.
     *
     * @param scenario a golden scenario
     * @param test     its test on the variant
     */
    public record Source(DeclaredScenario scenario, DeclaredTest test) {

        /** Return what the golden scenario declares as such. */
        public DeclaredGolden golden() {
            return scenario.golden().orElseThrow();
        }
    }

    /** Return the callables of a test. */
    public Pair pair(DeclaredTest test) {
        return Optional.ofNullable(pairs.get(test.number())).orElseThrow();
    }
}
