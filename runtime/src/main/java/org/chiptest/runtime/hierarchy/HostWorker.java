package org.chiptest.runtime.hierarchy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.ChildFactory;
import org.chiptest.runtime.internal.hierarchy.NextLevel;
import org.chiptest.runtime.internal.hierarchy.ProcessChildren;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.ChildWorker;
import org.chiptest.runtime.internal.hierarchy.graph.HostJournal;
import org.chiptest.runtime.internal.memory.HeldMemory;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.worker.BackgroundRun;
import org.chiptest.runtime.internal.worker.LastRun;
import org.chiptest.runtime.internal.worker.SingleCaller;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.StartedRun;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * Run graphs of tasks on many children: chips or workers of lower levels, and sub workers
 * ({@code docs/contract/host-workers.md#lifecycle-and-registration}).
 *
 * <p>Register callables, {@link #init}, then {@link #run} as often as wanted. A run that fails leaves the worker usable: children that
 * ended are replaced by the next one. Two host workers have nothing in common. A host worker has one caller at a time, a second
 * gets an error; tensors and chip memory can be allocated, copied and freed from any thread.
 */
public final class HostWorker implements AutoCloseable {

    private final ChildFactory children;
    private final HeldMemory tensors;
    private final HierarchySettings settings;
    private final SingleCaller caller = new SingleCaller("HostWorker");
    private final RegisteredCallables registry = new RegisteredCallables();
    /** What exists between init and close; null before. */
    private volatile @Nullable Family family;
    private volatile boolean closed;
    private boolean watched;
    private final LastRun started = new LastRun();

    private final HostRecorder recorder = new HostRecorder();

    /** Create a worker with processes for children. */
    public HostWorker(HostWorkerSpec spec) {
        this(new ProcessChildren(spec, HostWorkerProcess::program), spec.hierarchy());
    }

    /** Create a worker with children from this factory, which it closes. */
    HostWorker(ChildFactory children, HierarchySettings settings) {
        this.children = children;
        this.tensors = new HeldMemory(children.memory());
        this.settings = settings;
    }

    /**
     * Register a callable for chips, before {@link #init}.
     *
     * @return the callable with its id: 0, 1, 2 and so on
     */
    public RegisteredCallable register(ChipCallable callable) {
        return register(new CallableTarget.Chip(callable));
    }

    /**
     * Register a Java method for sub workers, before {@link #init}.
     *
     * @return the method with its callable id
     */
    public RegisteredCallable register(SubTask task) {
        return register(new CallableTarget.Sub(task.name()));
    }

    /**
     * Register a graph for next-level workers, before {@link #init}; requires level 4.
     *
     * @return the graph with its callable id
     */
    public RegisteredCallable register(GraphTask task) {
        return register(new CallableTarget.Graph(task.name()));
    }

    /** Register anything that children can run, before {@link #init}. */
    RegisteredCallable register(CallableTarget target) {
        return caller.during("register", () -> {
            requireOpen("register");
            if (family != null) {
                throw new IllegalStateException("register(" + target.name() + ") must be called before init():"
                        + " children know only what was registered when they were started; use another host worker");
            }
            children.requireRunnable(target);
            return registry.add(target);
        });
    }

    /**
     * Add a next-level worker in a process of its own, before {@link #init}; requires level 4. Its number in submits is the count of
     * those that were added before.
     *
     * @param factory makes the worker in that process
     */
    public void addWorker(WorkerFactory factory) {
        caller.during("addWorker", () -> {
            requireOpen("addWorker");
            if (NextLevel.of(level()) != NextLevel.WORKERS) {
                throw new IllegalStateException("add_worker requires level >= " + NextLevel.WORKERS.lowest() + ", and "
                        + factory + " was added to a worker of level " + level() + ", which has chips");
            }
            if (family != null) {
                throw new IllegalStateException(
                        "add_worker(" + factory + ") must be called before init(): children start only once");
            }
            children.addWorker(factory.name());
            return null;
        });
    }

    /**
     * Say how each chip starts, before {@link #init}: its part in a group of chips that see each other's windows, the buffers there, and
     * what is copied between them and host memory. Host memory for that comes from {@link #allocate}.
     *
     * @param configs one for each chip
     */
    public void bootstrap(List<BootstrapConfig> configs) {
        caller.during("bootstrap", () -> {
            requireOpen("bootstrap");
            if (family != null) {
                throw new IllegalStateException("bootstrap must be called before init(): chips start only once");
            }
            children.bootstrap(configs);
            return null;
        });
    }

    /**
     * Let something stand in front of each chip, and record what tasks go through, before {@link #init}; for harnesses.
     *
     * @see #recorded
     */
    public void watch(ChipFront front) {
        caller.during("watch", () -> {
            requireOpen("watch");
            if (family != null) {
                throw new IllegalStateException("watch must be called before init(): chips start only once");
            }
            children.front(front);
            watched = true;
            return null;
        });
    }

    /** Return what the runs so far went through. */
    public RecordedHost recorded() {
        return recorder.recorded();
    }

    /** Return what is known about the start of each chip, after {@link #init}; empty without {@link #bootstrap}. */
    public List<ChipContext> chipContexts() {
        if (family == null) {
            throw new IllegalStateException("Worker.chip_contexts available only after init()");
        }
        return children.contexts();
    }

    /**
     * Start all children and prepare every registered callable on every chip. If that fails, all are closed again, and the worker is
     * as it was before.
     */
    public void init() {
        caller.during("init", () -> {
            requireOpen("init");
            if (family != null) {
                throw new IllegalStateException("HostWorker already initialized; init() is called once");
            }
            family = Family.start(children, registry, settings, watched ? recorder : HostJournal.NONE);
            return null;
        });
    }

    /**
     * Have a graph of tasks submitted, and wait until all of them are done.
     *
     * @param body submits the tasks
     * @throws RuntimeException the first failure of a child as it was thrown; otherwise what the body threw
     */
    public void run(Consumer<Orchestrator> body) {
        caller.during("run", () -> {
            runNow(initialized(), body);
            return null;
        });
    }

    /**
     * Begin to have a graph of tasks submitted, and return at once. Until the run has ended the worker takes no other operation, and a
     * second start is an error.
     *
     * @param body submits the tasks, on a thread of the run
     * @return the run, which the caller closes; giving it up interrupts the body, and ends the children that are running tasks
     */
    public StartedRun start(Consumer<Orchestrator> body) {
        Family running = initialized();
        return started.next(() -> {
            caller.beginBackground("run");
            return BackgroundRun.start("run of a host worker", () -> runNow(running, body), caller::leave,
                    running.watch());
        });
    }

    private void runNow(Family running, Consumer<Orchestrator> body) {
        running.replaceUnusable();
        tensors.hold();
        try {
            running.graph().begin();
            running.graph().finish(submit(running.orchestrator(), body));
        } finally {
            tensors.release();
        }
    }

    /** Tell, from any thread and at once, whether a next-level worker can run tasks; one that cannot is replaced by the next run. */
    public boolean isUsable(int worker) {
        return nextLevel(worker).isUsable();
    }

    /** Return the number of the process of a chip in the life of this JVM, another one after it was replaced; 0 if there is none. */
    public long generation(int worker) {
        ChildWorker child = nextLevel(worker).child();
        return child == null ? 0 : child.generation();
    }

    /**
     * Return the window of a chip as it is now, to be read, also during a run: what kernels of any chip write there shows at once. It is
     * gone when the chip is replaced or the worker closed.
     *
     * @throws IllegalStateException if the chip has none; {@link #bootstrap} gives it one
     */
    public MemorySegment window(int worker) {
        nextLevel(worker);
        MemorySegment window = children.window(worker);
        if (window.byteSize() == 0) {
            throw new IllegalStateException("chip " + worker + " has no window; bootstrap gives it one, in a group");
        }
        return window;
    }

    /** Return what a chip is doing, from any thread and at once; nothing if it cannot say. */
    public Optional<DeviceActivity> activity(int worker) {
        return Optional.ofNullable(nextLevel(worker).child()).flatMap(ChildWorker::activity);
    }

    private ChildThread nextLevel(int worker) {
        return initialized().nextLevel(worker);
    }

    /** Say in words, for a report, what all children and the run under way are doing, from any thread; it may take some seconds. */
    public String describeActivity() {
        return initialized().watch().describe();
    }

    /**
     * Allocate a zeroed tensor that all children can reach; the caller closes it. One that is closed during a run keeps its memory until the
     * run ends: tasks may still use it.
     *
     * @param shape up to 5 dimensions
     */
    public HostTensor allocate(DataType dtype, int... shape) {
        requireOpen("allocate");
        return HostTensor.allocate(tensors, dtype, shape);
    }

    /** Allocate memory of a chip; the caller closes it. */
    public ChipMemory malloc(int worker, long bytes) {
        return ChipMemory.allocate(nextLevel(worker), worker, bytes);
    }

    /** Copy a host tensor to the beginning of a chip's memory. */
    public void copyTo(ChipMemory target, HostTensor source) {
        initialized();
        target.write(source);
    }

    /** Copy the beginning of a chip's memory to a host tensor. */
    public void copyFrom(HostTensor target, ChipMemory source) {
        initialized();
        source.read(target);
    }

    /** Return the level: 3 for a worker of chips, more for a worker of workers. */
    public int level() {
        return children.level();
    }

    /** Tell whether tensors of this worker live in that memory. */
    boolean uses(HostMemory memory) {
        return children.memory() == memory;
    }

    /** Tell whether the worker can run. */
    public boolean isInitialized() {
        return family != null;
    }

    /**
     * End all children and release their memory, for good; a second call does nothing. A run that was started and goes on is given up, and so
     * is an operation of another thread, which is interrupted.
     *
     * @throws WorkerException       if there was such a run, or one had failed and nobody had awaited it; everything is closed all the same
     * @throws IllegalStateException if there was such an operation; likewise
     */
    @Override
    public void close() {
        started.closeWith(this::closeAll);
    }

    private void closeAll() {
        caller.end("close", () -> {
            if (!closed) {
                closed = true;
                Family ending = family;
                family = null;
                close(ending);
            }
        });
    }

    private static @Nullable Throwable submit(Orchestrator orchestrator, Consumer<Orchestrator> body) {
        try {
            body.accept(orchestrator);
            return null;
        } catch (Throwable e) {
            return e;
        } finally {
            orchestrator.end();
        }
    }

    private void close(@Nullable Family ending) {
        Throwable failure = Family.closing(children::close, ending == null ? null : ending.close());
        if (failure != null) {
            throw UserFailure.unchecked(failure);
        }
    }

    private Family initialized() {
        requireOpen("a run");
        Family present = family;
        if (present == null) {
            throw new IllegalStateException("HostWorker not initialized; call init() first");
        }
        return present;
    }

    private void requireOpen(String operation) {
        if (closed) {
            throw new IllegalStateException(operation + " was asked of a host worker that is closed; use a new one");
        }
    }

    /** Stand in front of the chips of a host worker, to watch or change what tasks have them run. */
    @FunctionalInterface
    public interface ChipFront {

        /**
         * Return a device in front of a chip. It is used by one thread at a time, and need not be closed.
         *
         * @param index     number of the chip, from 0; asked again when a chip is replaced
         * @param callables what tasks may have it run, by callable id
         */
        Device before(int index, Device chip, Map<Integer, ChipCallable> callables);
    }
}
