package org.chiptest.runtime.capture;

import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.RuntimeKind;

/**
 * What one run of one chip did, task by task.
 *
 * <p>Times are nanoseconds since the run began (see {@link #originNanos}), {@link #NOT_STAMPED} where nothing was recorded. Names come
 * from user code and may hold any text.
 *
 * @param label         what the run is called in reports: scenario, case and variant
 * @param platform      name of the platform
 * @param runtime       who built and dispatched the graph
 * @param rank          number of the chip in its host, 0 at level 2
 * @param state         how the run ended
 * @param originNanos   when the run began, on the machine's monotonic clock, so that ranks can be laid on one axis
 * @param makespanNanos from the beginning to the last record; of a run that failed, to the moment when it had failed, if that is later
 * @param functions     kernels by func id, in the order of their ids
 * @param cores         cores by their number
 * @param tasks         tasks in the order of their creation; a task's position here is its index
 * @param edges         dependencies in the order in which they were made; one for each reason
 * @param executions    one for each kernel of each block of a task, in the order of their dispatch
 * @param phases        what the orchestrator and the schedulers were doing
 * @param scopes        use of the rings, at each begin and end of a scope
 * @param counts        what the run's own counters say, which the records must equal
 */
public record RecordedRun(String label, String platform, RuntimeKind runtime, int rank, State state, long originNanos,
        long makespanNanos, List<Function> functions, List<Core> cores, List<RecordedTask> tasks,
        List<RecordedEdge> edges, List<Execution> executions, List<Phase> phases, List<ScopeUse> scopes,
        Counts counts) {

    /** Stands for a moment of which nothing was recorded. */
    public static final long NOT_STAMPED = -1;

    /** Copy the lists. */
    public RecordedRun {
        functions = List.copyOf(functions);
        cores = List.copyOf(cores);
        tasks = List.copyOf(tasks);
        edges = List.copyOf(edges);
        executions = List.copyOf(executions);
        phases = List.copyOf(phases);
        scopes = List.copyOf(scopes);
    }

    /**
     * Return the same run as who has asked for it calls it.
     *
     * @param kernels names of kernels by func id; those without one keep theirs
     */
    public RecordedRun named(String label, String platform, int rank, Map<Integer, String> kernels) {
        return new RecordedRun(label, platform, runtime, rank, state, originNanos, makespanNanos,
                functions.stream().map(
                        each -> new Function(each.funcId(), kernels.getOrDefault(each.funcId(), each.name()))).toList(),
                cores, tasks, edges, executions, phases, scopes, counts);
    }

    /** Tell how a run ended. */
    public enum State {

        /** The run returned without a failure. */
        COMPLETED,

        /** The run returned a failure. */
        FAILED,

        /** The process died during the run, or never answered. */
        LOST
    }

    /**
     * A kernel that the run may call.
     *
     * @param funcId its func id
     * @param name   its name, as the callable tells it
     */
    public record Function(int funcId, String name) {}

    /**
     * A core of the chip.
     *
     * @param number its number, counted through all clusters
     * @param kind   what it computes with
     * @param thread AICPU thread that owns it, -1 if none does
     */
    public record Core(int number, CoreKind kind, int thread) {}

    /** Name what a core computes with. */
    public enum CoreKind {

        /** The core of a cluster that multiplies matrices. */
        AIC,

        /** One of the two vector cores of a cluster. */
        AIV
    }

    /**
     * A task that the orchestration created. A task without kernels only allocates or waits.
     *
     * @param id             {@code ring << 32 | local}
     * @param kernels        func id of the AIC, AIV0 and AIV1 lane, -1 where there is none
     * @param blocks         number of blocks
     * @param manualScope    whether its scope orders tasks by explicit dependencies only
     * @param scopeDepth     how many scopes were open around it
     * @param createdNanos   when the orchestration created it
     * @param readyNanos     when it waited for nothing any more
     * @param completedNanos when its successors were released
     * @param arguments      its arguments, in their order
     */
    public record RecordedTask(long id, List<Integer> kernels, int blocks, boolean manualScope, int scopeDepth,
            long createdNanos, long readyNanos, long completedNanos, List<RecordedArgument> arguments) {

        /** Copy the lists. */
        public RecordedTask {
            kernels = List.copyOf(kernels);
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * One argument of a task.
     *
     * @param index         its place
     * @param role          what the task does with it, as in {@code deps.json}
     * @param tensorId      FNV of buffer address and version; the bits of a scalar
     * @param bufferAddress where the tensor's buffer lies, 0 for a scalar
     * @param version       version of the buffer
     * @param dataType      name of the type of its elements, empty for a scalar
     * @param shape         elements in each dimension that the task sees
     * @param rawShape      elements in each dimension of the whole buffer
     * @param offset        where in the buffer the task's part begins, in elements of each dimension
     */
    public record RecordedArgument(int index, Role role, long tensorId, long bufferAddress, int version,
            String dataType, List<Long> shape, List<Long> rawShape, List<Long> offset) {

        /** Copy the lists. */
        public RecordedArgument {
            shape = List.copyOf(shape);
            rawShape = List.copyOf(rawShape);
            offset = List.copyOf(offset);
        }
    }

    /** Name what a task does with an argument. */
    public enum Role {

        /** The task reads it. */
        INPUT,

        /** The task writes it, and the runtime allocates it. */
        OUTPUT,

        /** The task writes what exists already. */
        INOUT,

        /** The task orders nothing by it. */
        NO_DEP,

        /** A number. */
        SCALAR
    }

    /**
     * A dependency: the consumer may not begin before the producer has completed.
     *
     * @param producer index of the task that is waited for
     * @param consumer index of the task that waits
     * @param reason   who asked for it
     * @param argument index in the consumer's arguments, -1 if no argument caused it
     * @param overlap  what the consumer's region has to do with the producer's
     * @param producerArgument index in the producer's arguments of what it wrote, -1 if no tensor map knew of it
     */
    public record RecordedEdge(int producer, int consumer, Reason reason, int argument, Overlap overlap,
            int producerArgument) {}

    /** Name who asked for a dependency. */
    public enum Reason {

        /** The orchestration. */
        EXPLICIT,

        /** The tensor belongs to the producer, which allocated it. */
        CREATOR,

        /** The tensor map, which knows what was written last. */
        TENSOR_MAP
    }

    /** Name what the consumer's region has to do with the producer's. */
    public enum Overlap {

        /** No tensor map looked. */
        NONE,

        /** The consumer's region covers the producer's. */
        COVERED,

        /** They overlap otherwise. */
        OTHER
    }

    /**
     * A call of one kernel of one block. One without an end was running when recording stopped.
     *
     * @param task            index of the task
     * @param funcId          which kernel
     * @param block           number of the block
     * @param core            number of the core
     * @param thread          scheduler thread that called it
     * @param dispatchedNanos when it got its core
     * @param startedNanos    when the kernel itself began
     * @param endedNanos      when the kernel itself returned; if it threw, when that was known
     * @param finishedNanos   when the scheduler knew of it
     */
    public record Execution(int task, int funcId, int block, int core, int thread, long dispatchedNanos,
            long startedNanos, long endedNanos, long finishedNanos) {}

    /**
     * What the orchestrator or a scheduler thread was doing for a while.
     *
     * @param who        0 the orchestrator, 1 and up the scheduler threads
     * @param name       complete, dispatch, idle, orch_sync and so on
     * @param beginNanos its beginning
     * @param endNanos   its end
     * @param task       index of the task that it was for, -1 if none
     * @param count      how many tasks it processed, or the number of the submit
     */
    public record Phase(int who, String name, long beginNanos, long endNanos, int task, int count) {}

    /**
     * Use of one ring at the beginning or the end of a scope, against its limits; 0 as the limit where the runtime has none.
     *
     * @param site              where the orchestration opened the scope, empty if unknown
     * @param begin             whether the scope begins
     * @param depth             how many scopes are open
     * @param ring              number of the ring
     * @param windowUsed        tasks alive in the window
     * @param windowMax         size of the window
     * @param heapUsed          bytes in use of the heap
     * @param heapMax           size of the heap in bytes
     * @param dependencyPoolUsed entries in use of the dependency pool
     * @param dependencyPoolMax size of the pool
     * @param tensorMapUsed     entries in use of the tensor map
     * @param tensorMapMax      size of the map
     */
    public record ScopeUse(String site, boolean begin, int depth, int ring, long windowUsed, long windowMax,
            long heapUsed, long heapMax, long dependencyPoolUsed, long dependencyPoolMax, long tensorMapUsed,
            long tensorMapMax) {}

    /**
     * What the run's own counters say.
     *
     * @param tasks      tasks that were created
     * @param edges      dependencies that were made
     * @param executions kernels that were called
     */
    public record Counts(long tasks, long edges, long executions) {}

    /**
     * How long the phases of one run of a device took, in nanoseconds.
     *
     * @param bind        finding the runtime's memory and arguments
     * @param copyIn      copying tensors from the host; of host_build_graph what its orchestration copies
     * @param orchestrate the orchestration; with tensormap_and_ringbuffer tasks run meanwhile
     * @param execute     tasks, after the orchestration has returned
     * @param copyOut     copying tensors to the host
     * @param unbind      giving memory back
     */
    public record Times(long bind, long copyIn, long orchestrate, long execute, long copyOut, long unbind) {

        /** Return how long the whole run took. */
        public long total() {
            return bind + copyIn + orchestrate + execute + copyOut + unbind;
        }
    }
}
