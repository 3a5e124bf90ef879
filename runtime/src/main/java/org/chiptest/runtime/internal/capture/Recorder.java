package org.chiptest.runtime.internal.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENTS_COUNT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENTS_FIRST;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BEGIN_NANOS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BEGIN_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BLOCK_DIM;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_RECORDS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_SIZE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_THREAD;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_USED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CLOCK_ERROR;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.COMPLETED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.COST_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.COUNTER_HZ;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_PRODUCER;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.END_NANOS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.END_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_BLOCK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_DISPATCHED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_ENDED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_FINISHED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_STARTED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.FAILED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.FAILED_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.FIRST_CHUNK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.FLAG_MANUAL;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KERNELS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_ARGUMENTS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_EDGE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_EXECUTION;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_PHASE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_REQUEST;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_SCOPE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.KIND_TASK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.LOST;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.MEASURED_RECORDS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.NAME;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.NAME_CAPACITY;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.NAME_LENGTH;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.NANOS_PER_TICK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.NO_TASK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.PHASE_BEGIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.PHASE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.PHASE_COUNT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.PHASE_END;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.PHASE_NAME;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.PHASE_WAIT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RECORDING;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_BEGIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_NUMBER;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_STEPS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUNTIME;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_BEGIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_DEPTH;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_RING;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_SITE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_SITE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_USES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SITE_CAPACITY;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.STATE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_BLOCKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_COMPLETED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_CREATED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_DEPTH;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_FLAGS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_ID;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_KERNELS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.TASK_READY;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.argumentBytes;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.bytes;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.code;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.shorts;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.word;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.graph.ArgumentDescription;
import org.chiptest.runtime.internal.graph.OrchestrationStep;
import org.chiptest.runtime.internal.graph.RunObserver;
import org.chiptest.runtime.internal.graph.ScopeUsage;
import org.chiptest.runtime.internal.graph.SubmittedTask;
import org.chiptest.runtime.internal.graph.Task;
import org.chiptest.runtime.internal.linker.KernelCall;
import org.chiptest.runtime.internal.linker.NativeMemory;
import org.chiptest.runtime.internal.linker.TickClock;
import org.chiptest.runtime.internal.settings.HostClock;

/**
 * Record runs in memory that another process may read, while they run or after this process has died
 * ({@link RecordsDescriptor}).
 *
 * <p>Each thread writes into chunks of its own, by its seat; a moment of a task goes into the task's own record. When no chunk is
 * left, what follows is not recorded but counted as lost. Nothing waits, nothing is allocated, and nothing of the run depends on it.
 */
public final class Recorder implements RunObserver {

    private static final VarHandle WORD = JAVA_LONG.varHandle();
    private static final VarHandle HALF = JAVA_INT.varHandle();

    // what is kept for each seat: a cache line of it
    private static final int STRIDE = 8;
    private static final int CHUNK = 0;
    private static final int TOP = 1;
    private static final int END = 2;
    private static final int RUNNING = 3;
    /** When the thread learnt what it tells next: that a kernel has ended, or of the caller that a task is laid out; 0 if nobody looked. */
    private static final int NOTICED = 4;

    private static final long NONE = 0;

    /** How often both clocks are read when a run begins. */
    private static final int READINGS = 8;

    /** What a record may cost, and how long the first run waits for the code that achieves it. */
    private static final double AFFORDABLE_NANOS = 150;
    private static final long WARM_UP_NANOS = 100_000_000;

    private final MemorySegment memory;
    private final long base;
    private final long chunks;
    private final TickClock clock;
    private final long[] seats;
    private final ArgumentDescription argument = new ArgumentDescription();

    /** What other threads read is published with the run's first task. */
    private int blockDim;
    private short run;

    /** Owned by the caller's thread. */
    private int tasks;
    private int requests;
    private long request;

    /** When the last step of the request was done. */
    private long stepped;
    private long waitBegan;

    /**
     * Record in this memory.
     *
     * @param memory  aligned to 8, of which whole chunks are used
     * @param threads number of the seats that there can be
     */
    public Recorder(MemorySegment memory, TickClock clock, int threads) {
        this.memory = memory;
        this.clock = clock;
        base = memory.address();
        chunks = Math.max(0, (memory.byteSize() - FIRST_CHUNK) / CHUNK_SIZE);
        seats = new long[(threads + 1) * STRIDE];
    }

    /** Return the memory that is recorded in. */
    public MemorySegment memory() {
        return memory;
    }

