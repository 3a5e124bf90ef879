package org.chiptest.engine.internal.lease;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.runtime.internal.settings.HostClock;
import org.chiptest.runtime.worker.ChipWorker;

/**
 * Workers on a device that a test opens for a moment beside its own, on which nothing has run. What its thread leaves open, as it was left
 * behind itself, is closed with this.
 */
public final class FreshWorkers implements AutoCloseable {

    private final Supplier<OpenDevice> source;
    private final int deviceId;
    private final long latest;
    private final Set<OpenDevice> open = ConcurrentHashMap.newKeySet();

    /**
     * Open workers.
     *
     * @param source opens the device once more
     * @param limit  how long all of them may take together before the next is too late
     */
    public FreshWorkers(Supplier<OpenDevice> source, int deviceId, Duration limit) {
        this.source = source;
        this.deviceId = deviceId;
        this.latest = HostClock.nanos() + limit.toNanos();
    }

    /** Open a worker, use it and close it. */
    public void with(Consumer<ChipWorker> use) {
        OpenDevice device = source.get();
        open.add(device);
        try {
            use.accept(ChipWorker.open(id -> device.device(), deviceId));
        } finally {
            close(device);
        }
    }

    /** Tell whether there is time for another one. */
    public boolean inTime() {
        return HostClock.nanos() - latest < 0;
    }

    @Override
    public void close() {
        open.forEach(this::close);
    }

    private void close(OpenDevice device) {
        if (open.remove(device)) {
            device.close();
        }
    }
}
