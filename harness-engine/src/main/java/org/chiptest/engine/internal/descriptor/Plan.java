package org.chiptest.engine.internal.descriptor;

import java.util.Map;

import org.chiptest.engine.internal.callable.CallableRecipe;

/** Say what execution does with a test; decided at discovery. */
public sealed interface Plan {

    /** Run it, with these callables by their names. */
    record Run(Map<String, CallableRecipe> callables) implements Plan {

        public Run {
            callables = Map.copyOf(callables);
        }
    }

    /** Let it fail: it was asked for, and cannot run. */
    record Fail(String message) implements Plan {}

    /** Skip it. */
    record Skip(String reason) implements Plan {}

    /** Skip it, as nobody asked for what it needs. */
    record NotApplicable(String reason) implements Plan {}
}
