package org.chiptest.runtime.internal.process.parent;

import java.util.function.LongConsumer;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.child.DeviceProcess;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.process.WorkerSettings;

/** Open devices in processes of which somebody is told as soon as they take requests, before they have had one. */
public final class ReadyDevices {

    private ReadyDevices() {}

    /**
     * Open a device in a process of its own.
     *
     * @param ready is told the process id when the process has said its ready word; not if it never does
     */
    public static ChildDevice open(String platform, RuntimeKind runtime, WorkerSettings settings, int deviceId,
            LongConsumer ready) {
        WorkerProcess process = WorkerProcess.start(ProcessStarter.shared(), DeviceProcess.forChipWorker(platform,
                runtime, settings, DeviceTraining.launch(platform, runtime, settings)), settings);
        try {
            process.client().awaitReady(settings.startDeadline());
            ready.accept(process.process().pid());
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
        return ChildDevice.open(process, platform + "/" + runtime.id(), deviceId, settings);
    }
}
