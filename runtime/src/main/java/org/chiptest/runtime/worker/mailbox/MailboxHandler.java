package org.chiptest.runtime.worker.mailbox;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;

/** Do what the requests of a mailbox ask for; what it throws becomes the answer. Called by the loop's thread only. */
public interface MailboxHandler extends AutoCloseable {

    /** Name the child for error texts, such as {@code chip_process dev=0}. */
    String name();

    /** Run a callable; tensors in shared memory come as references. Returning means success. */
    void task(int cid, TaskArgs args, CallConfig config) throws Throwable;

    /** Execute a control command and return its result. */
    long control(ControlCommand command, long arg0, long arg1, long arg2);

    /** Release what the handler holds, after the last request. */
    @Override
    default void close() {}
}
