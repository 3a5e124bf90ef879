package org.chiptest.runtime.internal.graph;

import java.util.List;

import org.chiptest.runtime.internal.linker.KernelCall;
import org.jspecify.annotations.Nullable;

/**
 * Run ready tasks on idle cores, on the threads that call it.
 *
 * <p>A thread that finds a ready task and idle cores of its shape calls the kernel, gives the cores back, completes the task
 * and goes on with one of the successors that this made ready; the others go to the ready tasks. Kernels that may wait for
 * each other (those of a mixed block, and all blocks of a task that starts together) get a parked thread each before the
 * first one starts; who has started them takes back those whose thread has not begun when it is done with its own.
 */
final class Dispatcher {

    /** Ready tasks that make it worth to wake another thread: fewer are done sooner than it is awake. */
    private static final int WAKE_DEPTH = 8;

    /** How long a thread without work looks for some: once at least, or it would never find any. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2_000 : 1;

    /** Longest pause between two looks at the queues: a submitting thread that is looked at with every task is slowed down. */
    private static final int MAX_PAUSE = 32;

    private final RunState run;
    private final ReadyTasks ready;
    private final CoreSet cores = new CoreSet();
    private final MixedTurn mixedTurn = new MixedTurn(cores);
    private final int device;
    private final KernelThreads threads;

    Dispatcher(String name, int capacity, CallFrames frames, RunState run) {
        this.run = run;
        int processors = Runtime.getRuntime().availableProcessors();
        ready = new ReadyTasks(capacity, KernelThreads.baseSeats(processors));
        device = frames.device();
        threads = new KernelThreads(name, processors, Scheduler.SCRATCH_BYTES, frames, new Work());
    }

    ReadyTasks ready() {
        return ready;
    }

    CoreSet cores() {
        return cores;
    }

    KernelThreads threads() {
        return threads;
    }

    /** Make all cores of this many clusters idle for a new run. */
    void begin(int blockDim) {
        cores.reset(blockDim);
        mixedTurn.served();
    }

    /** Hand in a task in flight that waits for nothing; {@code me} is the calling thread. */
    void becomeReady(KernelThread me, Task task) {
        RunObserver observer = run.observer();
        if (observer != null) {
            observer.ready(task, me.index);
        }
        if (task.shape() == TaskShape.DUMMY) {
            enqueueNext(finish(me, task));
        } else {
            enqueue(task, WAKE_DEPTH);
        }
    }

    /** Complete a task in flight that its policy held back; {@code me} is the calling thread. */
    void completeHeld(KernelThread me, Task task) {
        RunObserver observer = run.observer();
        if (observer != null) {
            observer.conditionMet(task, me.index);
        }
        Task next = release(me, task);
        if (next != null) {
            enqueue(next, 1);
            run.progressed();
        }
    }

