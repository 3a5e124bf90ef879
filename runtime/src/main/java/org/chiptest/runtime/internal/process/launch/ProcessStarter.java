package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Start processes that do not outlive this one.
 *
 * <p>All are started by one thread that lives as long as the JVM: a child asks the kernel to be killed when its parent
 * <em>thread</em> dies. What is still open when the JVM shuts down is closed by a hook.
 */
public final class ProcessStarter {

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().daemon().name("chiptest-process-starter").unstarted(task));
    private final Set<Path> swept = ConcurrentHashMap.newKeySet();
    private final Set<ChildProcess> open = ConcurrentHashMap.newKeySet();

    private ProcessStarter() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "chiptest-process-cleanup"));
    }

    /** Return the starter of this JVM. */
    public static ProcessStarter shared() {
        return Holder.SHARED;
    }

    /** Start a process. Not interruptible: nobody would own the process. */
    Process start(ProcessBuilder builder) throws IOException {
        Future<Process> started = thread.submit(builder::start);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("cannot start " + builder.command().getFirst() + ": " + e.getCause(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Delete what a killed JVM left in this folder, once, in the background. */
    public void sweep(Path directory) {
        if (swept.add(directory)) {
            Thread.ofPlatform().daemon().name("chiptest-sweep").start(() -> WorkerDirectory.deleteAbandoned(directory));
        }
    }

    void opened(ChildProcess process) {
        open.add(process);
    }

    void closed(ChildProcess process) {
        open.remove(process);
    }

    private void closeAll() {
        try (OpenResources all = new OpenResources()) {
            open.forEach(all::add);
        }
    }

    private static final class Holder {
        static final ProcessStarter SHARED = new ProcessStarter();
    }
}
