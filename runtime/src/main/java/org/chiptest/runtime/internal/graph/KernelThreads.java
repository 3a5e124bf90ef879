package org.chiptest.runtime.internal.graph;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.internal.settings.HostClock;

/**
 * The threads that run kernels: one seat for the device's caller, a base crew of one thread per CPU, and spares that join
 * when kernels wait for each other. All are platform threads with a large stack, and all but the busy ones are parked.
 */
final class KernelThreads implements AutoCloseable {

    private static final long STACK_BYTES = 64L << 20;
    /** More threads than this come only when kernels take long. */
    private static final int MAX_BASE = 16;

    private final String name;
    private final CallFrames frames;
    private final Work work;
    private final int scratchBytes;
    private final Arena arena = Arena.ofShared();
    private final KernelThread caller;
    private final int baseSize;
    private final List<KernelThread> crew = new CopyOnWriteArrayList<>();

    /** Bit n is set while base thread n is parked or about to park. */
    private final AtomicLong parkedBase = new AtomicLong();

    /** Spare threads that are parked or about to park. Guarded by itself; told when one is added. */
    private final Deque<KernelThread> parkedSpares = new ArrayDeque<>();

    /** Spare threads that were started to be recruited and have not parked yet. Guarded by {@code parkedSpares}. */
    private int starting;

    /** How many base threads may look for work: the first ones. Written by the device's caller. */
    private volatile int allowedBase;

    private volatile boolean closing;

    /** What the threads do when they are awake. */
    interface Work {

        /** Run tasks until there are none. */
        void perform(KernelThread me);

        /** Tell whether there is a task to run. */
        boolean isAvailable();
    }

    KernelThreads(String name, int baseSize, int scratchBytes, CallFrames frames,
            Work work) {
        this.name = name;
        this.baseSize = baseSeats(baseSize) - 1;
        this.allowedBase = this.baseSize;
        this.scratchBytes = scratchBytes;
        this.frames = frames;
        this.work = work;
        this.caller = seat(0);
        for (int i = 0; i < this.baseSize; i++) {
            start(true, false);
        }
    }

    /** Return how many seats the caller and the base crew have, the first ones, if there should be so many in the crew. */
    static int baseSeats(int baseSize) {
        return 1 + Math.clamp(baseSize, 1, MAX_BASE);
    }

    /** Return the seat of the thread that calls the device. */
    KernelThread caller() {
        return caller;
    }

    /** Return all threads but the caller. */
    List<KernelThread> crew() {
        return crew;
    }

    /**
     * Let all base threads work, or leave a CPU to the caller: with a base thread for each CPU, one that competes with a caller
     * that is submitting only keeps it from its work.
     */
    void leaveCpuToCaller(boolean leave) {
        allowedBase = leave ? Math.max(1, baseSize - 1) : baseSize;
    }

    /** Tell whether a thread that runs may look for more work. */
    boolean mayWork(KernelThread me) {
        int allowed = allowedBase;
        return me.index <= allowed || me.index > baseSize;
    }

    /** Tell whether {@link #wakeBase} would wake a thread; a hint. */
    boolean hasParkedBase() {
        return (parkedBase.get() & allowedMask()) != 0;
    }

    /** Wake one parked thread of the base crew; false if none is parked that may work. */
    boolean wakeBase() {
        long parked = parkedBase.get();
        while ((parked & allowedMask()) != 0) {
            long lowest = Long.lowestOneBit(parked);
            if (parkedBase.compareAndSet(parked, parked & ~lowest)) {
                crew.get(Long.numberOfTrailingZeros(lowest)).wake();
                return true;
            }
            parked = parkedBase.get();
        }
        return false;
    }

    /**
     * Let spare threads join, starting new ones where none is parked.
     *
     * @param count how many
     * @param limit how many threads may be awake afterwards, the caller among them
     */
    void join(int count, int limit) {
        for (int i = 0; i < count && awake() < limit; i++) {
            KernelThread spare;
            synchronized (parkedSpares) {
                spare = parkedSpares.poll();
                // who recruits may have counted on this one
                parkedSpares.notifyAll();
            }
            if (spare != null) {
                spare.recruited = false;
                spare.release();
            } else if (crew.size() + 1 < frames.kernelThreads()) {
                start(false, false);
            }
        }
    }

