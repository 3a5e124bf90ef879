package org.chiptest.runtime.worker.process;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Platforms;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.memory.MemoryFile;
import org.chiptest.runtime.worker.Generation;
import org.chiptest.runtime.worker.mailbox.ControlSegmentDescriptor;
import org.chiptest.runtime.worker.mailbox.Mailbox;
import org.chiptest.runtime.worker.mailbox.MailboxClient;
import org.chiptest.runtime.worker.mailbox.SharedTensorMemory;

/** A device process with the memory that it shares with this one; it may not yet take requests. */
final class WorkerProcess implements AutoCloseable {

    /** A small JVM that starts fast, writes nothing into shared folders, and reports a crash before anybody gives it up. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmx512m",
            "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:-UsePerfData", "-XX:ErrorLogTimeout=10",
            "--enable-native-access=ALL-UNNAMED");

    private final OpenResources resources = new OpenResources();
    private final OpenResources descriptors = new OpenResources();
    private final long generation;
    private final MemorySegment controlMemory;
    private final Mailbox mailbox;
    private final SharedTensorMemory tensorMemory;
    private final Counters counters;
    private final ChildProcess process;
    private final MailboxClient client;

    private WorkerProcess(ProcessStarter starter, String platform, RuntimeKind runtime, WorkerSettings settings) {
        generation = Generation.next();
        try {
            MemoryFile controlFile = descriptor("chiptest-control", ControlSegmentDescriptor.SIZE);
            MemoryFile tensorFile = descriptor("chiptest-tensors", settings.tensorBytes());
            controlMemory = resources.add(controlFile.map()).segment();
            mailbox = Mailbox.ofParent(controlMemory);
            tensorMemory = new SharedTensorMemory(resources.add(tensorFile.map()));
            counters = new Counters(mailbox.counters());
            counters.generation(generation);
            starter.sweep(settings.directory());
            WorkerDirectory directory = WorkerDirectory.create(settings.directory());
            DeviceProcessArguments arguments = new DeviceProcessArguments(ProcessHandle.current().pid(),
                    controlFile.descriptor(), tensorFile.descriptor(), platform, runtime,
                    settings.shim().toAbsolutePath(), directory.scratch());
            process = resources
                    .add(ChildProcess.start(starter, command(settings, directory, arguments), directory));
            client = new MailboxClient(mailbox, process::isAlive);
            process.onExit(client::childEnded);
        } catch (RuntimeException | Error e) {
            resources.close();
            throw e;
        }
    }

    /** Start a process; it is not waited for. */
    static WorkerProcess start(ProcessStarter starter, String platform, RuntimeKind runtime, WorkerSettings settings) {
        return new WorkerProcess(starter, platform, runtime, settings);
    }

    long generation() {
        return generation;
    }

    ChildProcess process() {
        return process;
    }

    /** Return the control segment as it is. */
    MemorySegment controlMemory() {
        return controlMemory;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    MailboxClient client() {
        return client;
    }

    SharedTensorMemory tensorMemory() {
        return tensorMemory;
    }

    Counters counters() {
        return counters;
    }

    /** Close the descriptors by which the child opens the shared memory; it has done so when it takes requests. */
    void closeDescriptors() {
        descriptors.close();
    }

    /** Kill the process and release everything. */
    @Override
    public void close() {
        resources.close();
    }

    private MemoryFile descriptor(String name, long size) {
        return descriptors.add(resources.add(MemoryFile.create(name, size)));
    }

    private static List<String> command(WorkerSettings settings, WorkerDirectory directory,
            DeviceProcessArguments arguments) {
        List<Path> classPath = settings.classPath().isEmpty()
                ? ChildClassPath.of(Platforms.load(WorkerProcess.class.getClassLoader()))
                : settings.classPath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.add("-XX:ErrorFile=" + directory.errorFile());
        command.addAll(settings.javaOptions());
        command.addAll(List.of("-cp", ChildClassPath.join(classPath), DeviceProcess.class.getName()));
        command.addAll(arguments.toList());
        return command;
    }
}
