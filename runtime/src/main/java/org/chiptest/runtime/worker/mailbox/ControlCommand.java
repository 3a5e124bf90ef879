package org.chiptest.runtime.worker.mailbox;

import java.util.Arrays;
import java.util.Optional;

/** The control commands of a mailbox: 0 to 4 are the specification's (8.3), ours are numbered from 16. */
public enum ControlCommand {

    /** Allocate arg0 bytes of device memory; the result is its address. */
    MALLOC(0, "malloc"),

    /** Free the device memory at address arg0. */
    FREE(1, "free"),

    /** Copy arg2 bytes to device address arg0 from the shared memory that arg1 refers to. */
    COPY_TO(2, "copy_to"),

    /** Copy arg2 bytes to the shared memory that arg0 refers to from device address arg1. */
    COPY_FROM(3, "copy_from"),

    /**
     * Prepare the callable whose image of arg2 bytes lies in the shared memory that arg1 refers to, as callable id arg0. With arg1 0:
     * the one that was announced by {@link #REGISTER}, unless it is prepared already.
     */
    PREPARE(4, "prepare_callable"),

    /** Open the device with number arg0. */
    INIT(16, "init"),

    /** Forget callable id arg0. */
    UNREGISTER(17, "unregister_callable"),

    /**
     * Remember, for as long as the process lives, that the image of arg2 bytes in the shared memory that arg1 refers to is callable id
     * arg0, so that PREPARE and tasks find it.
     */
    REGISTER(18, "register"),

    /** The result is 1 if the process has children, which nobody but user code has started, or such that it has not waited for. */
    CHILDREN(19, "look for processes");

    private final int code;
    private final String operation;

    ControlCommand(int code, String operation) {
        this.code = code;
        this.operation = operation;
    }

    /** Return the number that travels. */
    public int code() {
        return code;
    }

    /** Return the name of the worker's operation, for messages. */
    public String operation() {
        return operation;
    }

    /** Find the command with this number. */
    public static Optional<ControlCommand> ofCode(long code) {
        return Arrays.stream(values()).filter(command -> command.code == code).findFirst();
    }
}
