package org.chiptest.runtime.internal.hierarchy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.chiptest.runtime.hierarchy.HostWorkerSpec;
import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.parent.TaskChild;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.internal.segment.SegmentReference;
import org.chiptest.runtime.process.WorkerSettings;

/**
 * The next-level workers of a worker of level 4 or above, each in a process that hosts it, and the memory that they allocate from.
 *
 * <p>The fields belong to the one caller of the host worker; the threads of children, which it starts afterwards, only read them.
 */
final class NextLevelWorkers implements AutoCloseable {

    private final HostWorkerSpec spec;
    private final HostMemory memory;
    private final Function<HostProcessWords, ChildProgram> program;
    private final List<String> factories = new ArrayList<>();
    /** One for each worker: it stays the same worker's when its process is replaced, whatever still runs there. */
    private final List<MemorySegment> parts = new ArrayList<>();

    /**
     * Create workers.
     *
     * @param program makes the program that hosts a worker from what it is told
     */
    NextLevelWorkers(HostWorkerSpec spec, HostMemory memory, Function<HostProcessWords, ChildProgram> program) {
        this.spec = spec;
        this.memory = memory;
        this.program = program;
    }

    void add(String factory) {
        factories.add(factory);
    }

    int count() {
        return factories.size();
    }

    /** Leave each worker the same part of what is free of the memory, and keep as much. */
    void begin() {
        if (parts.isEmpty()) {
            long share = memory.largestFree() / (count() + 1);
            for (int i = 0; i < count(); i++) {
                parts.add(memory.allocate(share - share % MappedMemory.PAGE));
            }
        }
    }

    /** Start the process of a worker, and wait until its worker is initialised. */
    TaskChild start(int index, Map<Integer, String> graphs) {
        String factory = factories.get(index);
        MemorySegment part = parts.get(index);
        HostProcessWords words = new HostProcessWords(spec.level(), factory, graphs,
                SegmentReference.offset(memory.reference(part)), part.byteSize(), spec.processes());
        TaskChild child = TaskChild.start("next-level worker " + index + " (" + factory + ")",
                program.apply(words), graphs, memory, patient());
        child.awaitReady();
        child.init();
        return child;
    }

    /** Take the memory back, after all workers. */
    @Override
    public void close() {
        parts.forEach(memory::free);
        parts.clear();
    }

    /** A child waits for children of its own, and has to tell of those that are late before it is late itself. */
    private WorkerSettings patient() {
        return spec.processes().morePatient(spec.level() - 2);
    }
}
