package org.chiptest.runtime.worker.process;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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

    private final ChildDialogue dialogue;
    private final HostMemory memory;
    private final WorkerSettings settings;
    /** What is prepared in the process, by callable id; the dialogue reads it when it reports a death. */
    private final Map<Integer, ChipCallable> callables;
    /** Names of what was prepared since the last look at what is left of it; used by the device's caller. */
    private final Set<String> suspects = new LinkedHashSet<>();

    private ChildDevice(ChildDialogue dialogue, WorkerSettings settings) {
        this.dialogue = dialogue;
        this.memory = dialogue.memory();
        this.callables = dialogue.callables();
        this.settings = settings;
    }

    /** Wait until a process takes requests and have it open its device; the process is closed if that fails. */
    static ChildDevice open(WorkerProcess worker, String variant, int deviceId, WorkerSettings settings) {
        ChildDevice device = opened(worker, variant, deviceId, settings);
        try {
            device.control(ControlCommand.INIT, deviceId, 0, 0);
            return device;
        } catch (RuntimeException | Error e) {
            worker.close();
            throw e;
        }
    }

    /** Wait until a process takes requests that opens its device by itself; the process is closed if that fails. */
    static ChildDevice opened(WorkerProcess worker, String variant, int deviceId, WorkerSettings settings) {
        try {
            ChildDialogue dialogue = new ChildDialogue(worker, variant + " device " + deviceId, settings);
            dialogue.awaitReady();
            return new ChildDevice(dialogue, settings);
        } catch (RuntimeException | Error e) {
            worker.close();
            throw e;
        }
    }

    @Override
    public void prepare(int cid, ChipCallable callable) {
        MemorySegment image = memory.allocate(callable.byteSize());
        // from now on code of it may run, and crash
        ChipCallable before = callables.put(cid, callable);
        suspects.add(callable.functionName().isEmpty() ? "callable id " + cid : callable.functionName());
        try {
            image.copyFrom(callable.image());
            Operation operation = new Operation("prepare_callable", OptionalInt.of(cid), callable.functionName());
            perform(operation, client -> client.control(ControlCommand.PREPARE, cid, memory.reference(image),
                    image.byteSize(), settings.controlDeadline()));
        } catch (DeviceException e) {
            callables.remove(cid);
            Optional.ofNullable(before).ifPresent(still -> callables.put(cid, still));
            throw e;
        } finally {
            memory.free(image);
        }
    }

    @Override
    public void run(int cid, TaskArgs args, CallConfig config) {
        requireSuccess(tryRun(cid, args, config));
    }

    /** Run a callable to its end, good or bad. */
    Outcome tryRun(int cid, TaskArgs args, CallConfig config) {
        TaskArgs references = memory.tensors().toReferences(args);
        Duration deadline = config.settings().deadline().orElse(EffectiveRunSettings.DEFAULT_DEADLINE)
                .plus(settings.runGrace());
        return dialogue.perform(named("run_prepared", cid), client -> client.run(cid, references, config, deadline));
    }

    /** Announce a callable of a host worker, which tasks may then name. */
    void register(int cid, SharedCallable callable) {
        control(ControlCommand.REGISTER, cid, callable.reference(), callable.byteSize());
        callables.put(cid, callable.callable());
    }

    /** Prepare a registered callable, unless it is prepared already. */
    void prewarm(int cid) {
        perform(named("prepare_callable", cid),
                client -> client.control(ControlCommand.PREPARE, cid, 0, 0, settings.controlDeadline()));
    }

    /** Tell whether requests can be sent: the process lives and was not given up. */
    boolean isUsable() {
        return dialogue.isUsable();
    }

    @Override
    public void unregister(int cid) {
        if (dialogue.death().isEmpty()) {
            control(ControlCommand.UNREGISTER, cid, 0, 0);
            callables.remove(cid);
        }
    }

    @Override
    public TensorMemory tensorMemory() {
        return memory;
    }

    @Override
    public long malloc(long bytes) {
        return control(ControlCommand.MALLOC, bytes, 0, 0);
    }

    @Override
    public void free(long pointer) {
        if (dialogue.death().isEmpty()) {
            control(ControlCommand.FREE, pointer, 0, 0);
        }
    }

    @Override
    public void copyTo(long devicePointer, MemorySegment host) {
        inPieces(host, (piece, offset, staged) -> {
            staged.copyFrom(piece);
            control(ControlCommand.COPY_TO, devicePointer + offset, memory.reference(staged), staged.byteSize());
        });
    }

    @Override
    public void copyFrom(MemorySegment host, long devicePointer) {
        inPieces(host, (piece, offset, staged) -> {
            control(ControlCommand.COPY_FROM, memory.reference(staged), devicePointer + offset, staged.byteSize());
            piece.copyFrom(staged);
        });
    }

    @Override
    public CounterSnapshot counters() {
        return dialogue.counters();
    }

    @Override
    public Optional<String> shortage() {
        return dialogue.death().isPresent()
                ? Optional.empty()
                : OpenDescriptors.of(pid()).shortage().or(this::leftProcesses);
    }

    /** End what user code has started and left in the process, which adopts everything that descends from it. */
    private Optional<String> leftProcesses() {
        String culprits = String.join(", ", suspects);
        suspects.clear();
        try {
            if (control(ControlCommand.CHILDREN, 0, 0, 0) == 0) {
                return Optional.empty();
            }
        } catch (WorkerDiedException e) {
            return Optional.of(e.death().worker() + " " + e.death().ending());
        }
        List<StrayProcess> left = dialogue.endStrays();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of("user code of " + culprits + " left processes behind, which were ended: "
                        + StrayProcess.describe(left));
    }

    /** Return the number of this worker process in the life of this JVM, from 1. */
    public long generation() {
        return dialogue.generation();
    }

    /** Return the process id. */
    public long pid() {
        return dialogue.pid();
    }

    /** Return what is known about the end of the process, if it has ended unasked. */
    public Optional<WorkerDeath> death() {
        return dialogue.death();
    }

    /** Return the user code that is running right now; to be read while a run is under way. */
    public List<RunningCall> running() {
        return dialogue.running();
    }

    /** Return the file that the process writes its standard output and error to; it is deleted when the device is closed. */
    public Path logFile() {
        return dialogue.logFile();
    }

    /** Return the place up to which the log is written now; should the process die, its log from here on is reported. */
    public long logMark() {
        return dialogue.logMark();
    }

    /** Return what was written to the log behind a mark; of more than 1 MiB the last one. */
    public String logSince(long mark) {
        return dialogue.logSince(mark);
    }

    /**
     * Have the process close its device and exit, kill it if it does not, and release everything that it shares with this one.
     *
     * @throws WorkerDiedException if the process crashed while it closed its device; everything is released all the same
     */
    @Override
    public void close() {
        dialogue.close();
    }

    private Operation named(String operation, int cid) {
        ChipCallable callable = callables.get(cid);
        return new Operation(operation, OptionalInt.of(cid), callable == null ? "" : callable.functionName());
    }

    private long control(ControlCommand command, long arg0, long arg1, long arg2) {
        return perform(Operation.named(command.operation()),
                client -> client.control(command, arg0, arg1, arg2, settings.controlDeadline()));
    }

    private long perform(Operation operation, Function<MailboxClient, Reply> request) {
        return requireSuccess(dialogue.perform(operation, request));
    }

    private static long requireSuccess(Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.DONE) {
            throw new DeviceException(outcome.code(), outcome.text());
        }
        return outcome.result();
    }

    private void inPieces(MemorySegment host, PieceCopy copy) {
        MemorySegment staging = memory.allocate(Math.min(host.byteSize(), COPY_BYTES));
        try {
            for (long offset = 0; offset < host.byteSize(); offset += COPY_BYTES) {
                long length = Math.min(COPY_BYTES, host.byteSize() - offset);
                copy.copy(host.asSlice(offset, length), offset, staging.asSlice(0, length));
            }
        } finally {
            memory.free(staging);
        }
    }

    @FunctionalInterface
    private interface PieceCopy {
        void copy(MemorySegment piece, long offset, MemorySegment staged);
    }
}
