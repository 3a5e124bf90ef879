package org.chiptest.runtime.worker.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.DeviceHost;
import org.chiptest.runtime.device.Platform;
import org.chiptest.runtime.device.Platforms;
import org.chiptest.runtime.linker.Shim;
import org.chiptest.runtime.memory.MappedMemory;
import org.chiptest.runtime.memory.MemoryFile;
import org.chiptest.runtime.worker.mailbox.DeviceHandler;
import org.chiptest.runtime.worker.mailbox.Mailbox;
import org.chiptest.runtime.worker.mailbox.MailboxLoop;
import org.chiptest.runtime.worker.mailbox.SegmentReference;
import org.chiptest.runtime.worker.mailbox.SharedSegments;
import org.chiptest.runtime.worker.mailbox.SuccessHook;

/** The main program of a device's own process: it serves the parent's mailbox with one device until it is told to stop. */
public final class DeviceProcess {

    private static final long STACK_BYTES = 64L << 20;
    private static final int STANDARD_INPUT = 0;
    private static final int FAILED = 1;

    /** Exit code of a process that has lost its parent; nobody is left to see it. */
    private static final int ORPHANED = 70;

    private static final long HEARTBEAT_NANOS = 500_000_000;

    private final DeviceProcessArguments arguments;
    private final Mailbox mailbox;
    private final SharedSegments segments;

    private DeviceProcess(DeviceProcessArguments arguments) {
        this.arguments = arguments;
        this.mailbox = Mailbox.ofChild(map(arguments.control()).segment());
        this.segments = new SharedSegments(Map.of(SegmentReference.TENSORS, map(arguments.tensors()).segment()));
    }

    /** Start by a {@link ChildDevice}, with the arguments of {@link DeviceProcessArguments}. */
    public static void main(String[] words) throws InterruptedException {
        DeviceProcessArguments arguments = DeviceProcessArguments.parse(List.of(words));
        Shim shim = Shim.load(arguments.shim());
        shim.lineBufferOutput();
        shim.watchParent(STANDARD_INPUT, arguments.parent(), ORPHANED);
        DeviceProcess process = new DeviceProcess(arguments);
        Thread.ofPlatform().daemon().name("chiptest-heartbeat").start(process::beat);
        // user code runs on this thread too: orchestrations, and kernels that the device's caller takes over
        Thread main = new Thread(null, process::serve, "chiptest-device", STACK_BYTES);
        main.start();
        main.join();
    }

    private void serve() {
        try (DeviceHandler handler = new DeviceHandler(this::open, segments, SuccessHook.NONE)) {
            mailbox.ready();
            new MailboxLoop(mailbox, handler, System.err).run();
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
        mailbox.sayGoodbye();
        // threads of user code may be left, which an orderly exit would not wait for either
        Runtime.getRuntime().halt(0);
    }

    private Device open(int deviceId) {
        Platforms platforms = Platforms.load(DeviceProcess.class.getClassLoader());
        Platform platform = platforms.named(arguments.platform())
                .orElseThrow(() -> new DeviceException(-1, "there is no platform '" + arguments.platform()
                        + "' on the class path of the worker process, known are " + platforms.names()
                        + "; it is made of the jars that provide the platforms in the parent"));
        return platform.open(arguments.runtime(), deviceId, new DeviceHost(arguments.shim(), arguments.scratch(),
                mailbox.counters(), mailbox.callFrames()));
    }

    private void beat() {
        while (true) {
            mailbox.beat(System.nanoTime());
            LockSupport.parkNanos(HEARTBEAT_NANOS);
        }
    }

    private MappedMemory map(int descriptor) {
        try (MemoryFile file = MemoryFile.openOf(arguments.parent(), descriptor)) {
            return file.map();
        }
    }
}
