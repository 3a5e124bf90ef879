package org.chiptest.runtime.worker.process;

import java.util.Map;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.worker.mailbox.ControlCommand;
import org.chiptest.runtime.worker.mailbox.MailboxHandler;
import org.chiptest.runtime.worker.mailbox.SharedSegments;
import org.chiptest.runtime.worker.mailbox.TaskFailedException;

/** Serve the requests of a sub worker: run Java methods (specification, 8.3). */
final class SubHandler implements MailboxHandler {

    private static final String NAME = "sub_worker";

    private final Map<Integer, SubTask> tasks;
    private final SharedSegments segments;

    /** Serve these tasks, by callable id. */
    SubHandler(Map<Integer, SubTask> tasks, SharedSegments segments) {
        this.tasks = Map.copyOf(tasks);
        this.segments = segments;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void task(int cid, TaskArgs args, CallConfig config) throws Throwable {
        SubTask task = tasks.get(cid);
        if (task == null) {
            throw new TaskFailedException(-1, NAME + ": callable id " + cid
                    + " not registered; register sub tasks before the worker starts, known are "
                    + tasks.keySet().stream().sorted().toList());
        }
        task.call(new SubArgs(args, segments));
    }

    @Override
    public long control(ControlCommand command, long arg0, long arg1, long arg2) {
        throw new UnsupportedOperationException(command.operation() + " is for chips; a sub worker only runs tasks");
    }
}