    /** Find one ready task with idle cores and run it, with what that makes ready; false if there is none. */
    boolean runSome(KernelThread me) {
        if (ready.hasGang() && launchGang(me)) {
            return true;
        }
        mixedTurn.lapse();
        boolean overtakes = false;
        for (TaskShape shape : TaskShape.ON_CORES) {
            if (ready.has(shape)) {
                int core = cores.acquire(shape);
                if (core == CoreSet.NONE) {
                    overtakes |= shape == TaskShape.MIX;
                } else {
                    Task task = ready.poll(shape, me.index);
                    if (task == null) {
                        cores.releaseAll(shape, core);
                    } else {
                        takeTurn(shape, overtakes);
                        runFrom(me, task, core);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Tell whether {@link #runSome} would find something; a hint. */
    boolean hasWork() {
        mixedTurn.lapse();
        Task gang = ready.firstGang();
        if (gang != null && cores.idleBlocks(gang.shape()) >= gang.blockNum()) {
            return true;
        }
        for (TaskShape shape : TaskShape.ON_CORES) {
            if (ready.has(shape) && cores.hasIdle(shape)) {
                return true;
            }
        }
        return false;
    }

    /** Wake a thread if more tasks than this are ready. */
    void wakeFor(int othersThan) {
        int depth = ready.hasGang() ? othersThan + 1 : 0;
        for (TaskShape shape : TaskShape.ON_CORES) {
            depth += ready.depth(shape);
        }
        if (depth > othersThan) {
            threads.wakeBase();
        }
    }

    private final class Work implements KernelThreads.Work {

        @Override
        public void perform(KernelThread me) {
            work(me);
        }

        @Override
        public boolean isAvailable() {
            return run.isRunning() && (hasWork() || isAboutToHaveWork());
        }
    }

    /**
     * Tell whether a task that may be taken is in a queue or just being put there. Who offers a task moves the tail before it
     * looks for parked threads, and fills the cell in between: for who is about to park, only the tail tells.
     */
    private boolean isAboutToHaveWork() {
        if (ready.hasGang()) {
            return false;
        }
        for (TaskShape shape : TaskShape.ON_CORES) {
            if (ready.depth(shape) > 0 && cores.hasIdle(shape)) {
                return true;
            }
        }
        return false;
    }

    private void work(KernelThread me) {
        run.join(me);
        me.busy = true;
        try {
            if (me.recruited) {
                // parks again at once: the next launch may need it
                me.recruited = false;
                runAssigned(me);
                return;
            }
            int spins = 0;
            while (run.isRunning() && spins < SPINS && threads.mayWork(me)) {
                spins = runSome(me) ? 0 : spins + pause(spins);
            }
        } catch (RuntimeException | Error e) {
            run.fail(new RunFailure("the scheduler itself failed: " + e));
        } finally {
            me.call.settle();
            me.busy = false;
        }
    }

    /** Wait a little, the longer the longer nothing was found. Returns how long. */
    private static int pause(int before) {
        int pause = Math.min(before + 1, MAX_PAUSE);
        for (int i = 0; i < pause; i++) {
            Thread.onSpinWait();
        }
        return pause;
    }

    private void runAssigned(KernelThread me) {
        Task task = me.part.take(me.taken);
        if (task != null && run.isRunning()) {
            enqueueNext(runPart(me, task, me.taken.block, me.taken.core, me.taken.cookie));
            // this thread goes, so another one has to see what is ready, or can be run on the core that is idle now
            if (hasWork()) {
                wakeOne();
            }
        }
    }

    private void takeTurn(TaskShape shape, boolean overtakes) {
        if (overtakes) {
            mixedTurn.overtaken();
        } else if ((shape == TaskShape.MIX || cores.hasReserved()) && mixedTurn.served() && hasWork()) {
            wakeOne();
        }
    }

    /**
     * Run a block, and as long as that makes another task ready, one of its blocks next; or else one of a task that this thread has taken
     * ahead, on the same core.
     */
    private void runFrom(KernelThread me, Task first, int firstCore) {
        Task task = first;
        int core = firstCore;
        while (run.isRunning()) {
            boolean keepsCore = mayKeepCore(me, task.shape());
            Task next = runBlock(me, task, core, keepsCore);
            if (keepsCore) {
                // once more: the kernel may have taken long
                Task ahead = next == null && mayKeepCore(me, task.shape())
                        ? ready.pollAhead(task.shape(), me.index)
                        : null;
                if (ahead != null) {
                    task = ahead;
                    continue;
                }
                cores.release(core);
            }
            if (next == null) {
                return;
            }
            core = next.syncStart() || ready.hasGang() || ready.has(TaskShape.MIX)
                    ? CoreSet.NONE
                    : cores.acquire(next.shape());
            if (core == CoreSet.NONE) {
                enqueue(next, WAKE_DEPTH);
                return;
            }
            task = next;
        }
        cores.releaseAll(task.shape(), core);
    }

    /** Tell whether a thread may run more of what it has taken ahead on the core that it holds: if nobody is in line for it. */
    private boolean mayKeepCore(KernelThread me, TaskShape shape) {
        if (!ready.hasAhead(shape, me.index) || ready.hasGang() || cores.hasReserved() || !threads.mayWork(me)) {
            return false;
        }
        for (TaskShape earlier : TaskShape.ON_CORES) {
            if (earlier == shape) {
                return true;
            }
            if (ready.has(earlier)) {
                return false;
            }
        }
        return false;
    }

    /**
     * Run the next block of a task on cores that this thread holds.
     *
     * @param keepsCore whether the thread still holds its core afterwards, which is a single one
     * @return a task that this made ready, or null
     */
    private @Nullable Task runBlock(KernelThread me, Task task, int core, boolean keepsCore) {
        int block = task.claimBlock();
        if (block + 1 < task.blockNum()) {
            enqueueStarted(task);
        }
        if (task.shape() != TaskShape.MIX) {
            return runPart(me, task, block, core, me.call.newCookie(), keepsCore);
        }
        require(me, 1)[0] = core;
        return launch(me, task, block, 1);
    }

    private boolean launchGang(KernelThread me) {
        Task gang = ready.firstGang();
        if (gang == null) {
            return false;
        }
        // the first one may change until it is taken: room for the largest
        Task taken = ready.pollGang(cores, require(me, cores.size()));
        if (taken == null) {
            return false;
        }
        wakeFor(0);
        enqueueNext(launch(me, taken, 0, taken.blockNum()));
        return true;
    }

    /**
     * Start blocks at the same time, each kernel on a thread of its own, on the cores that {@code me.cores} tells. Returns a
     * task that this made ready, or null.
     */
    private @Nullable Task launch(KernelThread me, Task task, int firstBlock, int blocks) {
        List<KernelThread> helpers = me.helpers;
        threads.recruit(blocks * task.kernels() - 1, helpers);
        int ownBlock = -1;
        int ownCore = CoreSet.NONE;
        long ownCookie = 0;
        int helper = 0;
        for (int i = 0; i < blocks; i++) {
            long cookie = me.call.newCookie();
            for (int slot = 0; slot < Task.SLOTS; slot++) {
                int core = coreOf(task, slot, me.cores[i]);
                if (core == CoreSet.NONE) {
                    continue;
                }
                if (ownCore == CoreSet.NONE) {
                    ownBlock = firstBlock + i;
                    ownCore = core;
                    ownCookie = cookie;
                } else {
                    helpers.get(helper++).part.put(task, firstBlock + i, core, cookie);
                }
            }
        }
        for (int i = 0; i < helpers.size(); i++) {
            helpers.get(i).release();
        }
        Task next = runPart(me, task, ownBlock, ownCore, ownCookie);
        for (int i = 0; i < helpers.size(); i++) {
            next = takeBack(me, helpers.get(i), next);
        }
        helpers.clear();
        return next;
    }

    /** Return the core that runs the kernel of a slot, or none; a core of a cluster that has nothing to run is given back. */
    private int coreOf(Task task, int slot, int taken) {
        boolean has = task.funcId(slot) >= 0;
        if (task.shape() != TaskShape.MIX) {
            return has ? taken : CoreSet.NONE;
        }
        int core = cores.core(taken, slot);
        if (!has) {
            cores.release(core);
            return CoreSet.NONE;
        }
        return core;
    }

    private @Nullable Task takeBack(KernelThread me, KernelThread helper, @Nullable Task before) {
        Task task = helper.part.take(me.taken);
        if (task == null || !run.isRunning()) {
            return before;
        }
        Task next = runPart(me, task, me.taken.block, me.taken.core, me.taken.cookie);
        if (before == null) {
            return next;
        }
        enqueueNext(next);
        return before;
    }

    /** Run one kernel of one block and give its core back. Returns a task that this made ready, or null. */
    private @Nullable Task runPart(KernelThread me, Task task, int block, int core, long cookie) {
        return runPart(me, task, block, core, cookie, false);
    }

    private @Nullable Task runPart(KernelThread me, Task task, int block, int core, long cookie, boolean keepsCore) {
        int place = cores.slotOf(core);
        int slot = task.shape() == TaskShape.AIV ? 1 : place;
        RunObserver observer = run.observer();
        if (observer != null) {
            observer.dispatched(task, block, core, me.index);
        }
        GraphPolicy policy = run.policy();
        long arguments = policy.arguments(task, block, place, me.scratch);
        me.call.identify(device, cores.clusterOf(core), core, Math.max(0, place - 1));
        boolean mixed = task.shape() == TaskShape.MIX;
        me.call.block(cookie, mixed ? task.kernels() : 1, mixed ? task.subblocks() : 1);
        long stamps = observer == null ? KernelCall.NO_STAMPS : observer.started(task, block, core, me.index);
        boolean returned = me.call.run(task.function(slot), arguments, task.id(), task.funcId(slot), block, stamps);
        if (observer != null) {
            observer.ended(task, block, core, me.index);
        }
        if (!returned) {
            run.fail(new RunFailure(
                    "kernel " + task.funcId(slot) + " of " + task + ", block " + block + " on core " + core + " threw "
                            + me.call.thrown().getMessage()));
            return null;
        }
        policy.returned(task, me.scratch);
        if (!keepsCore) {
            cores.release(core);
        }
        return task.partReturned() ? finish(me, task) : null;
    }

    private @Nullable Task finish(KernelThread me, Task task) {
        if (run.policy().blocksDone(task)) {
            return release(me, task);
        }
        run.lower(me);
        run.progressed();
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
        RunObserver observer = run.observer();
        while (true) {
            if (observer != null) {
                observer.completed(current, me.index);
            }
            Edge edge = current.complete();
            while (edge != null) {
                // The consumer may run, complete and reuse the edge as soon as it knows.
                Edge following = edge.next;
                Task consumer = edge.consumer;
                if (consumer.producerCompleted()) {
                    if (observer != null) {
                        observer.ready(consumer, me.index);
                    }
                    if (consumer.shape() == TaskShape.DUMMY) {
                        run.raise(me);
                        me.dummies.add(consumer);
                    } else if (direct == null) {
                        direct = consumer;
                    } else {
                        run.raise(me);
                        enqueue(consumer, WAKE_DEPTH);
                    }
                }
                edge = following;
            }
            me.completed++;
            run.policy().completed(current);
            if (ownsPlace) {
                run.lower(me);
            }
            ownsPlace = true;
            Task dummy = me.dummies.poll();
            if (dummy == null) {
                break;
            }
            current = dummy;
        }
        if (direct == null) {
            run.lower(me);
        }
        run.progressed();
        return direct;
    }

    private void enqueueNext(@Nullable Task next) {
        if (next != null) {
            enqueue(next, WAKE_DEPTH);
        }
    }

    private void enqueue(Task task, int wakeDepth) {
        if (!ready.offer(task)) {
            run.fail(new RunFailure("more than " + ready.capacity() + " tasks are ready at the same time"));
        } else if (threads.hasParkedBase() && (task.syncStart() || ready.depth(task.shape()) >= wakeDepth)) {
            threads.wakeBase();
        }
    }

    private void enqueueStarted(Task task) {
        if (!ready.offerStarted(task)) {
            run.fail(new RunFailure("too many tasks have blocks left that wait for cores"));
        } else {
            wakeOne();
        }
    }

    /** Wake a parked thread, or if there is none the caller that may be waiting for work. */
    private void wakeOne() {
        if (!threads.wakeBase()) {
            run.progressed();
        }
    }

    private static int[] require(KernelThread me, int cores) {
        if (me.cores.length < cores) {
            me.cores = new int[cores];
        }
        return me.cores;
    }
}
