package org.chiptest.runtime.worker.process;

import java.util.List;

import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.Platforms;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.mailbox.DeviceHandler;
import org.chiptest.runtime.worker.mailbox.SuccessHook;

/** The main program of a device's own process. */
public final class DeviceProcess {

    private static final int WORDS = 2;

    private final ChildMain child;
    private final String platform;
    private final RuntimeKind runtime;

    private DeviceProcess(ChildMain child) {
        List<String> words = child.words();
        if (words.size() < WORDS) {
            throw new IllegalArgumentException("a device process is told its platform and runtime, found " + words);
        }
        this.child = child;
        this.platform = words.get(0);
        this.runtime = RuntimeKind.named(words.get(1))
                .orElseThrow(() -> new IllegalArgumentException("there is no runtime " + words.get(1)));
    }

    /** Describe the program that opens a device of this variant when it is told to. */
    static ChildProgram program(String platform, RuntimeKind runtime, WorkerSettings settings) {
        return program(platform, runtime, DeviceTraining.launch(platform, runtime, settings));
    }

    /** Describe the same program, started in a certain way. */
    static ChildProgram program(String platform, RuntimeKind runtime, StartupCache.Launch launch) {
        return new ChildProgram(DeviceProcess.class.getName(), launch.classPath(), launch.options(),
                List.of(platform, runtime.id()));
    }

    /** Start by a worker, see {@link ChildMain}. */
    public static void main(String[] words) throws InterruptedException {
        ChildMain.run(words, child -> new DeviceHandler(new DeviceProcess(child)::open, child.references(),
                SuccessHook.NONE));
    }

    private Device open(int deviceId) {
        Platforms platforms = Platforms.load(DeviceProcess.class.getClassLoader());
        Platform provider = platforms.named(platform)
                .orElseThrow(() -> new DeviceException(-1, "there is no platform '" + platform
                        + "' on the class path of the worker process, known are " + platforms.names()
                        + "; it is made of the jars that provide the platforms in the parent"));
        return provider.open(runtime, deviceId,
                new DeviceHost(child.shim(), child.scratch(), child.counters(), child.callFrames()));
    }
}
