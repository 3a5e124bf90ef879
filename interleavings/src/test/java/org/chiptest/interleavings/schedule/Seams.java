package org.chiptest.interleavings.schedule;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What rewritten classes call at their steps, and instead of methods of the JDK that wait, wake or tell the time. The last parameter says
 * where. {@link Rewriter} says which method stands for which.
 */
public final class Seams {

    private static final long FOREVER = Long.MAX_VALUE;

    private Seams() {}

    /** Come to a place where a thread synchronises. */
    public static void step(String place) {
        if (SteppedRun.isStepped()) {
            SteppedThread me = SteppedRun.thread();
            me.run.step(me, place);
        }
    }

    /** Come to a place where a thread reads or writes what is not synchronised; one that holds a lock does so under it. */
    public static void touch(String place) {
        if (SteppedRun.isStepped()) {
            SteppedThread me = SteppedRun.thread();
            if (me.locks == 0) {
                me.run.step(me, place);
            }
        }
    }

    /** Begin to initialise a class. */
    public static void beginInitialising() {
        if (SteppedRun.isStepped()) {
            SteppedRun.thread().initialising++;
        }
    }

    /** End to initialise a class. */
    public static void endInitialising() {
        if (SteppedRun.isStepped()) {
            SteppedRun.thread().initialising--;
        }
    }

    public static void enter(Object monitor, String place) {
        SteppedRun.current().monitor(monitor).take(place);
    }

    /** Leave a monitor; never throws, as code that leaves monitors when something was thrown would do so again and again. */
    public static void exit(Object monitor) {
        SteppedRun run = SteppedRun.current();
        if (!run.isOver()) {
            run.monitor(monitor).give();
        }
    }

    public static void wait(Object monitor, String place) throws InterruptedException {
        wait(monitor, 0, place);
    }

    public static void wait(Object monitor, long millis, String place) throws InterruptedException {
        Mutex mutex = SteppedRun.current().monitor(monitor);
        mutex.await(mutex.line, millis == 0 ? FOREVER : TimeUnit.MILLISECONDS.toNanos(millis), place);
    }

    public static void notify(Object monitor, String place) {
        Mutex mutex = held(monitor);
        if (!mutex.line.isEmpty()) {
            mutex.line.tell(SteppedRun.current().random().nextInt(mutex.line.size()));
        }
    }

    public static void notifyAll(Object monitor, String place) {
        held(monitor).line.tellAll();
    }

    public static void park(String place) {
        parkUntil(SteppedRun.NEVER, place);
    }

    public static void park(Object blocker, String place) {
        park(place);
    }

    public static void parkNanos(long nanos, String place) {
        parkUntil(SteppedRun.current().deadline(nanos), place);
    }

    public static void parkNanos(Object blocker, long nanos, String place) {
        parkNanos(nanos, place);
    }

    public static void unpark(@Nullable Thread thread, String place) {
        if (thread instanceof SteppedThread stepped) {
            step(place);
            stepped.permit = true;
        } else {
            LockSupport.unpark(thread);
        }
    }

    public static void interrupt(Thread thread, String place) {
        step(place);
        ((SteppedThread) thread).interrupted = true;
    }

    public static boolean isInterrupted(Thread thread, String place) {
        step(place);
        return ((SteppedThread) thread).interrupted;
    }

    public static boolean interrupted(String place) {
        step(place);
        SteppedThread me = SteppedRun.thread();
        boolean was = me.interrupted;
        me.interrupted = false;
        return was;
    }

    public static boolean isAlive(Thread thread, String place) {
        step(place);
        SteppedThread stepped = (SteppedThread) thread;
        return stepped.began && !stepped.ended;
    }

    public static void join(Thread thread, String place) throws InterruptedException {
        SteppedThread other = (SteppedThread) Objects.requireNonNull(thread);
        awaitInterruptibly(() -> other.ended, FOREVER, place);
    }

    public static void sleep(long millis, String place) throws InterruptedException {
        awaitInterruptibly(() -> false, TimeUnit.MILLISECONDS.toNanos(millis), place);
    }

    public static void sleep(Duration time, String place) throws InterruptedException {
        awaitInterruptibly(() -> false, time.toNanos(), place);
    }

    public static void onSpinWait(String place) {
        pass(place);
    }

    /** Let others go on, as {@code Thread.yield} does. */
    public static void pass(String place) {
        SteppedThread me = SteppedRun.thread();
        me.run.pass(me, place);
    }

    public static long nanoTime(String place) {
        return SteppedRun.isStepped() ? SteppedRun.current().nanos() : System.nanoTime();
    }

    /** Return how many processors there seem to be; class initialisers learn from it whether to spin. */
    public static int availableProcessors(Runtime runtime, String place) {
        Scenario scenario = SteppedRun.current().scenario();
        return SteppedRun.thread().initialising > 0 && !scenario.spins() ? 1 : scenario.processors();
    }

    public static SteppedThreadBuilder ofPlatform(String place) {
        return new SteppedThreadBuilder.Named("thread");
    }

    /** Wait until the guard says true; returns whether it did in time. */
    static boolean awaitInterruptibly(BooleanSupplier guard, long nanos, String place)
            throws InterruptedException {
        SteppedThread me = SteppedRun.thread();
        boolean inTime = me.run.await(me, () -> guard.getAsBoolean() || me.interrupted, me.run.deadline(nanos), place);
        if (me.interrupted && !guard.getAsBoolean()) {
            me.interrupted = false;
            throw new InterruptedException();
        }
        return inTime;
    }

    private static void parkUntil(long deadline, String place) {
        SteppedThread me = SteppedRun.thread();
        if (me.run.wakesForNoReason()) {
            me.run.step(me, place + ", which returns for no reason");
        } else {
            me.run.await(me, () -> me.permit || me.interrupted, deadline, place);
        }
        me.permit = false;
    }

    private static Mutex held(Object monitor) {
        Mutex mutex = SteppedRun.current().monitor(monitor);
        mutex.requireHeld();
        return mutex;
    }
}
