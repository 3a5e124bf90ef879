package org.chiptest.runtime.worker.process;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.EffectiveRunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.linker.RunningCall;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.mailbox.ControlCommand;
import org.chiptest.runtime.worker.mailbox.MailboxClient;
import org.chiptest.runtime.worker.mailbox.Outcome;
import org.chiptest.runtime.worker.mailbox.Reply;
import org.chiptest.runtime.worker.mailbox.SharedTensorMemory;
import org.jspecify.annotations.Nullable;

/**
 * A device in a process of its own: what native code does there costs this process nothing but an exception.
 *
 * <p>When the process ends, does not answer in time, or cannot be trusted any more, it is killed, the operation throws a
 * {@link WorkerDiedException}, and so does every later one; unregistering and freeing do nothing then, because everything is gone
 * already. {@link #close()} and what reads logs and counters may be called from any thread; closing during an operation ends that
 * operation.
 */
public final class ChildDevice implements Device {

    private static final long COPY_BYTES = 8L << 20;

    /** How long user code may go on after a failed operation: kernels of a run that was given up. */
    private static final long QUIET_NANOS = 1_000_000_000;

    private final WorkerProcess worker;
    private final MailboxClient client;
    private final SharedTensorMemory tensorMemory;
    private final WorkerSettings settings;
    private final String name;
    private final Map<Integer, String> callables = new HashMap<>();

    /** Held during an operation, and to close. */
    private final ReentrantLock busy = new ReentrantLock();
    private volatile @Nullable WorkerDeath death;
    private volatile boolean closing;
    private volatile @Nullable CounterSnapshot lastCounters;
    private volatile long lastMark;

    private ChildDevice(WorkerProcess worker, String variant, int deviceId, WorkerSettings settings) {
        this.worker = worker;
        this.client = worker.client();
        this.tensorMemory = worker.tensorMemory();
        this.settings = settings;
        this.name = variant + " device " + deviceId + " (pid " + worker.process().pid() + ", generation "
                + worker.generation() + ")";
    }

    /** Wait until a process takes requests and have it open its device; the process is closed if that fails. */
    static ChildDevice open(WorkerProcess worker, String variant, int deviceId, WorkerSettings settings) {
        ChildDevice device = new ChildDevice(worker, variant, deviceId, settings);
        try {
            device.perform(Operation.named("start"), client -> client.awaitReady(settings.startDeadline()));
            worker.closeDescriptors();
            device.control(ControlCommand.INIT, deviceId, 0, 0);
            return device;
        } catch (RuntimeException | Error e) {
            worker.close();
            throw e;
        }
    }

    @Override
    public void prepare(int cid, ChipCallable callable) {
        MemorySegment image = tensorMemory.allocate(callable.byteSize());
        try {
            image.copyFrom(callable.image());
            Operation operation = new Operation("prepare_callable", OptionalInt.of(cid), callable.functionName());
            perform(operation, client -> client.control(ControlCommand.PREPARE, cid, referenceTo(image),
                    image.byteSize(), settings.controlDeadline()));
        } finally {
            tensorMemory.free(image);
        }
        callables.put(cid, callable.functionName());
    }

    @Override
    public void run(int cid, TaskArgs args, CallConfig config) {
        TaskArgs references = tensorMemory.toReferences(args);
        Duration deadline = config.settings().deadline().orElse(EffectiveRunSettings.DEFAULT_DEADLINE)
                .plus(settings.runGrace());
        Operation operation = new Operation("run_prepared", OptionalInt.of(cid), callables.getOrDefault(cid, ""));
        perform(operation, client -> client.run(cid, references, config, deadline));
    }

    @Override
    public void unregister(int cid) {
        if (death == null) {
            control(ControlCommand.UNREGISTER, cid, 0, 0);
            callables.remove(cid);
        }
    }

    @Override
    public TensorMemory tensorMemory() {
        return tensorMemory;
    }

    @Override
    public long malloc(long bytes) {
        return control(ControlCommand.MALLOC, bytes, 0, 0);
    }

    @Override
    public void free(long pointer) {
        if (death == null) {
            control(ControlCommand.FREE, pointer, 0, 0);
        }
    }

    @Override
    public void copyTo(long devicePointer, MemorySegment host) {
        inPieces(host, (piece, offset, staged) -> {
            staged.copyFrom(piece);
            control(ControlCommand.COPY_TO, devicePointer + offset, referenceTo(staged), staged.byteSize());
        });
    }

    @Override
    public void copyFrom(MemorySegment host, long devicePointer) {
        inPieces(host, (piece, offset, staged) -> {
            control(ControlCommand.COPY_FROM, referenceTo(staged), devicePointer + offset, staged.byteSize());
            piece.copyFrom(staged);
        });
    }

    @Override
    public CounterSnapshot counters() {
        CounterSnapshot last = lastCounters;
        return last != null ? last : worker.counters().snapshot();
    }

    /** Return the number of this worker process in the life of this JVM, from 1. */
    public long generation() {
        return worker.generation();
    }

    /** Return the process id. */
    public long pid() {
        return worker.process().pid();
    }

    /** Return what is known about the end of the process, if it has ended unasked. */
    public Optional<WorkerDeath> death() {
        return Optional.ofNullable(death);
    }

    /** Return the user code that is running right now; to be read while a run is under way. */
    public List<RunningCall> running() {
        return DeathReport.running(worker.mailbox());
    }

