package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceActivity;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.linker.FrameReader;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.linker.LibraryCall;
import org.chiptest.runtime.internal.linker.RunningCall;
import org.chiptest.runtime.internal.mailbox.MailboxClient;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.mailbox.Reply;
import org.chiptest.runtime.internal.process.death.DeathReport;
import org.chiptest.runtime.internal.process.death.HangReport;
import org.chiptest.runtime.internal.process.death.Operation;
import org.chiptest.runtime.internal.process.death.SourceLines;
import org.chiptest.runtime.internal.process.death.UndefinedSymbol;
import org.chiptest.runtime.internal.process.launch.ExitStatus;
import org.chiptest.runtime.internal.process.stray.StrayProcess;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.jspecify.annotations.Nullable;

/**
 * The way of any parent with its child process: requests that have a deadline and notice the process's death, and what is known when it
 * has died.
 *
 * <p>When the process ends, does not answer in time, or cannot be trusted any more, it is killed, the operation throws a
 * {@link WorkerDiedException}, and so does every later one. {@link #close()} and what reads logs and counters may be called from any
 * thread; closing during an operation ends that operation.
 */
final class ChildDialogue implements AutoCloseable {

    /** How long user code may go on after a failed operation: kernels of a run that was given up. */
    private static final long QUIET_NANOS = 1_000_000_000;
    private static final Operation IDLE = Operation.named("nothing that was asked");

    private final WorkerProcess worker;
    private final WorkerSettings settings;
    private final String name;
    private final Map<Integer, ChipCallable> callables = new ConcurrentHashMap<>();

    /** Held during an operation, and to close. */
    private final ReentrantLock busy = new ReentrantLock();
    private volatile @Nullable WorkerDeath death;
    private volatile boolean closing;
    private volatile boolean distrusted;
    /** Whether the process was told to close; changed by who holds {@code busy}. */
    private boolean ending;
    private volatile @Nullable CounterSnapshot lastCounters;
    private volatile long lastMark;
    private volatile Operation operation = IDLE;

    /**
     * Talk to this process, which is closed with the dialogue.
     *
     * @param subject what the process is, for messages
     */
    ChildDialogue(WorkerProcess worker, String subject, WorkerSettings settings) {
        this.worker = worker;
        this.settings = settings;
        this.name = subject + " (pid " + worker.process().pid() + ", generation " + worker.generation() + ")";
    }

    /** Wait until the process takes requests. */
    void awaitReady() {
        perform(Operation.named("start"), client -> client.awaitReady(settings.startDeadline()));
        worker.closeDescriptors();
    }

    /** Return what is prepared in the process, by callable id, for reports; kept by whoever prepares. */
    Map<Integer, ChipCallable> callables() {
        return callables;
    }

    /** Say in the words of its declaration why a callable was refused; as the process did if nobody knows better. */
    String explained(ChipCallable callable, String refusal) {
        return new UndefinedSymbol(new SourceLines(worker.process().directory().home(), List.of(callable)))
                .explain(callable, refusal).orElse(refusal);
    }

    /** Return the memory that arguments lie in. */
    HostMemory memory() {
        return worker.memory();
    }

    /** Return the memory that runs are recorded in, also after the process has died. */
    MemorySegment records() {
        return worker.records();
    }

    /** Tell whether requests can be sent. */
    boolean isUsable() {
        return death == null && !closing && worker.process().isAlive();
    }

    /**
     * Send a request and wait for its outcome, good or bad.
     *
     * @throws WorkerDiedException if the process ends or has ended, or was killed: because it gave no answer in time, because it cannot be
     *                             trusted any more, because user code runs on in it, or because this thread was interrupted
     */
    Outcome perform(Operation operation, Function<MailboxClient, Reply> request) {
        busy.lock();
        try {
            requireAlive(operation);
            this.operation = operation;
            return switch (reply(operation, request)) {
                case Reply.Answered(Outcome outcome) -> trusted(operation, outcome);
                case Reply.Lost(int code, String text) -> throw hanging(operation, code,
                        "was killed because user code does not return: " + headline(text));
                case Reply.Died() -> throw closing
                        ? killed(operation, "was killed because the device was closed")
                        : died(operation);
                case Reply.Late(Duration waited) -> throw late(operation, waited);
                case Reply.Interrupted() -> throw interrupted(operation);
            };
        } finally {
            busy.unlock();
        }
    }

