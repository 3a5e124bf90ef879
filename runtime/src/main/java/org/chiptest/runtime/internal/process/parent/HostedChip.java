package org.chiptest.runtime.internal.process.parent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceRequest;
import org.chiptest.runtime.internal.device.DeviceRequestCodec;
import org.chiptest.runtime.internal.device.ForwardingDevice;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.worker.FullDevice;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.worker.WorkerException;

/**
 * One chip of a host worker, in a process of its own.
 *
 * <p>Requests are sent by one thread at a time; a second one waits until the first one's deadline at most. When the process has died,
 * operations throw a {@link org.chiptest.runtime.worker.WorkerDiedException}.
 */
public final class HostedChip extends ForwardingDevice {

    private final int index;
    private final ChipSource source;
    private final int deviceId;
    private final ChildDevice device;
    /** Memory of the chip that was not freed yet. */
    private final Set<Long> pointers = ConcurrentHashMap.newKeySet();
    private volatile boolean failed;
    private final AtomicBoolean closed = new AtomicBoolean();

    HostedChip(int index, ChipSource source, int deviceId, ChildDevice device) {
        super(device);
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
     * Do an operation of the chip; a callable that is run need only be registered.
     *
     * @throws WorkerException if it failed, with the text of the contract
     */
    @Override
    public long perform(DeviceRequest request) {
        return switch (request) {
            case DeviceRequest.Run run -> run(run);
            case DeviceRequest.Control control ->
                tracked(control, control(DeviceRequestCodec.command(control), () -> device.perform(control)));
        };
    }

    /** Announce a callable, which tasks may then name. */
    void register(int cid, SharedCallable callable) {
        control(ControlRequest.Register.COMMAND, () -> {
            device.register(cid, callable);
            return 0;
        });
    }

    /** Prepare a registered callable ahead of its first task. */
    public void prewarm(int cid) {
        control(ControlRequest.Prewarm.COMMAND, () -> {
            device.prewarm(cid);
            return 0;
        });
    }

    /** Return the number of the chip's process in the life of this JVM, from 1. */
    public long generation() {
        return device.generation();
    }

    /** Return the process id. */
    public long pid() {
        return device.pid();
    }

    /** Return what was written to the process's log behind a mark. */
    public String logSince(long mark) {
        return device.logSince(mark);
    }

    /** Have the process begin to close, and tell whether it does; {@link #close} waits for it. */
    boolean beginClose() {
        return device.beginClose();
    }

    /** Have the process killed when it is closed, not kept. */
    public void distrust() {
        failed = true;
        device.distrust();
    }

    /** End the chip, or leave it to the next host worker if it is as it was found. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try (ChildDevice _ = isLeft() ? null : device) {
                // what is left is closed with the pool
            }
        }
    }

    private boolean isLeft() {
        try {
            return source.kept().filter(pool -> pool.isOpen() && isFit() && pool.keep(deviceId, device)).isPresent();
        } catch (RuntimeException | Error e) {
            try (device) {
                throw e;
            }
        }
    }

    /** Have everything given back, and tell whether the chip can serve another host worker. */
    private boolean isFit() {
        if (failed || !device.isUsable()) {
            return false;
        }
        pointers.forEach(pointer -> device.free(pointer));
        device.unregisterAll();
        // letting go of memory changes the process too, so it is compared before
        if (device.shortage().isPresent() || FullDevice.isFull(device)) {
            return false;
        }
        device.detach();
        return true;
    }

    private long tracked(DeviceRequest request, long result) {
        if (request instanceof DeviceRequest.Malloc) {
            pointers.add(result);
        } else if (request instanceof DeviceRequest.Free(long pointer)) {
            pointers.remove(pointer);
        }
        return result;
    }

    private long run(DeviceRequest.Run run) {
        Outcome outcome = tried(run);
        // the device does not name itself, as everything else in its process does
        String text = outcome.kind() == Outcome.Kind.DEVICE_FAILURE
                ? "chip_process dev=" + deviceId + ": DeviceException: " + outcome.text()
                : outcome.text();
        TaskChild.requireSuccess(new Outcome(outcome.kind(), outcome.code(), text, outcome.result()));
        return outcome.result();
    }

    private Outcome tried(DeviceRequest.Run run) {
        try {
            Outcome outcome = device.tryRun(run);
            failed |= outcome.kind() != Outcome.Kind.DONE;
            return outcome;
        } catch (RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    private long control(int command, LongSupplier request) {
        try {
            return request.getAsLong();
        } catch (DeviceException e) {
            failed = true;
            throw WorkerException.of("chip control command " + command + " failed on worker " + index, e);
        }
    }
}
