package org.chiptest.runtime.internal.capture;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.ARGUMENTS_FIRST;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BEGIN_NANOS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BEGIN_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BLOCK_DIM;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_RECORDS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_RUN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_SIZE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_THREAD;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CHUNK_USED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.CLOCK_ERROR;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.COMPLETED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.COST_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.COUNTER_HZ;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_ARGUMENT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_MEETING;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_ORIGIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_PRODUCER;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EDGE_PRODUCER_ARGUMENT;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EMPTY;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.END_NANOS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.END_TICKS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_BLOCK;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_CORE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_DISPATCHED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_ENDED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_FINISHED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.EXECUTION_FUNC;
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
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RECORDING;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_BEGIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_NUMBER;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.REQUEST_STEPS;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUNTIME;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.RUN_TIMED;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_BEGIN;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_DEPTH;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_RING;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_SITE;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_SITE_BYTES;
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.SCOPE_USES;
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
import static org.chiptest.runtime.internal.capture.RecordsDescriptor.code;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Counts;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;
import org.chiptest.runtime.capture.RecordedRun.Overlap;
import org.chiptest.runtime.capture.RecordedRun.Phase;
import org.chiptest.runtime.capture.RecordedRun.Reason;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.graph.OrchestrationStep;

/**
 * Read what a {@link Recorder} has left, in this process or in another one that may have died over it. Nothing in the memory is
 * believed: user code of the other process could write there.
 */
@SuppressWarnings("EnumOrdinal") // constants are found again by their positions, see RecordsDescriptor.code
public final class RecordReader {

    private static final VarHandle HALF = JAVA_INT.varHandle();
    private static final int AICS = 1;
    private static final int CORES_OF_CLUSTER = 3;

    private final MemorySegment memory;
    private final int blockDim;
    private final double nanosPerTick;
    private final long begin;

    private final NavigableMap<Integer, RecordedTask> tasks = new TreeMap<>();
    private final Map<Integer, List<RecordedArgument>> arguments = new HashMap<>();
    private final List<RecordedEdge> edges = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<ScopeUse> scopes = new ArrayList<>();
    private final SortedSet<Integer> funcIds = new TreeSet<>();
    private long last;

    private RecordReader(MemorySegment memory) {
        this.memory = memory;
        blockDim = Math.clamp(memory.get(JAVA_INT, BLOCK_DIM), 0, Long.SIZE);
        begin = memory.get(JAVA_LONG, BEGIN_TICKS);
        long ticks = memory.get(JAVA_LONG, END_TICKS) - begin;
        double measured = (double) (memory.get(JAVA_LONG, END_NANOS) - memory.get(JAVA_LONG, BEGIN_NANOS)) / ticks;
        // the ends of a long run lie far apart; a short one, or one without an end, goes by what was measured before
        double known = memory.get(JAVA_DOUBLE, NANOS_PER_TICK);
        nanosPerTick = ticks > 0 && Math.abs(measured / known - 1) < 1e-3 ? measured : known;
    }

    /** Return what was recorded last; nothing if no run was recorded since the memory was cleared. */
    public static Optional<RecordedRun> read(MemorySegment memory) {
        if (memory.byteSize() < FIRST_CHUNK) {
            return Optional.empty();
        }
        int state = (int) HALF.getAcquire(memory, STATE);
        return switch (state) {
            case RECORDING -> Optional.of(new RecordReader(memory).run(State.LOST));
            case COMPLETED -> Optional.of(new RecordReader(memory).run(State.COMPLETED));
            case FAILED -> Optional.of(new RecordReader(memory).run(State.FAILED));
            default -> Optional.empty();
        };
    }

    /** Tell whether a run is being recorded, or was until its process died. */
    public static boolean isRecording(MemorySegment memory) {
        return memory.byteSize() >= FIRST_CHUNK && (int) HALF.getAcquire(memory, STATE) == RECORDING;
    }

    /** Let nothing be recorded; no run may be under way. */
    public static void clear(MemorySegment memory) {
        if (memory.byteSize() >= FIRST_CHUNK) {
            memory.set(JAVA_LONG, RUN_TIMED, 0);
            HALF.setRelease(memory, STATE, EMPTY);
        }
    }

    /** Return what is known about the last recording. */
    public static RecordingFacts facts(MemorySegment memory) {
        RecordReader reader = new RecordReader(memory);
        return new RecordingFacts(memory.get(JAVA_LONG, COST_TICKS) * reader.nanosPerTick / MEASURED_RECORDS,
                memory.get(JAVA_LONG, LOST), reader.architecture(), memory.get(JAVA_LONG, COUNTER_HZ),
                RunTimesRecord.read(memory), memory.get(JAVA_LONG, CLOCK_ERROR) * reader.nanosPerTick);
    }

