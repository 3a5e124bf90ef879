package org.chiptest.engine.internal.descriptor;

import java.util.Map;
import java.util.function.UnaryOperator;

import org.chiptest.api.CaseSpec;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.declaration.DeclaredTest;

/** Say what a test is compared with; decided at discovery. */
public sealed interface Counterpart {

    /** Return the same with another case. */
    default Counterpart with(UnaryOperator<CaseSpec> change) {
        return this;
    }

    /** With nothing. */
    record None() implements Counterpart {}

    /** With nothing, although that was asked for. */
    record Absent(String reason) implements Counterpart {}

    /**
     * With the same scenario elsewhere, or otherwise.
     *
     * @param declared  the case as it is run there
     * @param callables what it runs there, by the names of its callables
     * @param name      what people call it, such as {@code a2a3sim hbg, threads=1}
     * @param exact     whether outputs must have equal bits
     */
    record Side(DeclaredTest declared, Map<String, CallableRecipe> callables, String name,
            boolean exact) implements Counterpart {

        public Side {
            callables = Map.copyOf(callables);
        }

        @Override
        public Counterpart with(UnaryOperator<CaseSpec> change) {
            return new Side(declared.with(change), callables, name, exact);
        }
    }
}
