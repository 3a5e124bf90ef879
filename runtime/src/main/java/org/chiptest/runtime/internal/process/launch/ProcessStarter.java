package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.files.ProcessStat;

/**
 * Start processes that do not outlive this one.
 *
 * <p>All are started by one thread that lives as long as the JVM: a child asks the kernel to be killed when its parent
 * <em>thread</em> dies. What is still open when the JVM shuts down is closed by a hook.
 */
public final class ProcessStarter {

    private static final Path CHILDREN = Path.of("/proc/thread-self/children");

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().daemon().name("chiptest-process-starter").unstarted(task));
    /** What it has started, by process id; of its own thread. */
    private final Map<Long, Process> started = new HashMap<>();
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
        try {
            return onItsThread(() -> {
                Process process = builder.start();
                started.put(process.pid(), process);
                return process;
            });
        } catch (ExecutionException e) {
            throw new IOException("cannot start " + builder.command().getFirst() + ": " + e.getCause(), e);
        }
    }

    /**
     * Return the ids of children of its thread that it has not started: user code of a worker has, by {@code clone} with
     * {@code CLONE_PARENT}, which makes them the worker's siblings. Nothing where the kernel does not tell of children.
     */
    public Set<Long> strangers() {
        try {
            return onItsThread(() -> {
                // first: the id of one that has ended may be used again
                started.values().removeIf(process -> !process.isAlive());
                Set<Long> strangers = new HashSet<>(children());
                strangers.removeAll(started.keySet());
                return strangers;
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot look for processes that user code has left beside its worker", e);
        }
    }

    private static List<Long> children() {
        return ProcessStat.read(CHILDREN)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                .filter(text -> !text.isEmpty())
                .map(text -> Stream.of(text.split(" ")).map(Long::valueOf).toList()).orElse(List.of());
    }

    private <T> T onItsThread(Callable<T> task) throws ExecutionException {
        Future<T> result = thread.submit(task);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
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