    private RecordedRun run(State state) {
        long chunks = Math.min(memory.get(JAVA_LONG, CHUNKS), (memory.byteSize() - FIRST_CHUNK) / CHUNK_SIZE);
        int run = memory.get(JAVA_INT, RUN);
        for (long i = 0; i < chunks; i++) {
            MemorySegment chunk = memory.asSlice(FIRST_CHUNK + i * CHUNK_SIZE, CHUNK_SIZE);
            if (Short.toUnsignedInt(chunk.get(JAVA_SHORT, CHUNK_RUN)) == run) {
                readChunk(chunk, Short.toUnsignedInt(chunk.get(JAVA_SHORT, CHUNK_THREAD)));
            }
        }
        List<RecordedTask> all = allTasks();
        edges.removeIf(edge -> !isTask(edge.producer(), all) || !isTask(edge.consumer(), all));
        executions.removeIf(execution -> !isTask(execution.task(), all));
        executions.sort(Comparator.comparingLong(Execution::dispatchedNanos));
        phases.replaceAll(phase -> isTask(phase.task(), all)
                ? phase
                : new Phase(phase.who(), phase.name(), phase.beginNanos(), phase.endNanos(), NO_TASK, phase.count()));
        addSchedulerPhases();
        phases.sort(Comparator.comparingInt(Phase::who).thenComparingLong(Phase::beginNanos));
        if (state != State.COMPLETED) {
            // what never returned ran on until then
            moment(memory, FAILED_TICKS);
        }
        int kind = Math.clamp(memory.get(JAVA_INT, RUNTIME), 0, RuntimeKind.values().length - 1);
        return new RecordedRun("", architecture(), RuntimeKind.values()[kind], 0, state,
                memory.get(JAVA_LONG, BEGIN_NANOS),
                last, funcIds.stream().map(id -> new Function(id, "func_" + id)).toList(), cores(), all, edges,
                executions, phases, scopes, new Counts(memory.get(JAVA_LONG, TASKS), memory.get(JAVA_LONG, EDGES),
                        memory.get(JAVA_LONG, KERNELS)));
    }

