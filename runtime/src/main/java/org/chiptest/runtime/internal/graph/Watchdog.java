package org.chiptest.runtime.internal.graph;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Look at an open run every tick, from a thread of its own, since the device's caller may be inside a kernel or inside
 * user code. Between runs it stays awake for a moment, then parks, so that an idle device costs nothing.
 */
final class Watchdog implements AutoCloseable {

    /** Idle ticks after which the thread parks until the next run. */
    private static final int LINGER_TICKS = 20;

    private final long tickNanos;
    private final Tick tick;
    private final Thread thread;
    /** Number of the open run; 0: none, negative: it was given up and stays so, whoever comes back to it. */
    private final AtomicLong run = new AtomicLong();

    /** Owned by the device's caller: number of its last run. */
    private long runs;

    /** Owned by the thread: the run that it looks at. */
    private long watched;
    private volatile boolean sleeping;
    private volatile boolean closing;
    private volatile long expiresAt;

    /** What to do at each tick of an open run. */
    @FunctionalInterface
    interface Tick {

        /** Look at the run; {@code expired} tells that it has used up its time. */
        void look(boolean expired);
    }

    Watchdog(String name, long tickNanos, Tick tick) {
        this.tickNanos = tickNanos;
        this.tick = tick;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::watch);
        thread.start();
    }

    void arm(Duration deadline) {
        expiresAt = HostClock.nanos() + deadline.toNanos();
        run.set(++runs);
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }

    /** End the watch; false if the run was given up meanwhile, and then everybody has been told. */
    boolean disarm() {
        if (run.compareAndSet(runs, 0)) {
            return true;
        }
        synchronized (this) {
            // who was given up goes on when the news is out, or it would be taken for news of the next run
            return false;
        }
    }

    /** Give up the run that is looked at, from inside a tick, and tell of it; nothing happens if it has ended meanwhile. */
    synchronized void giveUp(Runnable telling) {
        if (run.compareAndSet(watched, -watched)) {
            telling.run();
        }
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        int idleTicks = 0;
        while (!closing) {
            if (isOpen()) {
                idleTicks = 0;
            } else if (++idleTicks > LINGER_TICKS) {
                sleep();
                continue;
            }
            LockSupport.parkNanos(this, tickNanos);
            watched = run.get();
            if (watched > 0) {
                tick.look(HostClock.nanos() - expiresAt > 0);
            }
        }
    }

    private boolean isOpen() {
        return run.get() > 0;
    }

    private void sleep() {
        sleeping = true;
        if (!isOpen() && !closing) {
            LockSupport.park(this);
        }
        sleeping = false;
    }
}
