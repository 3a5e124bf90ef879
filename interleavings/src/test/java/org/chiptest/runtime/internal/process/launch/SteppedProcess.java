package org.chiptest.runtime.internal.process.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.internal.linker.SteppedFutex;
import org.chiptest.runtime.internal.process.stray.StrayProcess;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Stands for {@link ChildProcess} where processes are threads. A thread whose process was killed does nothing any more from its next sleep on.
 */
public final class SteppedProcess {

    private static final int KILLED = 137;

    private final long pid;
    private Runnable news = () -> {};
    private int exitCode = -1;

    /** Make a process, which is yet to be started. */
    public SteppedProcess(long pid) {
        this.pid = pid;
    }

    /**
     * Have it do something.
     *
     * @param told called by a thread of its own when it has ended
     */
    public void start(Runnable program, Runnable told) {
        news = told;
        new Thread(() -> {
            SteppedFutex.dieWith(this::wasKilled);
            program.run();
            exit(0);
        }, "process " + pid).start();
    }

    /** End, for this reason or an earlier one. */
    public synchronized void exit(int code) {
        if (exitCode < 0) {
            exitCode = code;
            notifyAll();
            new Thread(news, "news of " + pid).start();
        }
    }

    /** Do nothing for ever, as a thread of this process. */
    public synchronized void hang() {
        while (true) {
            sleep(0);
        }
    }

    private synchronized boolean wasKilled() {
        return exitCode == KILLED;
    }

    public long pid() {
        return pid;
    }

    public synchronized boolean isAlive() {
        return exitCode < 0;
    }

    public synchronized ExitStatus exitStatus() {
        return new ExitStatus(exitCode);
    }

    public ExitStatus kill() {
        exit(KILLED);
        return exitStatus();
    }

    public synchronized Optional<ExitStatus> awaitExit(Duration deadline) {
        long end = HostClock.nanos() + deadline.toNanos();
        while (exitCode < 0 && HostClock.nanos() < end) {
            sleep(deadline.toMillis());
        }
        return exitCode < 0 ? Optional.empty() : Optional.of(exitStatus());
    }

    @SuppressWarnings("WaitNotInLoop") // its callers are in one
    private synchronized void sleep(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            // of user code: waits for processes go on
        }
    }

    public void expectExit() {
        // it has no descendants
    }

    public void keepDescendants() {
        // it has none
    }

    public void endStrays() {
        // it has none
    }

    public List<StrayProcess> takeStrays() {
        return List.of();
    }

    public SteppedDirectory directory() {
        return new SteppedDirectory(Path.of("nowhere"));
    }
}
