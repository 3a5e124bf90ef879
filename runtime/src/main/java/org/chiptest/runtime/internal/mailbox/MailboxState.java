package org.chiptest.runtime.internal.mailbox;

/** The values of a mailbox's state word; each is written by one side only. */
public final class MailboxState {

    /** Parent: nothing to do. */
    public static final int IDLE = 0;

    /** Parent: a callable is to be run. */
    public static final int TASK_READY = 1;

    /** Child: the run has ended, well or badly. */
    public static final int TASK_DONE = 2;

    /** Parent: leave the loop. */
    public static final int SHUTDOWN = 3;

    /** Parent: a control command is to be executed. */
    public static final int CONTROL_REQUEST = 4;

    /** Child: the control command has ended, well or badly. */
    public static final int CONTROL_DONE = 5;

    private MailboxState() {}

    /** Name a state for messages. */
    public static String name(int state) {
        return switch (state) {
            case IDLE -> "IDLE";
            case TASK_READY -> "TASK_READY";
            case TASK_DONE -> "TASK_DONE";
            case SHUTDOWN -> "SHUTDOWN";
            case CONTROL_REQUEST -> "CONTROL_REQUEST";
            case CONTROL_DONE -> "CONTROL_DONE";
            default -> "0x%08x".formatted(state);
        };
    }
}
