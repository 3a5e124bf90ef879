package org.chiptest.runtime.internal.process.parent;

import java.util.Map;

import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.child.DeviceProcess;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.jspecify.annotations.Nullable;

/**
 * Open the devices of one variant in processes of their own.
 *
 * <p>All methods may be called from any thread.
 */
public final class ChildDeviceOpener implements Device.Opener, AutoCloseable {

    private final String platform;
    private final RuntimeKind runtime;
    private final WorkerSettings settings;
    private @Nullable WorkerProcess spare;

    /**
     * Prepare to open devices.
     *
     * @param platform name of the platform, which the processes find by {@link java.util.ServiceLoader}
     */
    public ChildDeviceOpener(String platform, RuntimeKind runtime, WorkerSettings settings) {
        this.platform = platform;
        this.runtime = runtime;
        this.settings = settings;
    }

    /** Start the process that the next {@link #open} will use, without waiting for it. */
    public synchronized void startEarly() {
        if (spare == null) {
            spare = start();
        }
    }

    /**
     * Open a device: start its process, unless that was done early, and wait until it has opened the device. A process that does not get
     * there from the startup cache is started once more without.
     *
     * @throws org.chiptest.runtime.worker.WorkerDiedException if the process ends, or does not answer in time
     */
    @Override
    public ChildDevice open(int deviceId) {
        WorkerProcess spared = takeSpare();
        WorkerProcess process = spared != null ? spared : start();
        try {
            return open(process, deviceId);
        } catch (WorkerDiedException e) {
            if (!process.rejectStartup(e)) {
                throw e;
            }
            return open(start(), deviceId);
        }
    }

    private ChildDevice open(WorkerProcess process, int deviceId) {
        return ChildDevice.open(process, platform + "/" + runtime.id(), deviceId, settings);
    }

    /** Open a device in a new process that shares a memory with others. */
    public ChildDevice open(int deviceId, HostMemory memory) {
        WorkerProcess process = WorkerProcess.start(ProcessStarter.shared(), program(), settings, memory, Map.of());
        return ChildDevice.open(process, platform + "/" + runtime.id(), deviceId, settings);
    }

    /** Kill a process that was started early and is not in use; devices that are open stay open. */
    @Override
    public void close() {
        WorkerProcess unused = takeSpare();
        if (unused != null) {
            unused.close();
        }
    }

    private synchronized @Nullable WorkerProcess takeSpare() {
        WorkerProcess taken = spare;
        spare = null;
        return taken;
    }

    private WorkerProcess start() {
        return WorkerProcess.start(ProcessStarter.shared(), program(), settings);
    }

    private ChildProgram program() {
        return DeviceProcess.forChipWorker(platform, runtime, settings,
                DeviceTraining.launch(platform, runtime, settings));
    }
}