    /** Begin to record a run; what was recorded before is gone. */
    public void begin(RuntimeKind runtime, int blockDim, Architecture architecture) {
        memory.asSlice(0, FIRST_CHUNK).fill((byte) 0);
        this.blockDim = blockDim;
        Arrays.fill(seats, 0);
        measureCost();
        run++;
        Arrays.fill(seats, 0);
        WORD.setVolatile(memory, CHUNKS, 0L);
        tasks = 0;
        requests = 0;
        request = NONE;
        waitBegan = 0;
        memory.set(JAVA_INT, RUNTIME, code(runtime));
        memory.set(JAVA_INT, BLOCK_DIM, blockDim);
        memory.set(JAVA_INT, RUN, Short.toUnsignedInt(run));
        byte[] name = architecture.name().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, NAME_CAPACITY);
        memory.set(JAVA_INT, NAME_LENGTH, length);
        MemorySegment.copy(name, 0, memory, JAVA_BYTE, NAME, length);
        memory.set(JAVA_LONG, COUNTER_HZ, architecture.systemCounterHz());
        memory.set(JAVA_DOUBLE, NANOS_PER_TICK, clock.nanosPerTick());
        memory.set(JAVA_LONG, LOST, 0);
        noteBegin();
        HALF.setRelease(memory, STATE, RECORDING);
    }

    /** Note one moment by both clocks: the closest of several pairs, as a thread may lose its processor between two readings. */
    private void noteBegin() {
        long closest = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            long before = clock.now();
            long nanos = HostClock.nanos();
            long between = clock.now() - before;
            if (between < closest) {
                closest = between;
                memory.set(JAVA_LONG, BEGIN_NANOS, nanos);
                memory.set(JAVA_LONG, BEGIN_TICKS, before + between / 2);
            }
        }
        memory.set(JAVA_LONG, CLOCK_ERROR, closest / 2 + 1);
    }

    /** End the recording: no thread touches the run any more. */
    public void end(boolean completed) {
        memory.set(JAVA_LONG, END_TICKS, clock.now());
        memory.set(JAVA_LONG, END_NANOS, HostClock.nanos());
        HALF.setRelease(memory, STATE, completed ? COMPLETED : FAILED);
    }

    @Override
    public void created(Task task) {
        long now = clock.now();
        seats[CALLER * STRIDE + NOTICED] = 0;
        long record = claim(CALLER, KIND_TASK, TASK_BYTES, tasks);
        task.record(record);
        tasks++;
        if (record == NONE) {
            return;
        }
        NativeMemory.putLong(record + TASK_ID, task.id());
        NativeMemory.putLong(record + TASK_CREATED, now);
        NativeMemory.putLong(record + TASK_READY, 0);
        NativeMemory.putLong(record + TASK_COMPLETED, 0);
        NativeMemory.putLong(record + TASK_KERNELS,
                word(shorts(task.funcId(0), task.funcId(1)), shorts(task.funcId(2), 0)));
        NativeMemory.putInt(record + TASK_BLOCKS, task.blockNum());
        publish(CALLER);
        if (request != NONE) {
            NativeMemory.putInt(request + TASK, tasks - 1);
            NativeMemory.putLong(request + REQUEST_STEPS + Long.BYTES * (long) code(OrchestrationStep.ALLOC), now);
            stepped = now;
        }
    }

    @Override
    public void allocated(Task task) {
        created(task);
        long record = task.record();
        if (record != NONE) {
            NativeMemory.putLong(record + TASK_READY, NativeMemory.getLong(record + TASK_CREATED));
            NativeMemory.putLong(record + TASK_COMPLETED, NativeMemory.getLong(record + TASK_CREATED));
        }
    }

    @Override
    public void edge(Task producer, Task consumer, Origin origin, int argument, Meeting meeting,
            int producerArgument) {
        if (producer.record() == NONE || consumer.record() == NONE) {
            lose();
            return;
        }
        long record = claim(CALLER, KIND_EDGE, EDGE_BYTES, index(consumer));
        if (record == NONE) {
            return;
        }
        NativeMemory.putLong(record + EDGE_PRODUCER,
                word(index(producer), bytes(argument, producerArgument, code(origin), code(meeting))));
        publish(CALLER);
    }

    @Override
    public void submitted(Task task, SubmittedTask content) {
        long of = task.record();
        if (of == NONE) {
            lose();
            return;
        }
        NativeMemory.putByte(of + TASK_FLAGS, (byte) (content.inManualScope() ? FLAG_MANUAL : 0));
        NativeMemory.putByte(of + TASK_DEPTH, (byte) content.scopeDepth());
        int count = content.argumentCount();
        if (count == 0) {
            return;
        }
        int most = (int) ARGUMENTS_FIRST + count * argumentBytes(ArgumentDescription.MAX_DIMS, false);
        long record = claim(CALLER, KIND_ARGUMENTS, most, index(task));
        if (record == NONE) {
            return;
        }
        NativeMemory.putInt(record + ARGUMENTS_COUNT, count);
        long at = record + ARGUMENTS_FIRST;
        for (int i = 0; i < count; i++) {
            content.describe(i, argument);
            at += ArgumentsRecord.write(argument, at);
        }
        shorten((int) (at - record), record);
        publish(CALLER);
    }

    @Override
    public void ready(Task task, int thread) {
        put(task.record(), TASK_READY, noticed(thread));
    }

    @Override
    public void dispatched(Task task, int block, int core, int thread) {
        int seat = thread * STRIDE;
        seats[seat + RUNNING] = NONE;
        seats[seat + NOTICED] = 0;
        long of = task.record();
        if (of == NONE) {
            lose();
            return;
        }
        long now = clock.now();
        long record = claim(thread, KIND_EXECUTION, EXECUTION_BYTES, NativeMemory.getInt(of + TASK));
        if (record == NONE) {
            return;
        }
        NativeMemory.putLong(record + EXECUTION_BLOCK, word(block, shorts(core, task.funcId(slot(task, core)))));
        NativeMemory.putLong(record + EXECUTION_DISPATCHED, now);
        NativeMemory.putLong(record + EXECUTION_STARTED, 0);
        NativeMemory.putLong(record + EXECUTION_ENDED, 0);
        NativeMemory.putLong(record + EXECUTION_FINISHED, 0);
        seats[seat + RUNNING] = record;
        publish(thread);
    }

    @Override
    public long started(Task task, int block, int core, int thread) {
        long record = seats[thread * STRIDE + RUNNING];
        return record == NONE ? KernelCall.NO_STAMPS : record + EXECUTION_STARTED;
    }

    @Override
    public void ended(Task task, int block, int core, int thread) {
        int seat = thread * STRIDE;
        long record = seats[seat + RUNNING];
        seats[seat + NOTICED] = record == NONE ? 0 : NativeMemory.getLong(record + EXECUTION_FINISHED);
    }

    @Override
    public void conditionMet(Task task, int thread) {
        seats[thread * STRIDE + NOTICED] = 0;
    }

    @Override
    public void completed(Task task, int thread) {
        put(task.record(), TASK_COMPLETED, noticed(thread));
    }

    /** Return when a task completed or became ready: when this thread learnt of it, or now. */
    private long noticed(int thread) {
        long noticed = seats[thread * STRIDE + NOTICED];
        return noticed == 0 ? clock.now() : noticed;
    }

    @Override
    public void failed() {
        memory.set(JAVA_LONG, FAILED_TICKS, clock.now());
    }

    @Override
    public void waitBegan() {
        waitBegan = clock.now();
    }

    @Override
    public void waitEnded() {
        long record = claim(CALLER, KIND_PHASE, PHASE_BYTES, NO_TASK);
        if (record == NONE) {
            return;
        }
        NativeMemory.putInt(record + PHASE_NAME, PHASE_WAIT);
        NativeMemory.putInt(record + PHASE_COUNT, requests);
        NativeMemory.putLong(record + PHASE_BEGIN, waitBegan);
        NativeMemory.putLong(record + PHASE_END, clock.now());
        publish(CALLER);
    }

    /** What the orchestrator does for one request is one record, whose moments follow. */
    @Override
    public void orchestrationEntered() {
        requests++;
        long now = clock.now();
        stepped = now;
        request = claim(CALLER, KIND_REQUEST, REQUEST_BYTES, NO_TASK);
        if (request == NONE) {
            return;
        }
        NativeMemory.putInt(request + REQUEST_NUMBER, requests);
        NativeMemory.putLong(request + REQUEST_BEGIN, now);
        for (long at = REQUEST_STEPS; at < REQUEST_BYTES; at += Long.BYTES) {
            NativeMemory.putLong(request + at, 0);
        }
        publish(CALLER);
    }

    @Override
    public void orchestrated(OrchestrationStep step) {
        stepped = clock.now();
        if (step == OrchestrationStep.PARAMS) {
            // the task is handed in next, if it is ready
            seats[CALLER * STRIDE + NOTICED] = stepped;
        }
        skipped(step);
    }

    @Override
    public void skipped(OrchestrationStep step) {
        put(request, REQUEST_STEPS + Long.BYTES * (long) code(step), stepped);
    }

    @Override
    public void scope(boolean begin, ScopeUsage usage) {
        if (!begin) {
            orchestrated(OrchestrationStep.SCOPE_END);
        }
        byte[] site = usage.site().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(site.length, SITE_CAPACITY);
        int bytes = SCOPE_BYTES + (length + 7 & -8);
        long record = claim(CALLER, KIND_SCOPE, bytes, NO_TASK);
        if (record == NONE) {
            return;
        }
        NativeMemory.putLong(record + SCOPE_BEGIN, 0);
        NativeMemory.putByte(record + SCOPE_BEGIN, (byte) (begin ? 1 : 0));
        NativeMemory.putByte(record + SCOPE_DEPTH, (byte) usage.depth());
        NativeMemory.putByte(record + SCOPE_RING, (byte) usage.ring());
        long[] uses = {usage.window(), usage.windowLimit(), usage.heap(), usage.heapLimit(), usage.dependencies(),
            usage.dependencyLimit(), usage.tensorMap(), usage.tensorMapLimit()};
        for (int i = 0; i < uses.length; i++) {
            NativeMemory.putLong(record + SCOPE_USES + 8L * i, uses[i]);
        }
        NativeMemory.putInt(record + SCOPE_SITE_BYTES, length);
        for (int i = 0; i < length; i++) {
            NativeMemory.putByte(record + SCOPE_SITE + i, site[i]);
        }
        publish(CALLER);
    }

    @Override
    public void counted(long tasks, long edges, long kernels) {
        memory.set(JAVA_LONG, TASKS, tasks);
        memory.set(JAVA_LONG, EDGES, edges);
        memory.set(JAVA_LONG, KERNELS, kernels);
    }

    /** Return which kernel of a task a core calls: a cluster has its cube cores first, then two vector cores for each. */
    private int slot(Task task, int core) {
        return switch (task.shape()) {
            case AIC -> 0;
            case AIV, DUMMY -> 1;
            case MIX -> core < blockDim ? 0 : 1 + (core - blockDim) % 2;
        };
    }

    private static int index(Task task) {
        return NativeMemory.getInt(task.record() + TASK);
    }

    private static void put(long record, long field, long moment) {
        if (record != NONE) {
            NativeMemory.putLong(record + field, moment);
        }
    }

    /** Return the address of a new record of a thread, which it does not publish yet; {@link #NONE} if there is no room. */
    private long claim(int thread, int kind, int bytes, int task) {
        int seat = thread * STRIDE;
        long record = seats[seat + TOP];
        if (record + bytes > seats[seat + END]) {
            record = takeChunk(thread);
            if (record == NONE) {
                lose();
                return NONE;
            }
        }
        seats[seat + TOP] = record + bytes;
        NativeMemory.putLong(record + KIND, word(shorts(kind, bytes), task));
        return record;
    }

    /** Give back what the newest record of the caller did not need. */
    private void shorten(int bytes, long record) {
        NativeMemory.putShort(record + BYTES, (short) bytes);
        seats[CALLER * STRIDE + TOP] = record + bytes;
    }

    /** Let others see the newest record of a thread. A release by its address costs a fifth of one through the segment, as C1 compiles it. */
    private void publish(int thread) {
        int seat = thread * STRIDE;
        long chunk = seats[seat + CHUNK];
        VarHandle.releaseFence();
        NativeMemory.putInt(chunk + CHUNK_USED, (int) (seats[seat + TOP] - chunk));
    }

    private long takeChunk(int thread) {
        int seat = thread * STRIDE;
        // looked at first, so that a run that goes on for long does not count chunks for ever
        if ((long) WORD.getVolatile(memory, CHUNKS) >= chunks) {
            return NONE;
        }
        long number = (long) WORD.getAndAdd(memory, CHUNKS, 1L);
        if (number >= chunks) {
            return NONE;
        }
        long chunk = base + FIRST_CHUNK + number * CHUNK_SIZE;
        // what an earlier run has left there is no part of this one, also if the process ends right here
        NativeMemory.putInt(chunk + CHUNK_USED, (int) CHUNK_RECORDS);
        HALF.setRelease(memory, chunk - base + CHUNK_THREAD, thread | Short.toUnsignedInt(run) << Short.SIZE);
        seats[seat + CHUNK] = chunk;
        seats[seat + TOP] = chunk + CHUNK_RECORDS;
        seats[seat + END] = chunk + CHUNK_SIZE;
        return chunk + CHUNK_RECORDS;
    }

    private void lose() {
        WORD.getAndAdd(memory, LOST, 1L);
    }

    /**
     * Measure what recording one kernel call takes on this thread, once it is compiled: the first run of a process would be slowed down
     * and show it.
     */
    private void measureCost() {
        long best = Long.MAX_VALUE;
        long end = HostClock.nanos() + WARM_UP_NANOS;
        long affordable = Math.round(AFFORDABLE_NANOS * MEASURED_RECORDS / clock.nanosPerTick());
        Task task = new Task();
        do {
            Arrays.fill(seats, 0);
            WORD.setVolatile(memory, CHUNKS, 0L);
            created(task);
            long before = clock.now();
            for (int i = 0; i < MEASURED_RECORDS; i++) {
                dispatched(task, 0, 0, CALLER);
                started(task, 0, 0, CALLER);
                // as the shim does thrice, for a third of what it costs here
                clock.now();
                ended(task, 0, 0, CALLER);
            }
            best = Math.min(best, clock.now() - before);
        } while (best > affordable && HostClock.nanos() - end < 0);
        memory.set(JAVA_LONG, COST_TICKS, best);
    }
}
