package org.chiptest.runtime.internal.graph;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.settings.HostClock;
import org.jspecify.annotations.Nullable;

/**
 * Run the tasks of one graph at a time on simulated cores.
 *
 * <p>Cores are data: see {@link Dispatcher}. The device's caller submits, then helps until the run is quiet. All methods are
 * for the caller, unless noted.
 */
public final class Scheduler implements AutoCloseable {

    /** Bytes of scratch memory of a kernel thread: a dispatch payload and a completion buffer, with room to spare. */
    public static final int SCRATCH_BYTES = 4096;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2_000 : 0;
    private static final long TICK_NANOS = 1_000_000;
    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long STARVED_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long PAUSE_NANOS = 50_000;

    /** How often a waiting caller looks on its own: at conditions in memory, of which nobody tells, and for safety at all others. */
    private static final long HELD_NANOS = TICK_NANOS;
    private static final long SAFETY_NANOS = 50 * TICK_NANOS;

    private final RunState run;
    private final CallFrames frames;
    private final Dispatcher dispatcher;
    private final KernelThreads threads;
    private final Watchdog watchdog;
    private final Obstacle noWork;
    private @Nullable DeviceException wedged;
    private Duration deadline = Duration.ZERO;

    /** Kernel starts before the run. */
    private long startedAtBegin;

    /** Owned by the watchdog's thread: kernel starts at the last tick, and how many threads join at the next. */
    private long startedBefore;
    private int joining = 1;

    /** Owned by the watchdog's thread: the failure that it saw last, and when it saw it first. */
    private @Nullable RunFailure lastFailure;
    private long failedAt;

    /**
     * Create a scheduler with its threads.
     *
     * @param name     prefix of thread names
     * @param capacity most tasks that can be ready at the same time
     * @param frames   call frames, one for each thread that may ever run kernels
     */
    public Scheduler(String name, int capacity, CallFrames frames) {
        this.frames = frames;
        run = new RunState(frames.kernelThreads());
        dispatcher = new Dispatcher(name, capacity, frames, run);
        threads = dispatcher.threads();
        noWork = dispatcher::hasWork;
        watchdog = new Watchdog(name + "-watchdog", TICK_NANOS, this::tick);
    }

    /** Make room for this many tasks that are ready at the same time; no run may be open. */
    public void ensureCapacity(int capacity) {
        dispatcher.ready().ensureCapacity(capacity);
    }

    /**
     * Start a run; the calling thread submits and helps from now on.
     *
     * @param begun its block dim is the number of clusters, its deadline how long it may take
     */
    public void begin(Run begun, GraphPolicy policy) {
        if (wedged != null) {
            throw new DeviceException(
                    "an earlier call of this device never returned from native code; open a new device", wedged);
        }
        dispatcher.begin(begun.config().blockDim());
        deadline = begun.settings().deadline();
        caller().completed = 0;
        threads.crew().forEach(member -> member.completed = 0);
        caller().thread = Thread.currentThread();
        run.begin(policy, begun.observer());
        run.join(caller());
        threads.leaveCpuToCaller(true);
        startedAtBegin = started();
        watchdog.arm(deadline);
    }

    /** Hand in a task that waits for nothing. */
    public void submitReady(Task task) {
        KernelThread me = caller();
        run.raise(me);
        dispatcher.becomeReady(me, task);
    }

    /** Complete a task that its policy held back in {@link GraphPolicy#blocksDone}. */
    public void completeHeld(Task task) {
        KernelThread me = caller();
        run.raise(me);
        dispatcher.completeHeld(me, task);
    }

    /** Run tasks until none is ready, running or held, or the run has failed. */
    public void drain() {
        KernelThread me = caller();
        threads.leaveCpuToCaller(false);
        dispatcher.wakeFor(1);
        while (run.failure() == null) {
            if (!dispatcher.runSome(me)) {
                boolean quiet = run.isQuiet();
                boolean held = run.policy().poll();
                if (quiet && !held) {
                    return;
                }
                awaitChange(noWork, held);
            }
        }
    }

    /**
     * Wait while the orchestration cannot go on. The caller does not run kernels here: one of them might wait for a task
     * that only this thread can submit.
     *
     * <p>A task that completes wakes the caller if the obstacle is gone then.
     *
     * @param search finds what is in the way of the orchestration
     * @return true when nothing is in the way; false if something will be for ever: the run failed, or it is quiet
     */
    public boolean await(Obstacle.Search search) {
        Obstacle obstacle = search.find();
        if (obstacle == null) {
            return true;
        }
        RunObserver observer = run.observer();
        if (observer != null) {
            observer.waitBegan();
        }
        threads.leaveCpuToCaller(false);
        try {
            while (obstacle != null) {
                boolean quiet = run.isQuiet();
                boolean held = run.policy().poll();
                if (run.failure() != null || quiet && !held) {
                    return search.find() == null;
                }
                dispatcher.wakeFor(0);
                awaitChange(obstacle, held);
                obstacle = search.find();
            }
            return true;
        } finally {
            threads.leaveCpuToCaller(true);
            if (observer != null) {
                observer.waitEnded();
            }
        }
    }