    /** Have the process killed when it is closed: what user code has done to it may keep it from closing in order. */
    void distrust() {
        distrusted = true;
    }

    /** Send a request; without the system's help in sending or waiting, nobody knows what the process does with it. */
    private Reply reply(Operation operation, Function<MailboxClient, Reply> request) {
        try {
            return request.apply(worker.client());
        } catch (LibcException e) {
            throw killed(operation,
                    "was killed because the process that waited for it could not go on (" + e.getMessage()
                            + ")");
        }
    }

    /** Read the counters, also after the process has died. */
    CounterSnapshot counters() {
        CounterSnapshot last = lastCounters;
        return last != null ? last : worker.counters().snapshot();
    }

    /** Return the process; it is closed with the dialogue. */
    WorkerProcess process() {
        return worker;
    }

    /** Return the number of this worker process in the life of this JVM, from 1. */
    long generation() {
        return worker.generation();
    }

    /** Return the process id. */
    long pid() {
        return worker.process().pid();
    }

    /** Return what is known about the end of the process, if it has ended unasked. */
    Optional<WorkerDeath> death() {
        return Optional.ofNullable(death);
    }

    /** Return the user code that is running right now; to be read while a run is under way. */
    List<RunningCall> running() {
        return DeathReport.running(worker.mailbox());
    }

    /** Return what the process is doing, from any thread; nothing if its device does not say, or after the process has died. */
    Optional<DeviceActivity> activity() {
        return isUsable() ? FrameReader.activity(worker.mailbox().callFrames(), HostClock.nanos()) : Optional.empty();
    }

    /** Describe what the process is doing, or how it died, from any thread; it is slowed down for that time, not harmed. */
    String describeActivity() {
        WorkerDeath dead = death;
        if (dead != null) {
            return dead.describe();
        }
        if (!isUsable()) {
            return name + (closing ? " is closed" : " has ended, and nobody has asked it for anything since");
        }
        Operation doing = busy.isLocked() ? operation : IDLE;
        HangReport look = HangReport.of(worker.process(), worker.mailbox(),
                new SourceLines(worker.process().directory().home(), callables.values()));
        return report().ofActivity(precise(doing), running(), look);
    }

    /** Take the processes that there are for the device's own: a foreign runtime may have some. */
    void keepProcesses() {
        worker.process().keepDescendants();
    }

    /** Tell whether user code of any worker has started processes beside it. */
    boolean hasStrangers() {
        return worker.process().hasStrangers();
    }

    /** End the processes that user code has started in this one, which goes on; return them. */
    List<StrayProcess> endStrays() {
        worker.process().endStrays();
        return worker.process().takeStrays();
    }

    /** Return the file that the process writes its standard output and error to; it is deleted when the device is closed. */
    Path logFile() {
        return worker.process().log().file();
    }

    /** Return the place up to which the log is written now; should the process die, its log from here on is reported. */
    long logMark() {
        lastMark = worker.process().log().mark();
        return lastMark;
    }

    /** Return what was written to the log behind a mark; of more than 1 MiB the last one. */
    String logSince(long mark) {
        return worker.process().log().since(mark);
    }

    /**
     * Have the process begin to close its device, for processes that wait for each other then; {@link #close} follows. Nothing may be asked
     * of it any more.
     *
     * @return whether it does; not if it has ended, or something is being asked of it
     */
    boolean beginClose() {
        if (closing || !busy.tryLock()) {
            return false;
        }
        try {
            if (isUsable() && !distrusted) {
                tellToClose();
            }
            return ending;
        } finally {
            busy.unlock();
        }
    }

