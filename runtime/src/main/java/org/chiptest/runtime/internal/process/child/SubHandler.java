package org.chiptest.runtime.internal.process.child;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
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
 * Serve the requests of a sub worker: run Java methods ({@code docs/contract/workers.md#child-loops}). It begins with nothing, and is bound
 * to a host worker by its first requests: where tensors lie, and which tasks there are.
 *
 * <p>Each runs on a thread of its own, so that no interrupt, thread local or context class loader reaches the next one; the default
 * handler of uncaught exceptions is put back. What methods keep in static fields stays.
 */
final class SubHandler implements MailboxHandler {

    private static final String NAME = "sub_worker";

    private final ChildMain child;
    private final Map<Integer, SubTask> tasks = new TreeMap<>();
    /** Replaced before there are tasks; used by the main loop's thread, and by threads of tasks that it starts. */
    private SharedSegments segments = new SharedSegments(Map.of());

    SubHandler(ChildMain child) {
        this.child = child;
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
                    + tasks.keySet());
        }
        // views end with the task: a thread that it leaves behind must not write to what is a later task's by then
        SharedSegments shared = segments;
        try (Arena views = Arena.ofShared()) {
            call(task, new SubArgs(args, (reference, bytes, alignment, what) -> shared
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
        ControlRequest request = ControlRequest.read(words, segments);
        switch (request) {
            case ControlRequest.Attach(int process, int descriptor) ->
                segments = child.attach(process, descriptor);
            case ControlRequest.Register(int cid, MemorySegment name) -> tasks.put(cid,
                    SubTask.parse(new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)));
            default -> throw new UnsupportedOperationException(
                    request.operation() + " is for chips; a sub worker only runs tasks");
        }
        return 0;
    }
}
