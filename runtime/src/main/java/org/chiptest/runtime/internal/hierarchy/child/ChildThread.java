package org.chiptest.runtime.internal.hierarchy.child;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that talks to one child: whatever is asked of the child is done here, one thing after the other, so requests of the
 * graph and of users never meet in a child.
 *
 * <p>Methods without a note on threads may be called from any. {@link #start}, {@link #replace} and {@link #close} are called by
 * the one caller of the host worker.
 */
public final class ChildThread {

    private final String name;
    private final Supplier<ChildWorker> starter;
    private final Duration patience;

    /** Replaced together with a thread that never came back. Written under the monitor of this object. */
    private volatile Link link;
    private volatile boolean lost;

    /** A thread and the child that it talks to. One that was given up keeps its own: what it does late reaches no other child. */
    private final class Link implements ThreadFactory {

        private final ExecutorService executor = Executors.newSingleThreadExecutor(this);
        /** The executor's only thread, to interrupt it. */
        private volatile @Nullable Thread thread;
        /** Written by the thread. */
        private volatile @Nullable ChildWorker child;

        @Override
        public Thread newThread(Runnable body) {
            Thread created = new Thread(body, name);
            created.setDaemon(true);
            thread = created;
            return created;
        }

        ChildWorker present() {
            ChildWorker present = child;
            if (present == null) {
                throw new IllegalStateException(name + " is not running; it failed to start, or was closed");
            }
            return present;
        }

        void closeChild() {
            ChildWorker old = child;
            child = null;
            if (old != null) {
                old.close();
            }
        }
    }

    /**
     * Create the thread of a child that has yet to be started.
     *
     * @param name     names the child until it can name itself
     * @param starter  starts the child
     * @param patience longest time to wait for anything but tasks; the child's own deadlines are shorter
     */
    public ChildThread(String name, Supplier<ChildWorker> starter, Duration patience) {
        this.name = name;
        this.starter = starter;
        this.patience = patience;
        this.link = new Link();
    }

    /** Begin to start the child, and to do something with it then; the child is closed again if that fails. */
    public Future<?> start(Consumer<ChildWorker> afterwards) {
        Link mine = link;
        return mine.executor.submit(() -> {
            ChildWorker started = starter.get();
            try {
                afterwards.accept(started);
            } catch (RuntimeException | Error e) {
                closeAfter(started, e);
                throw e;
            }
            adopt(mine, started);
        });
    }

    /** Begin to close a child that is of no use any more, and to start a new one. */
    public Future<?> replace() {
        Link mine = renewedIfLost();
        return mine.executor.submit(() -> {
            mine.closeChild();
            adopt(mine, starter.get());
        });
    }

    /** Tell whether the child can run tasks. */
    public boolean isUsable() {
        ChildWorker present = link.child;
        return present != null && present.isUsable() && !lost;
    }

    /** Return the child itself, to tell whether it is still the same; null if there is none. */
    @Nullable
    public ChildWorker child() {
        return link.child;
    }

    /** Have the thread do something with the child, without waiting for it. */
    public void execute(Consumer<ChildWorker> task) {
        Link mine = link;
        mine.executor.execute(() -> task.accept(mine.present()));
    }

    /** Have the thread do something with the child, and wait for it. */
    public <T> T call(String operation, Function<ChildWorker, T> task) {
        Link mine = link;
        try {
            return await(mine.executor.submit(() -> task.apply(mine.present())), operation);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(operation + " was asked of " + name + ", which is closed", e);
        }
    }

    /** Wait for what was begun; an interrupt ends it. */
    public <T extends @Nullable Object> T await(Future<T> begun, String operation) {
        try {
            return outcome(begun, operation, patience.toNanos());
        } catch (InterruptedException e) {
            begun.cancel(true);
            Thread.currentThread().interrupt();
            throw new WorkerException("interrupted while it waited for " + operation + " on " + this, e);
        }
    }

    /** Wait until the child is closed, whatever interrupts: nothing may be left behind. */
    public void awaitClosed(Future<?> begun) {
        long end = HostClock.nanos() + patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    outcome(begun, "close", end - HostClock.nanos());
                    return;
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

    /** Interrupt what the thread is doing. */
    public void interrupt() {
        Thread running = link.thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Give up a thread that does not come back; it and the child are replaced before the next run. */
    public void abandon() {
        lost = true;
    }

    /** Begin to close the child; the thread ends after that. */
    public Future<?> close() {
        Link mine = renewedIfLost();
        Future<?> closed = mine.executor.submit(mine::closeChild);
        mine.executor.shutdown();
        return closed;
    }

    /** Name the child. */
    @Override
    public String toString() {
        ChildWorker present = link.child;
        return present == null ? name : present.name();
    }

    private <T extends @Nullable Object> T outcome(Future<T> begun, String operation, long nanos)
            throws InterruptedException {
        try {
            return begun.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw UserFailure.unchecked(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            lost = true;
            begun.cancel(true);
            throw new WorkerException(operation + " on " + this + " did not end within " + patience.toMillis()
                    + " ms; it was interrupted, and the child will be replaced", e);
        }
    }

    /** A thread that does not come back cannot close its child: a new one will. Nobody but the lost one may use that child any more. */
    private synchronized Link renewedIfLost() {
        if (lost) {
            Link old = link;
            old.executor.shutdownNow();
            Link renewed = new Link();
            ChildWorker left = old.child;
            if (left != null) {
                left.distrust();
                renewed.child = left;
            }
            link = renewed;
            lost = false;
        }
        return link;
    }

    /** Talk to a child that has been started, unless that took so long that the thread was given up: nobody asks for the child then. */
    private void adopt(Link mine, ChildWorker started) {
        synchronized (this) {
            if (link == mine) {
                mine.child = started;
                return;
            }
        }
        started.close();
    }

    private static void closeAfter(ChildWorker child, Throwable failure) {
        try {
            child.close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }
}
