package org.chiptest.runtime.internal.process.child;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.mailbox.server.TaskFailedException;
import org.chiptest.runtime.internal.segment.SharedSegments;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;

/**
 * Serve the requests of a sub worker: run Java methods ({@code docs/contract/workers.md#child-loops}).
 *
 * <p>Each runs on a thread of its own, so that no interrupt, thread local or context class loader reaches the next one; the default
 * handler of uncaught exceptions is put back. What methods keep in static fields stays.
 */
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
            throw new TaskFailedException(NAME + ": callable id " + cid
                    + " not registered; register sub tasks before the worker starts, known are "
                    + tasks.keySet().stream().sorted().toList());
        }
        // views end with the task: a thread that it leaves behind must not write to what is a later task's by then
        try (Arena views = Arena.ofShared()) {
            call(task, new SubArgs(args, (reference, bytes, alignment, what) -> segments
                    .resolve(reference, bytes, alignment, what).reinterpret(views, null)));
        }
    }

    @SuppressWarnings("ThrowSpecificExceptions")
    private static void call(SubTask task, SubArgs args) throws Throwable {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(null, () -> {
            try {
                task.call(args);
            } catch (Throwable e) {
                thrown.set(e);
            }
        }, NAME + " " + task.name(), ChildMain.STACK_BYTES, false);
        thread.start();
        try {
            thread.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
        Throwable failure = thrown.get();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public long control(RequestWords words) {
        throw new UnsupportedOperationException(
                ControlRequest.read(words, segments).operation() + " is for chips; a sub worker only runs tasks");
    }
}