    /**
     * Have the process close its device and exit, kill it if it does not, and release everything that it shares with this one. Later calls
     * wait for the first one and do nothing.
     *
     * @throws WorkerDiedException if the process crashed while it closed its device; everything is released all the same
     */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (!busy.tryLock()) {
            worker.process().kill();
            busy.lock();
        }
        try {
            closeOnce();
        } finally {
            busy.unlock();
        }
    }

    private void closeOnce() {
        try {
            if (!distrusted && (ending || death == null && worker.process().isAlive())) {
                shutDown();
            }
        } finally {
            lastCounters = worker.counters().snapshot();
            worker.close();
        }
    }

    private void shutDown() {
        Operation finalize = Operation.named("finalize");
        if (!ending) {
            tellToClose();
        }
        Optional<ExitStatus> exit = worker.process().awaitExit(settings.closeDeadline());
        if (exit.isEmpty()) {
            throw late(finalize, settings.closeDeadline());
        }
        if (!worker.mailbox().saidGoodbye()) {
            throw died(finalize);
        }
    }

    private void tellToClose() {
        ending = true;
        worker.process().expectExit();
        worker.client().shutdown();
    }

    private void requireAlive(Operation operation) {
        WorkerDeath earlier = death;
        if (earlier != null) {
            throw new WorkerDiedException(DeviceException.FAILED, operation.name()
                    + " failed: the worker process is gone since " + earlier.operation() + "; use a new worker. "
                    + earlier.describe(), earlier);
        }
        if (closing) {
            throw new IllegalStateException(operation.describe() + " was asked of a closed device, " + name);
        }
    }

    /** Let a failure pass if the process goes on like before. */
    private Outcome trusted(Operation operation, Outcome outcome) {
        switch (outcome.kind()) {
            case DONE -> {}
            case DEVICE_FAILURE, CHILD_FAILURE -> requireQuiet(operation, outcome);
            case DAMAGED -> throw killed(operation, "was killed because its shared memory was overwritten ("
                    + outcome.text() + ")");
            case BROKEN -> throw killed(operation,
                    "was killed because its JVM cannot be relied on any more (" + outcome.text() + ")");
        }
        return outcome;
    }

    /** A device cannot stop user code that does not return; only the end of the process can. */
    private void requireQuiet(Operation operation, Outcome failure) {
        long end = HostClock.nanos() + QUIET_NANOS;
        while (!running().isEmpty()) {
            if (HostClock.nanos() - end > 0) {
                throw hanging(operation, failure.code(),
                        "was killed because user code kept running after it failed with code " + failure.code()
                                + ": " + headline(failure.text()));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What follows says what user code was running, which this process sees too, and better. */
    private static String headline(String text) {
        return text.lines().findFirst().orElse("");
    }

    private WorkerDiedException late(Operation operation, Duration waited) {
        return hanging(operation, DeviceException.FAILED,
                "was killed because it gave no answer within " + waited.toMillis() + " ms");
    }

    /** Whoever waits for a scenario interrupts it when it is late, and wants to know where it was. */
    private WorkerDiedException interrupted(Operation operation) {
        WorkerDiedException killed = hanging(operation, DeviceException.FAILED,
                "was killed because the thread that waited for it was interrupted");
        Thread.currentThread().interrupt();
        return killed;
    }

    /** Kill a process that may be hanging, after a look at what it does. */
    private WorkerDiedException hanging(Operation operation, int code, String ending) {
        List<RunningCall> running = running();
        long now = HostClock.nanos();
        HangReport hang = HangReport.of(worker.process(), worker.mailbox(),
                new SourceLines(worker.process().directory().home(), callables.values()));
        worker.process().kill();
        return dead(operation, code,
                report().ofKill(precise(operation), ending, running, now, Optional.of(hang), lastMark));
    }

    private WorkerDiedException killed(Operation operation, String ending) {
        List<RunningCall> running = running();
        worker.process().kill();
        return dead(operation, DeviceException.FAILED,
                report().ofKill(precise(operation), ending, running, HostClock.nanos(), Optional.empty(), lastMark));
    }

    private WorkerDiedException died(Operation operation) {
        worker.process().endStrays();
        return dead(operation, DeviceException.FAILED, report().ofEnd(precise(operation), running(), lastMark));
    }

    private Operation precise(Operation operation) {
        return operation.within(LibraryCall.read(worker.mailbox().callFrames()));
    }

    private DeathReport report() {
        return new DeathReport(name, worker.process(), callables);
    }

    private WorkerDiedException dead(Operation operation, int code, WorkerDeath known) {
        death = known;
        String withCode = code == DeviceException.FAILED ? "" : " with code " + code;
        return new WorkerDiedException(code, operation.name() + " failed" + withCode + ": " + known.describe(), known);
    }

}
