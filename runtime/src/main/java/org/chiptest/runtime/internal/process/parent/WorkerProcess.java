package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.internal.linker.LibcException;
import org.chiptest.runtime.internal.mailbox.ControlSegmentDescriptor;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.mailbox.MailboxClient;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.launch.ChildArguments;
import org.chiptest.runtime.internal.process.launch.ChildProcess;
import org.chiptest.runtime.internal.process.launch.OpenResources;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.internal.process.launch.Surroundings;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.internal.worker.Generation;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/** A child process with the memory that it shares with this one; it may not yet take requests. */
final class WorkerProcess implements AutoCloseable {

    private final List<String> options;
    private final WorkerSettings settings;
    private final OpenResources resources = new OpenResources();
    private final OpenResources descriptors = new OpenResources();
    private final long generation;
    private final MemorySegment controlMemory;
    private final Mailbox mailbox;
    private final @Nullable HostMemory memory;
    private final MemorySegment records;
    private final Counters counters;
    private final ChildProcess process;
    private final MailboxClient client;

    /** Where a process finds tensors. */
    private enum Tensors {
        IN_OWN_MEMORY, IN_SHARED_MEMORY, NOWHERE_YET
    }

    private WorkerProcess(ProcessStarter starter, ChildProgram program, WorkerSettings settings, Tensors tensors,
            @Nullable HostMemory shared, Map<Integer, MemoryFile> furtherSegments) {
        generation = Generation.next();
        this.options = program.options();
        this.settings = settings;
        try {
            MemoryFile controlFile = descriptors
                    .add(resources.add(MemoryFile.create("chiptest-control", ControlSegmentDescriptor.SIZE)));
            controlMemory = resources.add(controlFile.map()).segment();
            mailbox = Mailbox.ofParent(controlMemory);
            memory = tensors == Tensors.IN_OWN_MEMORY ? ownMemory(settings) : shared;
            MemoryFile recordFile = descriptors
                    .add(resources.add(MemoryFile.create("chiptest-records", settings.recordBytes())));
            records = resources.add(recordFile.map()).segment();
            Map<Integer, MemoryFile> segments = new HashMap<>(furtherSegments);
            segments.put(SegmentReference.RECORDS, recordFile);
            counters = new Counters(mailbox.counters());
            counters.generation(generation);
            starter.sweep(settings.directory());
            WorkerDirectory directory = WorkerDirectory.create(settings.directory());
            ChildArguments arguments = new ChildArguments(ProcessHandle.current().pid(), controlFile.descriptor(),
                    descriptorsOf(memory, segments), settings.shim().toAbsolutePath(), directory.scratch(),
                    program.words());
            process = resources.add(
                    ChildProcess.start(starter, command(settings, directory, program, arguments), directory,
                            Surroundings.of(settings.sanitizer(), settings.platformDescription())));
            client = new MailboxClient(mailbox, process::isAlive);
            process.onExit(client::childEnded);
        } catch (LibcException e) {
            WorkerException failure = new WorkerException("cannot start a worker process: " + e.getMessage()
                    + "; it takes a few descriptors (ulimit -n) and address space for its tensors (ulimit -v)", e);
            closeAfter(failure);
            throw failure;
        } catch (RuntimeException | Error e) {
            closeAfter(e);
            throw e;
        }
    }

    private void closeAfter(Throwable failure) {
        try {
            resources.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Start a process with a host memory of its own; it is not waited for. */
    static WorkerProcess start(ProcessStarter starter, ChildProgram program, WorkerSettings settings) {
        return new WorkerProcess(starter, program, settings, Tensors.IN_OWN_MEMORY, null, Map.of());
    }

    /** Start a process that is told later which memory it shares; it is not waited for. */
    static WorkerProcess startUnbound(ProcessStarter starter, ChildProgram program, WorkerSettings settings) {
        return new WorkerProcess(starter, program, settings, Tensors.NOWHERE_YET, null, Map.of());
    }

    /**
     * Start a process that shares a host memory with others; it is not waited for.
     *
     * @param furtherSegments what else it maps, by segment number; closed by who made them, not before the process takes requests
     */
    static WorkerProcess start(ProcessStarter starter, ChildProgram program, WorkerSettings settings, HostMemory memory,
            Map<Integer, MemoryFile> furtherSegments) {
        return new WorkerProcess(starter, program, settings, Tensors.IN_SHARED_MEMORY, memory, furtherSegments);
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

    HostMemory memory() {
        if (memory == null) {
            throw new IllegalStateException("process " + process.pid() + " was started without memory for tensors");
        }
        return memory;
    }

    /** Tell whether the process has not ended. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Return the memory that its runs are recorded in. */
    MemorySegment records() {
        return records;
    }

    Counters counters() {
        return counters;
    }

    /**
     * Have no other process started from the cache that this one was started from, as it did not start.
     *
     * @return whether there is such a cache, so that starting anew is worth while
     */
    boolean rejectStartup(WorkerDiedException failure) {
        return !process.exitStatus().wasKilled()
                && settings.startup().filter(cache -> cache.reject(options, failure.death().describe())).isPresent();
    }

    /** Close the descriptors of its own memory by which the child opens it; it has done so when it takes requests. */
    void closeDescriptors() {
        descriptors.close();
    }

    /** Kill the process and release everything. */
    @Override
    public void close() {
        resources.close();
    }

    private HostMemory ownMemory(WorkerSettings settings) {
        HostMemory own = resources.add(HostMemory.create(settings.tensorBytes()));
        descriptors.add(own.file());
        return own;
    }

    private static Map<Integer, Integer> descriptorsOf(@Nullable HostMemory memory,
            Map<Integer, MemoryFile> furtherSegments) {
        Map<Integer, Integer> numbers = new HashMap<>();
        furtherSegments.forEach((segment, file) -> numbers.put(segment, file.descriptor()));
        if (memory != null) {
            numbers.put(SegmentReference.TENSORS, memory.file().descriptor());
        }
        return numbers;
    }

    private static List<String> command(WorkerSettings settings, WorkerDirectory directory, ChildProgram program,
            ChildArguments arguments) {
        return WorkerCommand.of(HostEnvironment.current().javaHome().resolve(Path.of("bin", "java")).toString(),
                directory.errorFilePattern().toString(), settings.javaOptions(), program, arguments.toList());
    }
}
