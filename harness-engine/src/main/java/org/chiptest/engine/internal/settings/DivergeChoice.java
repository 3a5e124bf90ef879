package org.chiptest.engine.internal.settings;

/**
 * Say when the first task is looked for that computed something else.
 *
 * @param when  in which attempts
 * @param times how often the same variant is run, if that is {@link When#REPEATED}; else 1
 */
public record DivergeChoice(When when, int times) {

    /** In which attempts tasks are compared. */
    public enum When {
        /** In none. */
        NEVER,
        /** In all, whose runs are recorded. */
        ALWAYS,
        /** In those that failed: both sides run once more and are recorded. */
        AFTER_FAILURE,
        /** In all, each of which runs the same variant several times. */
        REPEATED
    }

    /** Look for nothing. */
    public static final DivergeChoice NEVER = new DivergeChoice(When.NEVER, 1);

    private static final int MOST_TIMES = 10_000;

    /** Parse {@code always}, {@code auto}, {@code never}, or how often to run; Maven has {@code true} for a name without value. */
    static DivergeChoice parse(String text) {
        return switch (text) {
            case "never", "false" -> NEVER;
            case "always", "true" -> new DivergeChoice(When.ALWAYS, 1);
            case "auto" -> new DivergeChoice(When.AFTER_FAILURE, 1);
            default -> new DivergeChoice(When.REPEATED, times(text));
        };
    }

    /** Tell whether the runs of an attempt are recorded from the first on. */
    public boolean recordsAlways() {
        return when == When.ALWAYS || when == When.REPEATED;
    }

    private static int times(String text) {
        int times = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (times < 2 || times > MOST_TIMES) {
            throw new IllegalArgumentException("'" + text
                    + "' is neither always, auto or never nor how often to run, from 2 to " + MOST_TIMES);
        }
        return times;
    }
}
