package org.chiptest.interleavings.schedule;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/** A thread of a run that goes on only when it is its turn. Its fields belong to whoever has the turn. */
public final class SteppedThread extends Thread {

    final SteppedRun run;
    private final Runnable body;

    /** What it waits for, if it does. */
    @Nullable
    BooleanSupplier guard;
    /** When it waits no longer. */
    long deadline = SteppedRun.NEVER;
    /** Where it was seen last. */
    String place = "its beginning";

    boolean began;
    boolean ended;
    boolean permit;
    boolean interrupted;
    /** How many locks it holds. */
    int locks;
    /** How many class initialisers it is in, where no other thread may take over. */
    int initialising;
    int priority;

    public SteppedThread(Runnable body) {
        this(null, body, "thread", 0);
    }

    public SteppedThread(Runnable body, String name) {
        this(null, body, name, 0);
    }

    public SteppedThread(@Nullable ThreadGroup group, Runnable body, String name) {
        this(group, body, name, 0);
    }

    public SteppedThread(@Nullable ThreadGroup group, Runnable body, String name, long stackBytes) {
        this(SteppedRun.current(), group, body, name, stackBytes);
    }

    SteppedThread(SteppedRun run, @Nullable ThreadGroup group, Runnable body, String name, long stackBytes) {
        super(group, null, name, stackBytes);
        this.run = run;
        this.body = body;
        setDaemon(true);
    }

    @Override
    public void start() {
        run.begin(this);
        super.start();
    }

    @Override
    public void run() {
        try {
            awaitTurn();
            body.run();
        } catch (SteppedRun.Over e) {
            // the run needs this thread no more
        } catch (Throwable e) {
            run.fail(this + " threw", e);
        } finally {
            run.end(this);
        }
    }

    /** Wait for the turn, which another thread passes on. */
    void awaitTurn() {
        while (run.turn() != this) {
            LockSupport.park(run);
        }
        run.requireGoingOn();
    }

    @Override
    public String toString() {
        return getName();
    }
}
