package org.chiptest.runtime.worker.process;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerException;
import org.chiptest.runtime.worker.mailbox.ControlCommand;
import org.chiptest.runtime.worker.mailbox.Outcome;

/**
 * One chip of a host worker, in a process of its own.
 *
 * <p>Requests are sent by one thread at a time; a second one waits until the first one's deadline at most. When the process has died,
 * operations throw a {@link org.chiptest.runtime.worker.WorkerDiedException}.
 */
public final class HostedChip implements AutoCloseable {

    private final int index;
    private final ChipSource source;
    private final int deviceId;
    private final ChildDevice device;

    HostedChip(int index, ChipSource source, int deviceId, ChildDevice device) {
        this.index = index;
        this.source = source;
        this.deviceId = deviceId;
        this.device = device;
    }

    /** Return what the chip is, for messages. */
    public String name() {
        return "chip " + index + " (" + source.variant() + ", device " + deviceId + ")";
    }

    /**
     * Run a registered callable to its end.
     *
     * @throws WorkerException if it failed, with its text
     */
    public void run(int cid, TaskArgs args, CallConfig config) {
        Outcome outcome = device.tryRun(cid, args, config);
        // the device does not name itself, as everything else in its process does
        String text = outcome.kind() == Outcome.Kind.DEVICE_FAILURE
                ? "chip_process dev=" + deviceId + ": DeviceException: " + outcome.text()
                : outcome.text();
        TaskChild.requireSuccess(new Outcome(outcome.kind(), outcome.code(), text, outcome.result()));
    }

    /** Announce a callable, which tasks may then name. */
    void register(int cid, SharedCallable callable) {
        control(ControlCommand.REGISTER, () -> {
            device.register(cid, callable);
            return 0;
        });
    }

    /** Prepare a registered callable ahead of its first task. */
    public void prewarm(int cid) {
        control(ControlCommand.PREPARE, () -> {
            device.prewarm(cid);
            return 0;
        });
    }

    /** Allocate device memory and return its address in the chip's process. */
    public long malloc(long bytes) {
        return control(ControlCommand.MALLOC, () -> device.malloc(bytes));
    }

    /** Free device memory; an unknown address is ignored, and so is everything once the process has died. */
    public void free(long pointer) {
        control(ControlCommand.FREE, () -> {
            device.free(pointer);
            return 0;
        });
    }

    /** Copy host memory, whatever memory it is, to device memory. */
    public void copyTo(long devicePointer, MemorySegment host) {
        control(ControlCommand.COPY_TO, () -> {
            device.copyTo(devicePointer, host);
            return 0;
        });
    }

    /** Copy device memory to host memory. */
    public void copyFrom(MemorySegment host, long devicePointer) {
        control(ControlCommand.COPY_FROM, () -> {
            device.copyFrom(host, devicePointer);
            return 0;
        });
    }

    /** Read the counters, also after the process has died. */
    public CounterSnapshot counters() {
        return device.counters();
    }

    /** Tell whether the chip can run tasks: its process lives and was not given up. */
    public boolean isUsable() {
        return device.isUsable();
    }

    /** Return what is known about the end of the process, if it has ended unasked. */
    public Optional<WorkerDeath> death() {
        return device.death();
    }

    /** Return the process id. */
    public long pid() {
        return device.pid();
    }

    /** Return the place up to which the process's log is written now. */
    public long logMark() {
        return device.logMark();
    }

    /** Return what was written to the process's log behind a mark. */
    public String logSince(long mark) {
        return device.logSince(mark);
    }

    /** Close the device and end its process. */
    @Override
    public void close() {
        device.close();
    }

    private long control(ControlCommand command, LongSupplier request) {
        try {
            return request.getAsLong();
        } catch (DeviceException e) {
            throw new WorkerException(e.code(), "chip control command " + command.code() + " failed on worker " + index
                    + ": " + e.getMessage(), e);
        }
    }
}
