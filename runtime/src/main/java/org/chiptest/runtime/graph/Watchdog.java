package org.chiptest.runtime.graph;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

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
    private volatile boolean armed;
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
        expiresAt = System.nanoTime() + deadline.toNanos();
        armed = true;
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }

    void disarm() {
        armed = false;
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        int idleTicks = 0;
        while (!closing) {
            if (armed) {
                idleTicks = 0;
            } else if (++idleTicks > LINGER_TICKS) {
                sleep();
                continue;
            }
            LockSupport.parkNanos(this, tickNanos);
            if (armed) {
                tick.look(System.nanoTime() - expiresAt > 0);
            }
        }
    }

    private void sleep() {
        sleeping = true;
        if (!armed && !closing) {
            LockSupport.park(this);
        }
        sleeping = false;
    }
}