    /** Return the file that the process writes its standard output and error to; it is deleted when the device is closed. */
    public Path logFile() {
        return worker.process().log().file();
    }

    /** Return the place up to which the log is written now; should the process die, its log from here on is reported. */
    public long logMark() {
        lastMark = worker.process().log().mark();
        return lastMark;
    }

    /** Return what was written to the log behind a mark; of more than 1 MiB the last one. */
    public String logSince(long mark) {
        return worker.process().log().since(mark);
    }

    /**
     * Have the process close its device and exit, kill it if it does not, and release everything that it shares with this one.
     *
     * @throws WorkerDiedException if the process crashed while it closed its device; everything is released all the same
     */
    @Override
    public void close() {
        boolean first = !closing;
        closing = true;
        if (!busy.tryLock()) {
            worker.process().kill();
            busy.lock();
        }
        try {
            if (first) {
                closeOnce();
            }
        } finally {
            busy.unlock();
        }
    }

    private void closeOnce() {
        try {
            if (death == null && worker.process().isAlive()) {
                shutDown();
            }
        } finally {
            lastCounters = worker.counters().snapshot();
            worker.close();
        }
    }

    private void shutDown() {
        Operation finalize = Operation.named("finalize");
        client.shutdown();
        Optional<ExitStatus> exit = worker.process().awaitExit(settings.closeDeadline());
        if (exit.isEmpty()) {
            throw late(finalize, settings.closeDeadline());
        }
        if (!worker.mailbox().saidGoodbye()) {
            throw died(finalize, exit.get().describe(), running());
        }
    }

    private long control(ControlCommand command, long arg0, long arg1, long arg2) {
        return perform(Operation.named(command.operation()),
                client -> client.control(command, arg0, arg1, arg2, settings.controlDeadline()));
    }

    private long perform(Operation operation, Function<MailboxClient, Reply> request) {
        busy.lock();
        try {
            requireAlive(operation);
            return switch (request.apply(client)) {
                case Reply.Answered(Outcome outcome) -> result(operation, outcome);
                case Reply.Died() -> throw died(operation, ending(), running());
                case Reply.Late(Duration waited) -> throw late(operation, waited);
                case Reply.Interrupted() -> throw interrupted(operation);
            };
        } finally {
            busy.unlock();
        }
    }

    private void requireAlive(Operation operation) {
        WorkerDeath earlier = death;
        if (earlier != null) {
            throw new WorkerDiedException(operation.name() + " failed: the worker process is gone since "
                    + earlier.operation() + "; use a new worker. " + earlier.describe(), earlier);
        }
        if (closing) {
            throw new IllegalStateException(operation.describe() + " was asked of a closed device, " + name);
        }
    }

    private long result(Operation operation, Outcome outcome) {
        return switch (outcome.kind()) {
            case DONE -> outcome.result();
            case DEVICE_FAILURE, CHILD_FAILURE -> {
                requireQuiet(operation, outcome);
                throw new DeviceException(outcome.code(), outcome.text());
            }
            case DAMAGED -> throw killed(operation, "was killed because its shared memory was overwritten ("
                    + outcome.text() + ")");
        };
    }

    /** A device cannot stop user code that does not return; only the end of the process can. */
    private void requireQuiet(Operation operation, Outcome failure) {
        long end = System.nanoTime() + QUIET_NANOS;
        while (!running().isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw killed(operation, "was killed because user code kept running after it failed with code "
                        + failure.code() + ": " + failure.text());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private WorkerDiedException late(Operation operation, Duration waited) {
        return killed(operation, "was killed because it gave no answer within " + waited.toMillis() + " ms"
                + DeathReport.silence(worker.mailbox()));
    }

    private WorkerDiedException interrupted(Operation operation) {
        WorkerDiedException killed = killed(operation,
                "was killed because the thread that waited for it was interrupted");
        Thread.currentThread().interrupt();
        return killed;
    }

    private WorkerDiedException killed(Operation operation, String ending) {
        List<RunningCall> running = running();
        worker.process().kill();
        return died(operation, ending, running);
    }

    private WorkerDiedException died(Operation operation, String ending, List<RunningCall> running) {
        WorkerDeath known = DeathReport.of(name, operation, ending, running, System.nanoTime(), worker.process(),
                lastMark);
        death = known;
        return new WorkerDiedException(operation.name() + " failed: " + known.describe(), known);
    }

    private String ending() {
        return closing ? "was killed because the device was closed" : worker.process().exitStatus().describe();
    }

    private long referenceTo(MemorySegment staged) {
        return tensorMemory.reference(staged.address(), staged.byteSize()).orElseThrow();
    }

    private void inPieces(MemorySegment host, PieceCopy copy) {
        MemorySegment staging = tensorMemory.allocate(Math.min(host.byteSize(), COPY_BYTES));
        try {
            for (long offset = 0; offset < host.byteSize(); offset += COPY_BYTES) {
                long length = Math.min(COPY_BYTES, host.byteSize() - offset);
                copy.copy(host.asSlice(offset, length), offset, staging.asSlice(0, length));
            }
        } finally {
            tensorMemory.free(staging);
        }
    }

    @FunctionalInterface
    private interface PieceCopy {
        void copy(MemorySegment piece, long offset, MemorySegment staged);
    }
}
