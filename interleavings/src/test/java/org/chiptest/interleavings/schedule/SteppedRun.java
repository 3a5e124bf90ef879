package org.chiptest.interleavings.schedule;

import java.io.PrintWriter;
import java.io.Serial;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario, whose threads take turns: one runs, all others wait until it passes the turn on, which happens at its steps and
 * when it waits or ends. All state belongs to the thread that has the turn; passing it on publishes it.
 *
 * <p>The clock stands still but for a moment at each look. When no thread can run, it goes ahead to the first deadline, as far as the
 * scenario allows; if there is none, the threads wait for each other or for a wake-up that was lost.
 */
final class SteppedRun {

    static final long NEVER = Long.MAX_VALUE;

    private static final int MOST_STEPS = 200_000;
    private static final long LOOK_NANOS = 10_000;
    private static final long STUCK_SECONDS = 60;
    /** One of so many parkings ends for no reason, in one of so many runs. */
    private static final int SPURIOUS = 16;
    private static final int SPURIOUS_RUNS = 4;
    private static final int STUBBORN = 16;

    private final Scenario scenario;
    private final Random random;
    private final Choice choice;
    private final boolean spurious;
    /** How many of {@value #STUBBORN} looks in vain let nobody pass. */
    private final int stubborn;
    private final List<SteppedThread> threads = new ArrayList<>();
    private final IdentityHashMap<Object, Mutex> monitors = new IdentityHashMap<>();
    private final Schedule schedule = new Schedule();
    private final CountDownLatch finished = new CountDownLatch(1);

    private volatile @Nullable SteppedThread turn;
    /** Whether the threads are to end wherever they are. */
    private volatile boolean over;
    private long clock = 1_000_000_000L;
    private long gone;
    private @Nullable String failure;

    /** Ends a thread of a run that is over. */
    static final class Over extends Error {

        @Serial
        private static final long serialVersionUID = 1L;

        private static final Over HERE = new Over();

        private Over() {
            super("the run is over", null, false, false);
        }
    }

    private SteppedRun(Scenario scenario, long seed, int steps) {
        this.scenario = scenario;
        random = new Random(seed);
        choice = Choice.of(seed, random, steps);
        spurious = seed != 0 && random.nextInt(SPURIOUS_RUNS) == 0;
        stubborn = seed == 0 ? 0 : random.nextInt(STUBBORN);
    }

    /**
     * What came of a run.
     *
     * @param failure what went wrong, or null
     */
    record Outcome(Schedule schedule, @Nullable String failure) {}