    /** Make the run fail; the first failure stands. For any thread. */
    public void fail(RunFailure reason) {
        run.fail(reason);
    }

    /** Return why the run failed, or null. For any thread. */
    public @Nullable RunFailure failure() {
        return run.failure();
    }

    /** Return how many tasks have completed; exact once the run is quiet. */
    public int completed() {
        int sum = caller().completed;
        for (KernelThread member : threads.crew()) {
            sum += member.completed;
        }
        return sum;
    }

    /** Return how many kernels were called in this run; exact once the run is quiet. */
    public long kernelsCalled() {
        return started() - startedAtBegin;
    }

    /** Return true if nothing is ready or running. For any thread. */
    public boolean isQuiet() {
        return run.isQuiet();
    }

    /**
     * End the run: afterwards no thread touches its tasks.
     *
     * @throws DeviceException if a kernel is still running after the run failed, or the run was given up; the scheduler is of no
     *                         use then
     */
    public void end() {
        run.close();
        if (!watchdog.disarm()) {
            // The host was told that this run is lost, and may have given this device up already.
            wedged = stuck();
            throw wedged;
        }
        long since = HostClock.nanos();
        for (KernelThread member : threads.crew()) {
            awaitIdle(member, since);
        }
        dispatcher.ready().clear();
        run.end();
    }

    /** Tell whether no kernel of a failed run is still running, so that memory can be freed and the next run begin. */
    public boolean isUsable() {
        return wedged == null;
    }

    /** Describe what every thread is running; for reports. For any thread. */
    public String running() {
        return frames.describeRunning(HostClock.nanos());
    }

    /** Stop all threads; afterwards {@link #isUsable} tells whether all of them have ended. */
    @Override
    public void close() {
        watchdog.close();
        threads.close();
        if (!threads.awaitEnd(GRACE_NANOS) && wedged == null) {
            wedged = stuck();
        }
    }

    /** A thread that runs no user code has only to get a CPU, for which a busy machine may make it wait long. */
    private void awaitIdle(KernelThread member, long since) {
        for (int spins = 0; member.busy; spins++) {
            long waited = HostClock.nanos() - since;
            if (waited > STARVED_NANOS || waited > GRACE_NANOS && !running().isEmpty()) {
                wedged = stuck();
                throw wedged;
            }
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }

    private KernelThread caller() {
        return threads.caller();
    }

    /** Look after the held tasks; true if that set something in motion, or nothing is held any more. */
    private boolean pollHeld() {
        return !run.policy().poll() || !run.isQuiet();
    }

    private void awaitChange(Obstacle obstacle, boolean held) {
        for (int i = 0; i < SPINS; i++) {
            if (hasChanged(obstacle, held)) {
                return;
            }
            Thread.onSpinWait();
        }
        run.waitFor(obstacle);
        try {
            if (!hasChanged(obstacle, held)) {
                LockSupport.parkNanos(this, held ? HELD_NANOS : SAFETY_NANOS);
            }
        } finally {
            run.waited();
        }
    }

    private boolean hasChanged(Obstacle obstacle, boolean held) {
        return run.failure() != null || obstacle.isGone() || (held ? pollHeld() : run.isQuiet());
    }

    /** Called by the watchdog: enforce the deadline, and let more threads join when kernels seem to wait for each other. */
    private void tick(boolean expired) {
        RunFailure failure = run.failure();
        if (failure != null) {
            giveUpIfStuck(failure);
            return;
        }
        if (expired) {
            String held = run.policy().held();
            run.fail(new RunFailure(DeviceException.TIMEOUT,
                    "the run did not end within its deadline of " + deadline.toMillis()
                            + " ms\n  running: " + orNothing(running())
                            + (held.isEmpty() ? "" : "\n  waiting: " + held)));
            return;
        }
        long started = started();
        if (!dispatcher.hasWork()) {
            joining = 1;
        } else if (!threads.wakeBase() && started == startedBefore) {
            // one more than there are cores, as the caller may be waiting for the orchestration's sake
            threads.join(joining, dispatcher.cores().size() + 1);
            joining = Math.min(joining * 2, dispatcher.cores().size());
        }
        startedBefore = started;
    }

    /** The caller ends a run that has failed at once, unless it is inside user code; for that it gets a moment. */
    @SuppressWarnings("ReferenceEquality") // the same failure, not one that reads the same: each run has its own
    private void giveUpIfStuck(RunFailure failure) {
        if (failure != lastFailure) {
            lastFailure = failure;
            failedAt = HostClock.nanos();
        } else if (HostClock.nanos() - failedAt > GRACE_NANOS) {
            watchdog.giveUp(() -> frames.lost(stuck()));
        }
    }

    private long started() {
        long sum = CallFrames.begun(caller().frame);
        for (KernelThread member : threads.crew()) {
            sum += CallFrames.begun(member.frame);
        }
        return sum;
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? "nothing" : text;
    }

    private DeviceException stuck() {
        RunFailure reason = run.failure();
        return new DeviceException(reason == null ? DeviceException.FAILED : reason.code(),
                (reason == null ? "the run ended" : reason.message()) + "\n  still running: " + running()
                        + "\n  this device cannot be used any more");
    }
}
