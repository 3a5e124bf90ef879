package org.chiptest.runtime.hierarchy;

import java.util.Map;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.hierarchy.HostProcessWords;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.mailbox.server.TaskFailedException;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.SubArgs;
import org.jspecify.annotations.Nullable;

/**
 * Serve the requests of a next-level worker: run graphs on a worker of this process ({@code docs/contract/workers.md#child-loops}).
 *
 * <p>Used by the main loop's thread only.
 */
final class HostWorkerHandler implements MailboxHandler {

    private static final String NAME = "child_worker";

    private final WorkerFactory factory;
    private final Map<Integer, GraphTask> graphs;
    private final WorkerFactory.HostContext context;
    private final HostMemory memory;
    private @Nullable HostWorker worker;

    /** Serve these graphs, with memory that is closed with the handler. */
    HostWorkerHandler(HostProcessWords words, HostMemory memory) {
        this.factory = WorkerFactory.parse(words.factory());
        this.graphs = words.graphs().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, graph -> GraphTask.parse(graph.getValue())));
        this.context = new WorkerFactory.HostContext(words.parentLevel(), words.settings(), memory);
        this.memory = memory;
    }

    @Override
    public String name() {
        HostWorker present = worker;
        return present == null ? NAME : NAME + " level=" + present.level();
    }

    @Override
    @SuppressWarnings("ThrowSpecificExceptions")
    public void task(int cid, TaskArgs args, CallConfig config) throws Throwable {
        GraphTask graph = graphs.get(cid);
        if (graph == null) {
            throw new TaskFailedException(NAME + ": callable id " + cid
                    + " not registered; register graph tasks before the worker starts, known are "
                    + graphs.keySet().stream().sorted().toList());
        }
        HostWorker present = worker;
        if (present == null) {
            throw new IllegalStateException("no worker was made in this process; send the command INIT first");
        }
        Thread caller = Thread.currentThread();
        ClassLoader loader = caller.getContextClassLoader();
        try {
            present.run(
                    orchestrator -> call(graph, orchestrator, new SubArgs(args, memory.references()::resolve), config));
        } catch (Checked e) {
            throw e.thrown;
        } finally {
            caller.setContextClassLoader(loader);
        }
    }

    @Override
    public long control(RequestWords words) {
        ControlRequest request = ControlRequest.read(words, memory.references());
        if (!(request instanceof ControlRequest.Init)) {
            throw new UnsupportedOperationException(
                    request.operation() + " is for chips; a next-level worker only runs graphs");
        }
        init();
        return 0;
    }

    @Override
    public void close() {
        try (memory) {
            HostWorker present = worker;
            if (present != null) {
                present.close();
            }
        }
    }

    private void init() {
        HostWorker made = make();
        try {
            made.init();
            worker = made;
        } catch (RuntimeException | Error e) {
            try (made) {
                throw e;
            }
        }
    }

    private HostWorker make() {
        try {
            return factory.make(context);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new TaskFailedException(NAME + ": " + UserFailure.type(e) + ": " + UserFailure.message(e),
                    UserFailure.readable(e));
        }
    }

    private static void call(GraphTask graph, Orchestrator orchestrator, SubArgs args, CallConfig config) {
        try {
            graph.call(orchestrator, args, config);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new Checked(e);
        }
    }

    /** Carry a checked exception of a graph out of the run. */
    private static final class Checked extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Throwable thrown;

        Checked(Throwable thrown) {
            super(UserFailure.readable(thrown));
            this.thrown = thrown;
        }
    }
}