    /**
     * Run a scenario.
     *
     * @param seed  chooses the schedule
     * @param steps about how many steps it has
     */
    static Outcome of(Scenario scenario, long seed, int steps) {
        SteppedRun run = new SteppedRun(scenario, seed, steps);
        SteppedThread main = new SteppedThread(run, null, () -> {
            try {
                scenario.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, "main", 0);
        main.start();
        run.turn = main;
        LockSupport.unpark(main);
        run.awaitEnd();
        return new Outcome(run.schedule, run.failure);
    }

    /** Return the run that the calling thread belongs to. */
    static SteppedRun current() {
        return thread().run;
    }

    /** Return the calling thread. */
    static SteppedThread thread() {
        if (Thread.currentThread() instanceof SteppedThread thread) {
            return thread;
        }
        throw new IllegalStateException(Thread.currentThread() + " is no thread of a run; start it from one of these");
    }

    static boolean isStepped() {
        return Thread.currentThread() instanceof SteppedThread;
    }

    @Nullable
    SteppedThread turn() {
        return turn;
    }

    void requireGoingOn() {
        if (over) {
            throw Over.HERE;
        }
    }

    boolean isOver() {
        return over;
    }

    Scenario scenario() {
        return scenario;
    }

    Random random() {
        return random;
    }

    /** Return the monitor of an object. */
    Mutex monitor(Object object) {
        return monitors.computeIfAbsent(object, each -> new Mutex());
    }

    /** Read the clock. */
    long nanos() {
        clock += LOOK_NANOS;
        return clock;
    }

    /** Return when a wait of this length ends. */
    long deadline(long nanos) {
        return nanos >= NEVER - clock ? NEVER : clock + Math.max(0, nanos);
    }

    /** Tell whether to end a wait for no reason, as is allowed. */
    boolean wakesForNoReason() {
        return spurious && random.nextInt(SPURIOUS) == 0;
    }

    /** Let another thread go on here, perhaps. */
    void step(SteppedThread me, String place) {
        requireGoingOn();
        if (me.initialising == 0) {
            note(me, place);
            passTurn(me);
        }
    }

    /** Let others pass a thread that looks again and again, sooner or later: it may also look in vain until it gives up. */
    void pass(SteppedThread me, String place) {
        if (random.nextInt(STUBBORN) >= stubborn) {
            choice.passed(me);
        }
        step(me, place);
    }

    /** Wait until the guard says true, or until a moment; tell which. */
    boolean await(SteppedThread me, BooleanSupplier guard, long deadline, String place) {
        requireGoingOn();
        if (me.initialising > 0 && !guard.getAsBoolean()) {
            throw new IllegalStateException(me + " waits in a class initialiser, " + place);
        }
        note(me, place);
        me.guard = guard;
        me.deadline = deadline;
        if (me.initialising == 0) {
            passTurn(me);
        }
        me.guard = null;
        me.deadline = NEVER;
        return guard.getAsBoolean();
    }

    void begin(SteppedThread thread) {
        if (thread.began) {
            throw new IllegalThreadStateException(thread + " has been started already");
        }
        thread.began = true;
        threads.add(thread);
        choice.began(thread);
    }

    void end(SteppedThread thread) {
        thread.ended = true;
        if (over) {
            return;
        }
        if (threads.getFirst().equals(thread)) {
            over = true;
            finished.countDown();
            return;
        }
        try {
            passTurn(thread);
        } catch (Over e) {
            // nobody could go on, and that was told
        }
    }

    void fail(String what, Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        fail(what + " " + trace);
    }

    private void fail(String what) {
        if (!over) {
            failure = what + "\n" + describeThreads();
            over = true;
            finished.countDown();
        }
    }

    private void note(SteppedThread me, String place) {
        me.place = place;
        schedule.add(me, place);
        if (schedule.size() > MOST_STEPS) {
            fail("no end after " + MOST_STEPS + " steps: a thread looks again and again for what never comes");
            throw Over.HERE;
        }
    }

    /** Choose who goes on, and wait for the next turn if that is another one. */
    private void passTurn(SteppedThread me) {
        List<SteppedThread> able = able();
        if (able.isEmpty()) {
            fail("no thread can go on, and no deadline is within the patience of " + scenario.patience());
            throw Over.HERE;
        }
        SteppedThread next = choice.next(able.contains(me) ? me : null, able);
        if (next.deadline != NEVER && !isMet(next)) {
            gone += Math.max(0, next.deadline - clock);
            clock = Math.max(clock, next.deadline);
        }
        if (!next.equals(me)) {
            turn = next;
            LockSupport.unpark(next);
            if (!me.ended) {
                me.awaitTurn();
            }
        }
    }

    private List<SteppedThread> able() {
        List<SteppedThread> able = new ArrayList<>();
        long first = NEVER;
        for (SteppedThread each : threads) {
            if (!each.ended) {
                if (isMet(each) || each.deadline <= clock || scenario.timeRunsOut() && isInPatience(each.deadline)) {
                    able.add(each);
                }
                first = Math.min(first, each.deadline);
            }
        }
        if (able.isEmpty() && isInPatience(first)) {
            for (SteppedThread each : threads) {
                if (!each.ended && each.deadline == first) {
                    able.add(each);
                }
            }
        }
        return able;
    }

    private static boolean isMet(SteppedThread thread) {
        BooleanSupplier guard = thread.guard;
        return guard == null || guard.getAsBoolean();
    }

    private boolean isInPatience(long deadline) {
        return deadline != NEVER && gone + Math.max(0, deadline - clock) <= scenario.patience().toNanos();
    }

    private String describeThreads() {
        return threads.stream().map(each -> "  " + each + (each.ended
                ? " has ended"
                : (isMet(each) ? " can go on from " : " waits at ") + each.place))
                .collect(Collectors.joining("\n"));
    }

    /** Wait, in a thread that is not of this run, for the end of it and of all its threads. */
    private void awaitEnd() {
        try {
            int before = -1;
            while (!finished.await(STUCK_SECONDS, TimeUnit.SECONDS)) {
                if (schedule.size() == before) {
                    throw stuck("waits for something that is no step");
                }
                before = schedule.size();
            }
            endThreads();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a scenario ran", e);
        }
    }

    /** Have all threads end, one after the other, beginning with the one that has the turn. */
    private void endThreads() throws InterruptedException {
        SteppedThread last = turn;
        List<SteppedThread> ending = new ArrayList<>(threads);
        if (last != null) {
            ending.remove(last);
            ending.addFirst(last);
        }
        for (SteppedThread each : ending) {
            turn = each;
            LockSupport.unpark(each);
            if (!each.join(Duration.ofSeconds(STUCK_SECONDS))) {
                throw stuck("does not end");
            }
        }
    }

    private IllegalStateException stuck(String what) {
        SteppedThread holder = turn;
        StringBuilder text = new StringBuilder().append(holder).append(' ').append(what);
        if (holder != null) {
            for (StackTraceElement each : holder.getStackTrace()) {
                text.append("\n    at ").append(each);
            }
        }
        return new IllegalStateException(text.toString());
    }
}
