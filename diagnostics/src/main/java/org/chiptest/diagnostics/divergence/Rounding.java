package org.chiptest.diagnostics.divergence;

import org.chiptest.runtime.args.DataType;

/**
 * Name a rounding that explains all differences of a tensor by itself.
 *
 * @param type     what was rounded to
 * @param evidence what shows it
 */
public record Rounding(DataType type, Evidence evidence) {

    /** Name what shows that a difference is one of rounding. */
    public enum Evidence {

        /** Each differing element of the suspect side is the trusted one's value, rounded or cut to the type. */
        SUSPECT_IS_ROUNDED,

        /** Each differing element of the trusted side is the suspect one's value, rounded or cut to the type. */
        TRUSTED_IS_ROUNDED,

        /** No element is further off than from one value of the type to the next, in one direction and the other. */
        WITHIN_ONE_STEP
    }

    /** Say what explains the differences. */
    public String describe() {
        return switch (evidence) {
            case SUSPECT_IS_ROUNDED -> "rounding to " + type
                    + " alone explains it: the actual values are the expected ones, rounded to " + type;
            case TRUSTED_IS_ROUNDED -> "rounding to " + type
                    + " alone explains it: the expected values are the actual ones, rounded to " + type;
            case WITHIN_ONE_STEP -> "rounding to " + type
                    + " alone explains it: no element is off by more than one step of " + type;
        };
    }
}
