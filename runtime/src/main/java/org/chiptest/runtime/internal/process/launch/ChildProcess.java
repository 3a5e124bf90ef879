package org.chiptest.runtime.internal.process.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.linker.Libc;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.process.stray.StrayProcess;
import org.chiptest.runtime.internal.process.stray.StrayProcesses;
import org.chiptest.runtime.internal.process.stray.WorkerToken;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * A process of ours with a private folder, which its output goes to. Its standard input is a pipe that closes when this JVM
 * ends. Closing it kills it and deletes the folder.
 */
public final class ChildProcess implements AutoCloseable {

    /** Variables that would make the child's JVM load agents, or write to its output. */
    private static final Set<String> JVM_VARIABLES = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS");
    private static final long LOG_INTERVAL_MILLIS = 250;
    private static final long TRACED_INTERVAL_NANOS = 50_000_000;
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(30);

    private final ProcessStarter starter;
    private final Process process;
    private final OutputStream lifeline;
    private final WorkerDirectory directory;
    private final WorkerLog log;
    private final StrayProcesses started;
    /** What was found and nobody has told yet, and the ids of all that were ever found: one that was killed may be seen again. */
    private final List<StrayProcess> strays = new ArrayList<>();
    private final Set<Long> found = new HashSet<>();
    private volatile List<StrayProcess> descendants = List.of();
    private final Litter litter;
    private final FileTime begin = FileTime.from(HostClock.now());
    private boolean closed;

    private ChildProcess(ProcessStarter starter, Process process, WorkerDirectory directory, WorkerToken token,
            Litter litter) {
        this.litter = litter;
        this.starter = starter;
        this.process = process;
        this.started = new StrayProcesses(token, process.pid(), starter::strangers);
        this.lifeline = process.getOutputStream();
        this.directory = directory;
        this.log = new WorkerLog(directory.log());
    }

    /**
     * Start a command with its output in this folder; the folder is deleted if that fails.
     *
     * @param surroundings what is around it
     */
    public static ChildProcess start(ProcessStarter starter, List<String> command, WorkerDirectory directory,
            Surroundings surroundings) {
        ProcessBuilder builder = builder(command, directory, surroundings);
        WorkerToken token = WorkerToken.into(builder.environment());
        try {
            directory.keep(token);
            ChildProcess child = new ChildProcess(starter, starter.start(builder), directory, token,
                    surroundings.litter());
            starter.opened(child);
            // no virtual thread: who waits for the process would wait for one that user code keeps from running
            Thread.ofPlatform().daemon().name("chiptest-log-limit").start(child::limitLog);
            return child;
        } catch (IOException e) {
            directory.close();
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            directory.close();
            throw e;
        }
    }

    private static ProcessBuilder builder(List<String> command, WorkerDirectory directory, Surroundings surroundings) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.scratch().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
        builder.environment().keySet().removeAll(JVM_VARIABLES);
        if (surroundings.privateTemp()) {
            builder.environment().put("TMPDIR", directory.scratch().toString());
        }
        builder.environment().putAll(surroundings.environment());
        surroundings.sanitizer()
                .ifPresent(library -> SanitizerEnvironment.apply(library, directory, builder.environment()));
        return builder;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    private void limitLog() {
        try {
            while (!endsWithin(LOG_INTERVAL_MILLIS)) {
                log.limit();
            }
        } catch (LibcException | UncheckedIOException e) {
            if (!process.isAlive()) {
                // its folder is being deleted
                return;
            }
            // a file system without holes
            System.getLogger(ChildProcess.class.getName()).log(System.Logger.Level.WARNING,
                    "the log of process " + pid() + " is not limited: " + e.getMessage(), e);
        }
    }

    /** An interrupt is one of user code that interrupts all threads: it only makes the wait shorter. */
    private boolean endsWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return !process.isAlive();
        }
    }

    /** Call back as soon as the process has ended, from another thread. */
    public void onExit(Runnable callback) {
        var _ = process.onExit().thenRun(callback);
    }

    /** Wait until the process has ended; nothing if it has not by the deadline. */
    public Optional<ExitStatus> awaitExit(Duration deadline) {
        boolean interrupted = false;
        long end = HostClock.nanos() + deadline.toNanos();
        try {
            while (true) {
                try {
                    long left = Math.max(0, end - HostClock.nanos());
                    if (process.waitFor(Math.min(left, TRACED_INTERVAL_NANOS), TimeUnit.NANOSECONDS)) {
                        return Optional.of(new ExitStatus(process.exitValue()));
                    }
                    if (left == 0) {
                        return Optional.empty();
                    }
                    reapTraced();
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

    /**
     * Take note of the ends of threads that have made this process their tracer, by {@code PTRACE_TRACEME}: as long as nobody does, their
     * process has not ended.
     */
    private void reapTraced() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            threads.map(thread -> Long.parseLong(thread.getFileName().toString())).filter(thread -> thread != pid())
                    .forEach(Libc::reap);
        } catch (IOException | UncheckedIOException e) {
            // it is gone
        }
    }

    /** Return how the process has ended. */
    public ExitStatus exitStatus() {
        return new ExitStatus(process.exitValue());
    }

    /** Kill the process with all that was started in it, and wait for its end. */
    public ExitStatus kill() {
        expectExit();
        process.destroyForcibly();
        ExitStatus exit = awaitExit(KILL_DEADLINE).orElseThrow(() -> new IllegalStateException(
                "process " + pid() + " has not ended " + KILL_DEADLINE + " after SIGKILL; it hangs in the kernel"));
        endStrays();
        return exit;
    }

    /** Note what descends from the process, if it is alive: when it has ended, nothing tells of a child without its environment. */
    public void expectExit() {
        if (process.isAlive()) {
            descendants = started.descendants();
        }
    }

    /** Take what descends from the process now for its device's own, see {@link StrayProcesses#keep}. */
    public void keepDescendants() {
        started.keep();
    }

    /** Tell whether user code of any worker has left something beside it. */
    public boolean hasStrangers() {
        return !starter.strangers().isEmpty();
    }

    /** End what user code has started in the process, which may be alive, and left. */
    public void endStrays() {
        List<StrayProcess> ended = started.end(descendants);
        synchronized (strays) {
            ended.stream().filter(stray -> found.add(stray.pid())).forEach(strays::add);
        }
    }

    /** Return what user code had started that was ended, once: whoever takes it tells it. */
    public List<StrayProcess> takeStrays() {
        synchronized (strays) {
            List<StrayProcess> all = List.copyOf(strays);
            strays.clear();
            return all;
        }
    }

    public WorkerDirectory directory() {
        return directory;
    }

    public WorkerLog log() {
        return log;
    }

    /** Kill the process and delete its folder; later calls wait for the first one and do nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (directory; lifeline) {
            kill();
            litter.removeSince(begin);
            List<StrayProcess> untold = takeStrays();
            if (!untold.isEmpty()) {
                System.getLogger(ChildProcess.class.getName()).log(System.Logger.Level.WARNING,
                        "worker process " + pid()
                                + " left processes behind, which were ended: " + StrayProcess.describe(untold));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the pipe to process " + pid(), e);
        } finally {
            starter.closed(this);
        }
    }
}
