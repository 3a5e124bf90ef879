package org.chiptest.diagnostics.analysis;

/**
 * Two tasks that use the same bytes, at least one of which writes them, without a chain of dependencies between the two: a dependency may
 * be missing, or a region be wrong. Tasks may be ordered by what no record knows of, so this is a hint and breaks no rule.
 *
 * @param kind     what the two do
 * @param task     index of the one that was created later
 * @param argument which of its arguments
 * @param earlier  index of the other one
 * @param text     what was found, for people
 */
public record Hazard(Kind kind, int task, int argument, int earlier, String text) {

    /** What the later task does after what the earlier one does. */
    public enum Kind {

        /** It reads what the earlier one writes. */
        READ_AFTER_WRITE("reads", "writes"),

        /** It writes what the earlier one reads. */
        WRITE_AFTER_READ("writes", "reads"),

        /** Both write. */
        WRITE_AFTER_WRITE("writes", "writes too");

        private final String later;
        private final String earlier;

        Kind(String later, String earlier) {
            this.later = later;
            this.earlier = earlier;
        }

        String text(String task, int argument, String other) {
            return task + " " + later + " argument " + argument + ", which " + other + " " + earlier
                    + ", and no chain of dependencies orders the two; is one missing?";
        }
    }
}
