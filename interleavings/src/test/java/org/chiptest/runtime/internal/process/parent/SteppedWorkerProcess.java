package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.internal.linker.SteppedFutex;
import org.chiptest.runtime.internal.mailbox.ControlSegmentDescriptor;
import org.chiptest.runtime.internal.mailbox.Mailbox;
import org.chiptest.runtime.internal.mailbox.MailboxClient;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.mailbox.server.MailboxLoop;
import org.chiptest.runtime.internal.memory.MemoryFile;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.launch.SteppedProcess;
import org.chiptest.runtime.internal.process.launch.SteppedStarter;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;

/** Stands for {@link WorkerProcess} where processes are threads, which serve their mailboxes as processes do. */
final class SteppedWorkerProcess implements AutoCloseable {

    private static final List<SteppedWorkerProcess> STARTED = new ArrayList<>();
    private static Program program = (number, process) -> {
        throw new IllegalStateException("nobody has said what processes do");
    };

    private final HostMemory memory;
    private final MemorySegment control = Arena.ofAuto().allocate(ControlSegmentDescriptor.SIZE, 64);
    private final Mailbox mailbox = Mailbox.ofParent(control);
    private final SteppedProcess process;
    private final MailboxClient client;
    private final long generation;
    private int closed;

    /** What a process does. */
    @FunctionalInterface
    interface Program {

        /** Make the handler of a process, from 1. */
        MailboxHandler handler(int number, SteppedWorkerProcess process);
    }

    private SteppedWorkerProcess(HostMemory memory) {
        this.memory = memory;
        STARTED.add(this);
        generation = STARTED.size();
        process = new SteppedProcess(generation);
        client = new MailboxClient(mailbox, process::isAlive);
        process.start(this::serve, client::childEnded);
    }

    /** Begin a run in which processes do this. */
    static void install(Program processes) {
        SteppedFutex.install();
        STARTED.clear();
        program = processes;
    }

    static List<SteppedWorkerProcess> started() {
        return STARTED;
    }

    static SteppedWorkerProcess start(SteppedStarter starter, ChildProgram program, WorkerSettings settings,
            HostMemory memory, Map<Integer, MemoryFile> furtherSegments) {
        return new SteppedWorkerProcess(memory);
    }

    private void serve() {
        Mailbox child = Mailbox.ofChild(control);
        MailboxHandler handler = program.handler((int) generation, this);
        child.ready();
        new MailboxLoop(child, handler, new PrintStream(OutputStream.nullOutputStream())).run();
        child.sayGoodbye();
    }

    long generation() {
        return generation;
    }

    SteppedProcess process() {
        return process;
    }

    Mailbox mailbox() {
        requireOpen();
        return mailbox;
    }

    MailboxClient client() {
        requireOpen();
        return client;
    }

    HostMemory memory() {
        return memory;
    }

    /** Return no memory: nothing is recorded here. */
    MemorySegment records() {
        return MemorySegment.NULL;
    }

    Counters counters() {
        requireOpen();
        return new Counters(mailbox.counters());
    }

    boolean rejectStartup(WorkerDiedException failure) {
        return false;
    }

    void closeDescriptors() {
        // there are none
    }

    boolean isClosed() {
        return closed > 0 && !process.isAlive();
    }

    @Override
    public void close() {
        process.kill();
        closed++;
    }

    private void requireOpen() {
        assertThat(closed).as("how often the memory was unmapped that is used").isZero();
    }
}
