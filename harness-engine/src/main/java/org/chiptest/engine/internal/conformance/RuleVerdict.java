package org.chiptest.engine.internal.conformance;

/** What is found of a runtime when a rule is looked at. */
public sealed interface RuleVerdict {

    /** Return the verdict in two words at most. */
    String word();

    /** Return what else there is to say; it may be empty. */
    String text();

    /**
     * The runtime does what the rule says.
     *
     * @param text what was looked at
     */
    record Conforms(String text) implements RuleVerdict {

        @Override
        public String word() {
            return "conforms";
        }
    }

    /**
     * The runtime does something else.
     *
     * @param text how it differs
     */
    record Differs(String text) implements RuleVerdict {

        @Override
        public String word() {
            return "differs";
        }
    }

    /**
     * There is no telling.
     *
     * @param text why
     */
    record CannotSay(String text) implements RuleVerdict {

        @Override
        public String word() {
            return "cannot say";
        }
    }
}
