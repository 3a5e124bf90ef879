package org.chiptest.diagnostics.analysis;

/**
 * Something in a record that cannot have happened in a run that was right.
 *
 * @param rule which rule it breaks
 * @param task index of the task that it is about; -1 if it is about the whole run
 * @param text what was found, for people
 */
public record Violation(Rule rule, int task, String text) {

    /** Name what holds in every run. */
    public enum Rule {

        /** No kernel begins before all kernels that its task depends on have ended. */
        CONSUMER_AFTER_PRODUCER,

        /** A core runs one kernel at a time. */
        ONE_KERNEL_PER_CORE,

        /** No task depends on itself, be it through others. */
        NO_CYCLE,

        /** In a run that completed, each task does. */
        EVERY_TASK_ENDS,

        /** There are as many records as the run counted. */
        NOTHING_IS_MISSING
    }
}
