package org.chiptest.runtime.graph;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.chiptest.runtime.device.DeviceException;
import org.jspecify.annotations.Nullable;

/**
 * Run the tasks of one graph at a time on simulated cores.
 *
 * <p>Cores are data. A thread that finds a ready task and an idle core of its shape calls the kernel, gives the core back,
 * completes the task and goes on with one of the successors that this made ready; the others go to the ready queue of their
 * shape. The device's caller submits, then helps until the run is quiet.
 *
 * <p>{@code inFlight} counts tasks that are ready, running or completing. It is raised before a task becomes visible to
 * other threads and lowered after its successors have been raised, so zero means that nothing can happen any more without
 * a further submit: a run that is quiet with tasks left is a deadlock, known at once.
 */
public final class Scheduler implements AutoCloseable {

    /** Bytes of scratch memory of a kernel thread: a dispatch payload (specification, 6.9) with room to spare. */
    public static final int SCRATCH_BYTES = 1024;

    /** Code of a run that is stuck: SCHEDULER_TIMEOUT (specification, 6.11), negated. */
    public static final int TIMEOUT = -100;

    /** Ready tasks that make it worth to wake another thread: fewer are done sooner than it is awake. */
    private static final int WAKE_DEPTH = 8;
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2_000 : 0;
    private static final long TICK_NANOS = 1_000_000;
    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    private static final VarHandle IN_FLIGHT;
    private static final VarHandle FAILURE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IN_FLIGHT = lookup.findVarHandle(Scheduler.class, "inFlight", int.class);
            FAILURE = lookup.findVarHandle(Scheduler.class, "failure", RunFailure.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CoreSet cores = new CoreSet();
    private final ReadyQueue[] ready = new ReadyQueue[TaskShape.ON_CORES.size()];
    private final CallFrames frames;
    private final KernelThreads threads;
    private final Watchdog watchdog;

    /** True from begin to end of a run: threads may take tasks. */
    private volatile boolean open;
    private volatile int inFlight;
    private volatile @Nullable RunFailure failure;
    private volatile @Nullable Thread waiter;
    private GraphPolicy policy = IdlePolicy.INSTANCE;
    private @Nullable DeviceException wedged;
    private Duration deadline = Duration.ZERO;

    /** Owned by the watchdog's thread: kernel starts at the last tick, and how many threads join at the next. */
    private long startedBefore;
    private int joining = 1;

    /**
     * Create a scheduler with its threads.
     *
     * @param name     prefix of thread names
     * @param capacity most tasks that can be ready at the same time
     * @param frames   call frames, one for each thread that may ever run kernels
     */
    public Scheduler(String name, int capacity, CallFrames frames) {
        Arrays.setAll(ready, queue -> new ReadyQueue(capacity));
        this.frames = frames;
        threads = new KernelThreads(name, Runtime.getRuntime().availableProcessors(), SCRATCH_BYTES, frames,
                new Work());
        watchdog = new Watchdog(name + "-watchdog", TICK_NANOS, this::tick);
    }

    /**
     * Start a run; the calling thread submits and helps from now on.
     *
     * @param blockDim number of clusters
     * @param deadline how long the run may take
     */
    public void begin(int blockDim, GraphPolicy policy, Duration deadline) {
        if (wedged != null) {
            throw wedged;
        }
        cores.reset(blockDim);
        this.policy = policy;
        this.deadline = deadline;
        FAILURE.set(this, null);
        IN_FLIGHT.set(this, 0);
        caller().completed = 0;
        threads.crew().forEach(member -> member.completed = 0);
        caller().thread = Thread.currentThread();
        open = true;
        watchdog.arm(deadline);
    }

    /** Hand in a task that waits for nothing. */
    public void submitReady(Task task) {
        IN_FLIGHT.getAndAdd(this, 1);
        if (task.shape() == TaskShape.DUMMY) {
            Task next = finish(caller(), task);
            if (next != null) {
                enqueue(next, WAKE_DEPTH);
            }
        } else {
            enqueue(task, WAKE_DEPTH);
        }
    }

    /** Complete a task that its policy held back in {@link GraphPolicy#blocksDone}. */
    public void completeHeld(Task task) {
        IN_FLIGHT.getAndAdd(this, 1);
        Task next = release(caller(), task);
        if (next != null) {
            enqueue(next, 1);
        }
    }

    /** Run tasks until none is ready or running, or the run has failed. */
    public void drain() {
        KernelThread me = caller();
        me.busy = true;
        try {
            wakeFor(1);
            while (failure == null) {
                if (!runSome(me)) {
                    if (inFlight == 0) {
                        return;
                    }
                    awaitChange(() -> inFlight == 0 || hasWork());
                }
            }
        } finally {
            me.busy = false;
        }
    }

    /**
     * Wait while the orchestration cannot go on. The caller does not run kernels here: one of them might wait for a task
     * that only this thread can submit.
     *
     * @return true when the condition holds; false if it never will: the run failed, or it is quiet
     */
    public boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (failure != null || inFlight == 0) {
                return condition.getAsBoolean();
            }
            wakeFor(0);
            awaitChange(() -> inFlight == 0 || condition.getAsBoolean());
        }
        return true;
    }

    /** Let a thread in {@link #await} or {@link #drain} look at its condition again. */
    public void signal() {
        Thread waiting = waiter;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Make the run fail; the first failure stands. */
    public void fail(RunFailure reason) {
        FAILURE.compareAndSet(this, null, reason);
        signal();
    }

    /** Return why the run failed, or null. */
    public @Nullable RunFailure failure() {
        return failure;
    }

    /** Return how many tasks have completed; exact once the run is quiet. */
    public int completed() {
        int sum = caller().completed;
        for (KernelThread member : threads.crew()) {
            sum += member.completed;
        }
        return sum;
    }

    /** Return true if nothing is ready or running. */
    public boolean isQuiet() {
        return inFlight == 0;
    }

    /**
     * End the run: afterwards no thread touches its tasks.
     *
     * @throws DeviceException if a kernel is still running after the run failed; the scheduler is of no use then
     */
    public void end() {
        open = false;
        watchdog.disarm();
        long limit = System.nanoTime() + GRACE_NANOS;
        for (KernelThread member : threads.crew()) {
            while (member.busy) {
                Thread.onSpinWait();
                if (System.nanoTime() - limit > 0) {
                    wedged = stuck();
                    throw wedged;
                }
            }
        }
        for (ReadyQueue queue : ready) {
            queue.clear();
        }
        policy = IdlePolicy.INSTANCE;
    }

    /** Tell whether no kernel of a failed run is still running, so that memory can be freed and the next run begin. */
    public boolean isUsable() {
        return wedged == null;
    }

    /** Describe what every thread is running; for reports. */
    public String running() {
        return frames.describeRunning(System.nanoTime());
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

    private KernelThread caller() {
        return threads.caller();
    }

    private final class Work implements KernelThreads.Work {

        @Override
        public void perform(KernelThread me) {
            work(me);
        }

        @Override
        public boolean isAvailable() {
            return open && failure == null && hasWork();
        }
    }

    private void work(KernelThread me) {
        me.busy = true;
        try {
            int spins = 0;
            while (open && failure == null && spins < SPINS) {
                if (runSome(me)) {
                    spins = 0;
                } else {
                    spins++;
                    Thread.onSpinWait();
                }
            }
        } catch (RuntimeException | Error e) {
            fail(new RunFailure(-1, "the scheduler itself failed: " + e));
        } finally {
            me.busy = false;
        }
    }

    private boolean runSome(KernelThread me) {
        for (TaskShape shape : TaskShape.ON_CORES) {
            ReadyQueue queue = ready[shape.queue];
            if (!queue.isEmpty()) {
                int core = cores.acquire(shape);
                if (core != CoreSet.NONE) {
                    Task task = queue.poll();
                    if (task == null) {
                        cores.release(core);
                    } else {
                        runFrom(me, task, core);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Run a block, and as long as that makes another task ready, one of its blocks next. */
    private void runFrom(KernelThread me, Task first, int firstCore) {
        Task task = first;
        int core = firstCore;
        while (failure == null) {
            int block = task.claimBlock();
            if (block + 1 < task.blockNum()) {
                enqueue(task, 1);
            }
            boolean returned = call(me, task, block, core);
            cores.release(core);
            if (!returned || !task.blockReturned()) {
                return;
            }
            Task next = finish(me, task);
            if (next == null) {
                return;
            }
            core = cores.acquire(next.shape());
            if (core == CoreSet.NONE) {
                enqueue(next, WAKE_DEPTH);
                return;
            }
            task = next;
        }
        cores.release(core);
    }

    private boolean call(KernelThread me, Task task, int block, int core) {
        int place = cores.slotOf(core);
        int slot = task.shape() == TaskShape.AIV ? 1 : place;
        long arguments = policy.arguments(task, block, place, me.scratch);
        me.call.identify(frames.device(), cores.clusterOf(core), core, Math.max(0, place - 1));
        boolean returned = me.call.run(task.function(slot), arguments, task.id(), task.funcId(slot), block);
        if (!returned) {
            fail(new RunFailure(-1,
                    "kernel " + task.funcId(slot) + " of " + task + ", block " + block + " on core " + core
                            + " threw " + me.call.thrown().getMessage()));
        }
        return returned;
    }

    private @Nullable Task finish(KernelThread me, Task task) {
        if (policy.blocksDone(task)) {
            return release(me, task);
        }
        lowerInFlight();
        return null;
    }

    /**
     * Complete a task, and the dummy tasks that this makes ready. Returns one successor that became ready and that
     * inherits the task's place in flight; the others are queued.
     */
    private @Nullable Task release(KernelThread me, Task task) {
        Task direct = null;
        Task current = task;
        boolean ownsPlace = false;
        while (true) {
            Edge edge = current.complete();
            while (edge != null) {
                // The consumer may run, complete and reuse the edge as soon as it knows.
                Edge following = edge.next;
                Task consumer = edge.consumer;
                if (consumer.producerCompleted()) {
                    if (consumer.shape() != TaskShape.DUMMY && direct == null) {
                        direct = consumer;
                    } else {
                        IN_FLIGHT.getAndAdd(this, 1);
                        becomeReady(me, consumer);
                    }
                }
                edge = following;
            }
            me.completed++;
            policy.completed(current);
            if (ownsPlace) {
                lowerInFlight();
            }
            ownsPlace = true;
            Task dummy = me.dummies.poll();
            if (dummy == null) {
                break;
            }
            current = dummy;
        }
        if (direct == null) {
            lowerInFlight();
        }
        return direct;
    }

    private void becomeReady(KernelThread me, Task task) {
        if (task.shape() == TaskShape.DUMMY) {
            me.dummies.add(task);
        } else {
            enqueue(task, WAKE_DEPTH);
        }
    }

    private void lowerInFlight() {
        if ((int) IN_FLIGHT.getAndAdd(this, -1) == 1) {
            signal();
        }
    }

    private void enqueue(Task task, int wakeDepth) {
        ReadyQueue queue = ready[task.shape().queue];
        if (!queue.offer(task)) {
            fail(new RunFailure(-1, "more than " + queue.capacity() + " tasks are ready at the same time"));
        } else if (queue.size() >= wakeDepth) {
            threads.wakeBase();
        }
    }

    private void wakeFor(int othersThan) {
        int depth = 0;
        for (ReadyQueue queue : ready) {
            depth += queue.size();
        }
        if (depth > othersThan) {
            threads.wakeBase();
        }
    }

    private boolean hasWork() {
        for (TaskShape shape : TaskShape.ON_CORES) {
            if (!ready[shape.queue].isEmpty() && cores.hasIdle(shape)) {
                return true;
            }
        }
        return false;
    }

    private void awaitChange(BooleanSupplier changed) {
        for (int i = 0; i < SPINS; i++) {
            if (failure != null || changed.getAsBoolean()) {
                return;
            }
            Thread.onSpinWait();
        }
        waiter = Thread.currentThread();
        try {
            if (failure == null && !changed.getAsBoolean()) {
                LockSupport.parkNanos(this, TICK_NANOS);
            }
        } finally {
            waiter = null;
        }
    }

    /** Called by the watchdog: enforce the deadline, and let more threads join when kernels seem to wait for each other. */
    private void tick(boolean expired) {
        if (expired) {
            fail(new RunFailure(TIMEOUT, "the run did not end within its deadline of " + deadline.toSeconds()
                    + " s; running: " + orNothing(running())));
            return;
        }
        long started = started();
        if (!hasWork()) {
            joining = 1;
        } else if (!threads.wakeBase() && started == startedBefore) {
            threads.join(joining, cores.size());
            joining *= 2;
        }
        startedBefore = started;
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
        RunFailure reason = failure;
        return new DeviceException(reason == null ? -1 : reason.code(),
                (reason == null ? "the run ended" : reason.message()) + "; still running: " + running()
                        + "; this device cannot be used any more, open a new one");
    }

    /** What the scheduler has between runs. */
    private enum IdlePolicy implements GraphPolicy {
        INSTANCE;

        @Override
        public long arguments(Task task, int block, int place, MemorySegment scratch) {
            throw new IllegalStateException("no run is open");
        }

        @Override
        public boolean blocksDone(Task task) {
            throw new IllegalStateException("no run is open");
        }

        @Override
        public void completed(Task task) {
            throw new IllegalStateException("no run is open");
        }
    }
}