    private String architecture() {
        int length = Math.clamp(memory.get(JAVA_INT, NAME_LENGTH), 0, NAME_CAPACITY);
        return new String(memory.asSlice(NAME, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private List<RecordedTask> allTasks() {
        List<RecordedTask> all = new ArrayList<>(tasks.size());
        for (Map.Entry<Integer, RecordedTask> entry : tasks.entrySet()) {
            if (entry.getKey() != all.size()) {
                // indices would not be positions; nothing behind a gap can be told
                break;
            }
            RecordedTask task = entry.getValue();
            all.add(new RecordedTask(task.id(), task.kernels(), task.blocks(), task.manualScope(), task.scopeDepth(),
                    task.createdNanos(), task.readyNanos(), task.completedNanos(),
                    arguments.getOrDefault(entry.getKey(), List.of())));
        }
        return all;
    }

    private static boolean isTask(int index, List<RecordedTask> all) {
        return index >= 0 && index < all.size();
    }

    private void readChunk(MemorySegment chunk, int thread) {
        long used = Math.clamp((int) HALF.getAcquire(chunk, CHUNK_USED), CHUNK_RECORDS, CHUNK_SIZE);
        long at = CHUNK_RECORDS;
        while (at + 8 <= used) {
            int bytes = Short.toUnsignedInt(chunk.get(JAVA_SHORT, at + BYTES));
            if (bytes < 8 || bytes % 8 != 0 || bytes > used - at) {
                return;
            }
            readRecord(chunk.asSlice(at, bytes), thread);
            at += bytes;
        }
    }

    private void readRecord(MemorySegment record, int thread) {
        int task = record.get(JAVA_INT, TASK);
        int kind = record.get(JAVA_BYTE, KIND);
        long bytes = record.byteSize();
        if (kind == KIND_TASK && bytes == TASK_BYTES) {
            readTask(record, task);
        } else if (kind == KIND_EXECUTION && bytes == EXECUTION_BYTES) {
            readExecution(record, task, thread);
        } else if (kind == KIND_EDGE && bytes == EDGE_BYTES) {
            readEdge(record, task);
        } else if (kind == KIND_ARGUMENTS && bytes >= ARGUMENTS_FIRST) {
            arguments.put(task, ArgumentsRecord.read(record));
        } else if (kind == KIND_PHASE && bytes == PHASE_BYTES) {
            readPhase(record, task);
        } else if (kind == KIND_SCOPE && bytes >= SCOPE_BYTES) {
            readScope(record);
        } else if (kind == KIND_REQUEST && bytes == REQUEST_BYTES) {
            readRequest(record, task);
        }
    }

    private void readTask(MemorySegment record, int task) {
        List<Integer> kernels = new ArrayList<>();
        for (int slot = 0; slot < CORES_OF_CLUSTER; slot++) {
            int funcId = record.get(JAVA_SHORT, TASK_KERNELS + 2L * slot);
            kernels.add(funcId);
            if (funcId >= 0) {
                funcIds.add(funcId);
            }
        }
        tasks.put(task, new RecordedTask(record.get(JAVA_LONG, TASK_ID), kernels, record.get(JAVA_INT, TASK_BLOCKS),
                (record.get(JAVA_BYTE, TASK_FLAGS) & FLAG_MANUAL) != 0, record.get(JAVA_BYTE, TASK_DEPTH),
                moment(record, TASK_CREATED), moment(record, TASK_READY), moment(record, TASK_COMPLETED), List.of()));
    }

    private void readExecution(MemorySegment record, int task, int thread) {
        long finished = moment(record, EXECUTION_FINISHED);
        long returned = moment(record, EXECUTION_ENDED);
        // one that threw did not return, and has ended all the same
        long ended = returned == RecordedRun.NOT_STAMPED ? finished : returned;
        executions
                .add(new Execution(task, record.get(JAVA_SHORT, EXECUTION_FUNC), record.get(JAVA_INT, EXECUTION_BLOCK),
                        Math.clamp(record.get(JAVA_SHORT, EXECUTION_CORE), 0,
                                Math.max(0, CORES_OF_CLUSTER * blockDim - 1)),
                        thread, moment(record, EXECUTION_DISPATCHED), moment(record, EXECUTION_STARTED),
                        ended, finished));
    }

    private void readEdge(MemorySegment record, int consumer) {
        edges.add(new RecordedEdge(record.get(JAVA_INT, EDGE_PRODUCER), consumer,
                Reason.values()[Math.clamp(record.get(JAVA_BYTE, EDGE_ORIGIN), 0, Reason.values().length - 1)],
                record.get(JAVA_BYTE, EDGE_ARGUMENT),
                Overlap.values()[Math.clamp(record.get(JAVA_BYTE, EDGE_MEETING), 0, Overlap.values().length - 1)],
                record.get(JAVA_BYTE, EDGE_PRODUCER_ARGUMENT)));
    }

    private void readPhase(MemorySegment record, int task) {
        phases.add(new Phase(0, "wait", moment(record, PHASE_BEGIN), moment(record, PHASE_END), task,
                record.get(JAVA_INT, PHASE_COUNT)));
    }

    /** Each step of a request ends where the next one begins. */
    private void readRequest(MemorySegment record, int task) {
        long begin = moment(record, REQUEST_BEGIN);
        int number = record.get(JAVA_INT, REQUEST_NUMBER);
        for (OrchestrationStep step : OrchestrationStep.values()) {
            long end = moment(record, REQUEST_STEPS + Long.BYTES * (long) code(step));
            if (end >= begin) {
                phases.add(new Phase(0, step.label(), begin, end, task, number));
                begin = end;
            }
        }
    }

    private void readScope(MemorySegment record) {
        long[] uses = new long[8];
        for (int i = 0; i < uses.length; i++) {
            uses[i] = record.get(JAVA_LONG, SCOPE_USES + 8L * i);
        }
        int length = Math.clamp(record.get(JAVA_INT, SCOPE_SITE_BYTES), 0, (int) (record.byteSize() - SCOPE_BYTES));
        String site = new String(record.asSlice(SCOPE_SITE, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        scopes.add(new ScopeUse(site, record.get(JAVA_BYTE, SCOPE_BEGIN) != 0, record.get(JAVA_BYTE, SCOPE_DEPTH),
                record.get(JAVA_BYTE, SCOPE_RING), uses[0], uses[1], uses[2], uses[3], uses[4], uses[5], uses[6],
                uses[7]));
    }

    /** What a thread does around its kernels is known from these: it costs the run nothing. */
    private void addSchedulerPhases() {
        Map<Integer, List<Execution>> byThread = new TreeMap<>();
        executions.forEach(execution -> byThread.computeIfAbsent(execution.thread(), _ -> new ArrayList<>())
                .add(execution));
        byThread.forEach((thread, own) -> {
            long free = RecordedRun.NOT_STAMPED;
            for (Execution execution : own) {
                int task = execution.task();
                if (free >= 0 && execution.dispatchedNanos() > free) {
                    phases.add(new Phase(thread + 1, "idle", free, execution.dispatchedNanos(), NO_TASK, 0));
                }
                if (execution.startedNanos() >= 0) {
                    phases.add(new Phase(thread + 1, "dispatch", execution.dispatchedNanos(), execution.startedNanos(),
                            task, 1));
                }
                if (execution.endedNanos() >= 0 && execution.finishedNanos() >= 0) {
                    phases.add(new Phase(thread + 1, "complete", execution.endedNanos(), execution.finishedNanos(),
                            task, 1));
                }
                free = execution.finishedNanos();
            }
        });
    }

    private List<Core> cores() {
        Map<Integer, Integer> threads = new HashMap<>();
        executions.forEach(execution -> threads.put(execution.core(), execution.thread()));
        List<Core> cores = new ArrayList<>();
        for (int core = 0; core < CORES_OF_CLUSTER * blockDim; core++) {
            cores.add(new Core(core, core < AICS * blockDim ? CoreKind.AIC : CoreKind.AIV,
                    threads.getOrDefault(core, -1)));
        }
        return cores;
    }

    private long moment(MemorySegment record, long field) {
        long ticks = record.get(JAVA_LONG, field);
        if (ticks == 0) {
            return RecordedRun.NOT_STAMPED;
        }
        long nanos = Math.max(0, Math.round((ticks - begin) * nanosPerTick));
        last = Math.max(last, nanos);
        return nanos;
    }
}