    /**
     * Add parked threads to the helpers of a thread, starting new ones where too few are parked and there are frames for
     * more. They stay parked until they are released. One recruits at a time, so that two do not wait for what the other one
     * holds; and as each helper is for a core that the launch holds, one spare thread for each core is always enough.
     */
    synchronized void recruit(int count, List<KernelThread> helpers) {
        if (count > frames.kernelThreads() - 1 - baseSize) {
            throw new IllegalStateException("device " + frames.device() + " has frames for " + frames.kernelThreads()
                    + " kernel threads, which is too few to start " + (count + 1) + " kernels together");
        }
        synchronized (parkedSpares) {
            while (parkedSpares.size() < count) {
                while (parkedSpares.size() + starting < count && crew.size() + 1 < frames.kernelThreads()) {
                    start(false, true);
                    starting++;
                }
                awaitParked();
            }
            for (int i = 0; i < count; i++) {
                KernelThread helper = parkedSpares.remove();
                helper.recruited = true;
                helpers.add(helper);
            }
        }
    }

    /** Stop all threads; a thread that is inside a kernel ends when the kernel returns. */
    @Override
    public void close() {
        closing = true;
        crew.forEach(KernelThread::wake);
    }

    /** Wait until all threads have ended and release their memory; false if a kernel still runs after the time given. */
    boolean awaitEnd(long nanos) {
        long deadline = HostClock.nanos() + nanos;
        for (KernelThread member : crew) {
            Thread thread = member.thread;
            while (thread != null && thread.isAlive()) {
                if (HostClock.nanos() - deadline > 0) {
                    return false;
                }
                member.wake();
                LockSupport.parkNanos(100_000);
            }
        }
        arena.close();
        return true;
    }

    private long allowedMask() {
        return (1L << allowedBase) - 1;
    }

    private int awake() {
        synchronized (parkedSpares) {
            return 1 + crew.size() - parkedSpares.size() - Long.bitCount(parkedBase.get());
        }
    }

    private KernelThread seat(int index) {
        MemorySegment scratch = arena.allocate(scratchBytes, 64);
        MemorySegment frame = frames.kernelFrame(index);
        return new KernelThread(index, frames.kernelCall(index), frame, scratch);
    }

    /** Wait for a started thread to park. */
    private void awaitParked() {
        try {
            parkedSpares.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kernel threads were starting", e);
        }
    }

    private synchronized void start(boolean base, boolean parked) {
        KernelThread member = seat(crew.size() + 1);
        Thread thread = new Thread(null, () -> serve(member, base, parked), name + "-kernel-" + member.index,
                STACK_BYTES);
        thread.setDaemon(true);
        member.thread = thread;
        crew.add(member);
        thread.start();
    }

    private void serve(KernelThread me, boolean base, boolean parked) {
        if (parked) {
            parkSpare(me, true);
        }
        while (!closing) {
            work.perform(me);
            if (base) {
                parkBase(1L << me.index - 1);
            } else {
                parkSpare(me, false);
            }
        }
    }

    private void parkBase(long bit) {
        parkedBase.getAndUpdate(mask -> mask | bit);
        // Work that came before the bit was set found nobody to wake: look once more before going to sleep. It may be another
        // one that wakes, if this one is not to work now.
        if (work.isAvailable()) {
            wakeBase();
        }
        while ((parkedBase.get() & bit) != 0 && !closing) {
            LockSupport.park(this);
        }
    }

    private void parkSpare(KernelThread me, boolean justStarted) {
        me.parked = true;
        synchronized (parkedSpares) {
            starting -= justStarted ? 1 : 0;
            parkedSpares.push(me);
            parkedSpares.notifyAll();
        }
        while (me.parked && !closing) {
            LockSupport.park(this);
        }
    }
}
