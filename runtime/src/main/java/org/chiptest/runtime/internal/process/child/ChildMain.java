package org.chiptest.runtime.internal.process.child;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.mailbox.server.MailboxLoop;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.process.launch.ChildArguments;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.internal.segment.SharedSegments;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * What every child process does: it maps what its parent shares, ends when the parent ends, and serves the parent's mailbox until it
 * is told to stop. What the requests mean is the business of its program.
 */
public final class ChildMain {

    /** Size of the stacks that user code runs on. */
    static final long STACK_BYTES = 64L << 20;
    private static final int STANDARD_INPUT = 0;
    private static final int FAILED = 1;

    /** Exit code of a process that has lost its parent; nobody is left to see it. */
    private static final int ORPHANED = 70;

    private static final long HEARTBEAT_NANOS = 500_000_000;

    private final ChildArguments arguments;
    private final Mailbox mailbox;
    private final Map<Integer, MappedMemory> segments = new HashMap<>();

    private ChildMain(ChildArguments arguments) {
        this.arguments = arguments;
        this.mailbox = Mailbox.ofChild(map(arguments.control()).segment());
        arguments.segments().forEach((number, descriptor) -> segments.put(number, map(descriptor)));
    }

    /**
     * Serve the parent until it is content, then end the process.
     *
     * @param words   the words that {@code main} was given
     * @param program makes the handler of requests; requests are taken from when it has returned. What it throws ends the process
     */
    public static void run(String[] words, Function<ChildMain, MailboxHandler> program) throws InterruptedException {
        ChildArguments arguments = ChildArguments.parse(List.of(words));
        Shim shim = Shim.load(arguments.shim());
        shim.lineBufferOutput();
        shim.watchParent(STANDARD_INPUT, arguments.parent(), ORPHANED);
        OwnClasses.load();
        ChildMain child = new ChildMain(arguments);
        Thread.ofPlatform().daemon().name("chiptest-heartbeat").start(child::beat);
        // user code runs on this thread too: orchestrations, and kernels that the device's caller takes over
        Thread main = new Thread(null, () -> child.serve(program), "chiptest-device", STACK_BYTES);
        main.start();
        main.join();
    }

    /** Return what the program was told on the command line. */
    public List<String> words() {
        return arguments.words();
    }

    /** Return the compiled native shim. */
    public Path shim() {
        return arguments.shim();
    }

    /** Return the private folder for short-lived files. */
    public Path scratch() {
        return arguments.scratch();
    }

    /** Return the memory that a device counts in. */
    public MemorySegment counters() {
        return mailbox.counters();
    }

    /** Return the memory in which running user code is noted. */
    public MemorySegment callFrames() {
        return mailbox.callFrames();
    }

    /** Tell the parent that the run under way has failed and that the main loop cannot say so. */
    public void runLost(DeviceException failure) {
        mailbox.lost(failure.code(), String.valueOf(failure.getMessage()));
    }

    /** Return what references in requests point into. */
    public SharedSegments references() {
        return new SharedSegments(Map.of(SegmentReference.TENSORS, segment(SegmentReference.TENSORS)));
    }

    /** Map the host memory that a process was started without, and return what references in requests point into from now on. */
    SharedSegments attach(int process, int descriptor) {
        if (segments.containsKey(SegmentReference.TENSORS)) {
            throw new IllegalStateException("this process has its host memory; it serves one host worker only");
        }
        segments.put(SegmentReference.TENSORS, map(process, descriptor));
        return references();
    }

    /**
     * Open the parent's host memory for children of this process: they map all of it, this process allocates from a part only.
     *
     * @param offset where the part begins that the parent has left to this process
     * @param bytes  size of the part
     */
    public HostMemory partOfMemory(long offset, long bytes) {
        Integer descriptor = arguments.segments().get(SegmentReference.TENSORS);
        if (descriptor == null) {
            throw new IllegalArgumentException("this process was given no host memory, only the segments "
                    + arguments.segments().keySet());
        }
        return HostMemory.partOf(MemoryFile.openOf(arguments.parent(), descriptor), offset, bytes);
    }

    /** Return a shared segment by its number. */
    MemorySegment segment(int number) {
        return mapping(number).segment();
    }

    /** Return a shared segment by its number, as it is mapped. */
    MappedMemory mapping(int number) {
        MappedMemory mapping = segments.get(number);
        if (mapping == null) {
            throw new IllegalArgumentException(
                    "there is no segment " + number + "; this process was given " + segments.keySet());
        }
        return mapping;
    }

    private void serve(Function<ChildMain, MailboxHandler> program) {
        try (MailboxHandler handler = program.apply(this)) {
            mailbox.ready();
            new MailboxLoop(mailbox, handler, System.err).run();
        } catch (Throwable e) {
            UserFailure.readable(e).printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
        mailbox.sayGoodbye();
        // threads of user code may be left, which an orderly exit would not wait for either
        Runtime.getRuntime().halt(0);
    }

    private void beat() {
        while (true) {
            mailbox.beat(HostClock.nanos());
            LockSupport.parkNanos(HEARTBEAT_NANOS);
        }
    }

    private MappedMemory map(int descriptor) {
        return map(arguments.parent(), descriptor);
    }

    private static MappedMemory map(long process, int descriptor) {
        try (MemoryFile file = MemoryFile.openOf(process, descriptor)) {
            return file.map();
        }
    }
}
