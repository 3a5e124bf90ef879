package org.chiptest.runtime.internal.process.parent;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;

import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.device.DeviceRequest.Prepare;
import org.chiptest.runtime.device.DeviceRequest.Run;
import org.chiptest.runtime.device.DeviceRequest.Unregister;
import org.chiptest.runtime.internal.capture.CaptureFiles;
import org.chiptest.runtime.internal.capture.RecordReader;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.linker.ProcessState;
import org.chiptest.runtime.internal.linker.RunningCall;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.process.death.OpenDescriptors;
import org.chiptest.runtime.internal.process.death.Operation;
import org.chiptest.runtime.internal.process.stray.StrayProcess;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.TensorMemory;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;

/**
 * A device in a process of its own: what native code does there costs this process nothing but an exception.
 *
 * <p>When the process ends, does not answer in time, or cannot be trusted any more, it is killed, the operation throws a
 * {@link WorkerDiedException}, and so does every later one; unregistering and freeing do nothing then, because everything is gone
 * already. {@link #close()} and what reads logs and counters may be called from any thread; closing during an operation ends that
 * operation.
 */
public final class ChildDevice implements Device {

    /** Most memory that one request names: what it is copied through is given back at once. */
    private static final long COPY_BYTES = 8L << 20;

    private final ChildDialogue dialogue;
    /** Where arguments lie; another one after {@link #attach}, which only who holds the device calls. */
    private volatile HostMemory memory;
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
            device.control(new ControlRequest.Init(deviceId));
            device.keepProcesses();
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
    public long perform(DeviceRequest request) {
        if (request.onlyReleases() && dialogue.death().isPresent()) {
            return 0;
        }
        return switch (request) {
            case Run run -> requireSuccess(tryRun(run));
            case Prepare prepare -> prepare(prepare);
            case Unregister unregister -> {
                control(unregister);
                callables.remove(unregister.cid());
                yield 0;
            }
            case DeviceRequest.Control other -> control(other);
        };
    }

    /** Run a callable to its end, good or bad. */
    Outcome tryRun(Run run) {
        TaskArgs references = memory.tensors().toReferences(run.args());
        Duration deadline = run.deadline(settings.controlDeadline()).plus(settings.runGrace());
        // what an earlier run has left there must not pass for this one's
        RecordReader.clear(records());
        try {
            return naming(dialogue.perform(named(run.operation(), run.cid()),
                    client -> client.run(run.cid(), references, run.config(), deadline)), run.cid());
        } catch (WorkerDiedException e) {
            writeCapture(run.config().diagnostics(), e);
            throw e;
        }
    }

    /** The process wrote nothing if it died or got stuck over the run. */
    private void writeCapture(Diagnostics asked, WorkerDiedException death) {
        if (RecordReader.isRecording(records())) {
            try {
                CaptureFiles.write(records(), asked);
            } catch (UncheckedIOException e) {
                death.addSuppressed(e);
            }
        }
    }

    @Override
    public MemorySegment records() {
        return dialogue.records();
    }

    /** Announce a callable of a host worker, which tasks may then name. */
    void register(int cid, SharedCallable callable) {
        control(new ControlRequest.Register(cid, callable.image()));
        callables.put(cid, callable.callable());
        suspects.add(name(cid, callable.callable()));
    }

    /** Prepare a registered callable, unless it is prepared already. */
    void prewarm(int cid) {
        ControlRequest.Prewarm request = new ControlRequest.Prewarm(cid);
        try {
            perform(named(request.operation(), cid), request);
        } catch (DeviceException e) {
            ChipCallable callable = callables.get(cid);
            throw callable == null ? e : naming(callable, e);
        }
    }

    /** Unregister all that was prepared or registered. */
    void unregisterAll() {
        List.copyOf(callables.keySet()).forEach(this::unregister);
    }

    /** Let go of a host worker and its memory, after all was unregistered and the process was compared. */
    void detach() {
        control(new ControlRequest.Detach());
    }

    /** Serve another host worker, in whose memory arguments lie from now on; closed after this device, or its next {@link #detach}. */
    void attach(HostMemory other) {
        memory = other;
        control(new ControlRequest.Attach((int) ProcessHandle.current().pid(), other.file().descriptor()));
        dialogue.logMark();
    }

    /** Start as a member of a group of chips, whose other members start at the same time. */
    void bootstrap(List<String> start) {
        ControlRequest request = new ControlRequest.Bootstrap(start);
        try (Staging staging = new Staging(memory)) {
            RequestWords words = request.words(staging);
            requireSuccess(dialogue.perform(Operation.named(request.operation()),
                    client -> client.control(words, settings.startDeadline())));
        }
    }

    /** Return the process. */
    WorkerProcess process() {
        return dialogue.process();
    }

    @Override
    public boolean isUsable() {
        return dialogue.isUsable();
    }

    @Override
    public TensorMemory tensorMemory() {
        return memory;
    }

