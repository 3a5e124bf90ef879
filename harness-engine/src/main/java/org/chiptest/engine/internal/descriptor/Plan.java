package org.chiptest.engine.internal.descriptor;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.chiptest.api.CaseSpec;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.expectation.Expectation;

/** Say what execution does with a test; decided at discovery. */
public sealed interface Plan {

    /**
     * Run it.
     *
     * @param callables its callables by their names
     * @param expected  what is expected of it, if it is anything but a pass
     * @param counterpart what it is compared with
     */
    record Run(Map<String, CallableRecipe> callables, Optional<Expectation> expected,
            Counterpart counterpart) implements Plan {

        public Run {
            callables = Map.copyOf(callables);
        }

        /** Return the same with another case on the other side. */
        Run with(UnaryOperator<CaseSpec> change) {
            return new Run(callables, expected, counterpart.with(change));
        }
    }

    /** Let it fail: it was asked for, and cannot run. */
    record Fail(String message) implements Plan {}

    /** Skip it. */
    record Skip(String reason) implements Plan {}

    /** Skip it, as nobody asked for what it needs. */
    record NotApplicable(String reason) implements Plan {}
}
