package org.chiptest.runtime.internal.mailbox.server;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.ControlRequest;

/** Do what the requests of a mailbox ask for; what it throws becomes the answer. Called by the loop's thread only. */
public interface MailboxHandler extends AutoCloseable {

    /** Name the child for error texts, such as {@code chip_process dev=0}. */
    String name();

    /** Run a callable; tensors in shared memory come as references. Returning means success. */
    void task(int cid, TaskArgs args, CallConfig config) throws Throwable;

    /** Do what a control command asks for, see {@link ControlRequest#read}, and return its result. */
    long control(RequestWords words);

    /** Tell whether after this failure, which is none of the device, no later request can be trusted to do better. */
    default boolean isBroken(Throwable failure) {
        return false;
    }

    /** Release what the handler holds, after the last request. */
    @Override
    default void close() {}
}