    @Override
    public CounterSnapshot counters() {
        return dialogue.counters();
    }

    /** The process looks after its red zones itself. */
    @Override
    public SortedSet<Integer> kernelsWith(long address, long size) {
        return Collections.emptySortedSet();
    }

    @Override
    public Optional<String> shortage() {
        return dialogue.death().isPresent()
                ? Optional.empty()
                : remains();
    }

    /** No user code has run yet. */
    private void keepProcesses() {
        if (settings.platformDescription().isPresent()) {
            dialogue.keepProcesses();
        }
    }

    /** Have the process begin to close its device, and tell whether it does; {@link #close} waits for it. */
    boolean beginClose() {
        return dialogue.beginClose();
    }

    /** Have the process killed when it is closed: what it waits for will not come. */
    void distrust() {
        dialogue.distrust();
    }

    /** Look at what user code has left of the process, and end what it has started there, which the process has adopted. */
    private Optional<String> remains() {
        String culprits = "user code of " + String.join(", ", suspects);
        suspects.clear();
        Set<ProcessState> changed;
        try {
            changed = ProcessState.ofBits(control(new ControlRequest.Remains()));
        } catch (WorkerDiedException e) {
            return Optional.of(e.death().worker() + " " + e.death().ending());
        } catch (DeviceException e) {
            dialogue.distrust();
            return Optional.of(culprits + " left the process so that it cannot be looked at: " + e.getMessage());
        }
        List<String> left = new ArrayList<>();
        if (changed.remove(ProcessState.CHILDREN) || dialogue.hasStrangers()) {
            List<StrayProcess> processes = dialogue.endStrays();
            if (!processes.isEmpty()) {
                left.add(culprits + " left processes behind, which were ended: " + StrayProcess.describe(processes));
            }
        }
        if (!changed.isEmpty()) {
            dialogue.distrust();
            left.add(culprits + " left its process changed, which is replaced: " + ProcessState.describe(changed)
                    + OpenDescriptors.of(pid()).shortage().map(text -> "; " + text).orElse(""));
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", left));
    }

    @Override
    public Optional<DeviceActivity> activity() {
        return dialogue.activity();
    }

    @Override
    public String describeActivity() {
        return dialogue.describeActivity();
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

    private static String name(int cid, ChipCallable callable) {
        return callable.name().isEmpty() ? "callable id " + cid : callable.name();
    }

    private Operation named(String operation, int cid) {
        ChipCallable callable = callables.get(cid);
        return new Operation(operation, OptionalInt.of(cid), callable == null ? "" : callable.name());
    }

    private long prepare(Prepare request) {
        int cid = request.cid();
        // from now on code of it may run, and crash
        ChipCallable callable = request.callable();
        ChipCallable before = callables.put(cid, callable);
        suspects.add(name(cid, callable));
        try {
            return perform(named(request.operation(), cid), new ControlRequest.OfDevice(request));
        } catch (RuntimeException e) {
            callables.remove(cid);
            Optional.ofNullable(before).ifPresent(still -> callables.put(cid, still));
            throw e instanceof DeviceException failure ? naming(callable, failure) : e;
        }
    }

    /** The process knows the image only, which has no name but that of the entry. */
    private DeviceException naming(ChipCallable callable, DeviceException failure) {
        String text = String.valueOf(failure.getMessage());
        String explained = dialogue.explained(callable, text);
        if (failure instanceof WorkerDiedException
                || explained.equals(text) && callable.name().equals(callable.functionName())) {
            return failure;
        }
        return new DeviceException(failure.code(),
                explained.equals(text) ? "callable " + callable.name() + ": " + text : explained, failure);
    }

    private Outcome naming(Outcome outcome, int cid) {
        ChipCallable callable = callables.get(cid);
        return outcome.kind() == Outcome.Kind.DONE || callable == null
                ? outcome
                : new Outcome(outcome.kind(), outcome.code(), dialogue.explained(callable, outcome.text()),
                        outcome.result());
    }

    private long control(DeviceRequest.Control request) {
        long result = 0;
        try (Staging staging = new Staging(memory)) {
            for (DeviceRequest.Control piece : DeviceRequestCodec.pieces(request, COPY_BYTES)) {
                result = perform(Operation.named(request.operation()), new ControlRequest.OfDevice(piece), staging);
            }
        }
        return result;
    }

    private long control(ControlRequest request) {
        return perform(Operation.named(request.operation()), request);
    }

    private long perform(Operation operation, ControlRequest request) {
        try (Staging staging = new Staging(memory)) {
            return perform(operation, request, staging);
        }
    }

    private long perform(Operation operation, ControlRequest request, Staging staging) {
        RequestWords words = request.words(staging);
        long result = requireSuccess(
                dialogue.perform(operation, client -> client.control(words, settings.controlDeadline())));
        staging.answered();
        return result;
    }

    private static long requireSuccess(Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.DONE) {
            throw new DeviceException(outcome.code(), outcome.text());
        }
        return outcome.result();
    }
}
