package org.chiptest.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

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
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.capture.RecordedRun.ScopeUse;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;

/**
 * Make records of runs that never were: a random graph, created by an orchestrator that takes its time, each task on the cores that are idle
 * first. The same seed makes the same run.
 */
public final class SyntheticRun {

    private static final List<Reason> REASONS = List.of(Reason.EXPLICIT, Reason.CREATOR, Reason.TENSOR_MAP);
    private static final int CREATION = 200;
    private static final int SCOPE = 64;
    private static final int WINDOW = 256;

    private final Random random;
    private final int clusters;
    private final List<Function> functions = new ArrayList<>();
    private final List<RecordedTask> tasks = new ArrayList<>();
    private final List<RecordedEdge> edges = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<ScopeUse> scopes = new ArrayList<>();
    private final long[] idle;

    private SyntheticRun(long seed, int clusters) {
        this.random = new Random(seed);
        this.clusters = clusters;
        this.idle = new long[clusters * 3];
    }

    /** Make a run of one chip with 24 clusters. */
    public static RecordedRun of(long seed, int tasks) {
        return of(seed, tasks, 24, 0);
    }

    /** Make a run of one of several chips; the ranks of one host begin at different moments. */
    public static RecordedRun of(long seed, int tasks, int clusters, int rank) {
        return new SyntheticRun(seed + rank, clusters).make(tasks, rank);
    }

    private RecordedRun make(int count, int rank) {
        List.of("QK", "softmax", "PV", "update", "silu", "gate_up").forEach(name -> functions.add(new Function(
                functions.size(), name)));
        long[] completed = new long[count];
        for (int task = 0; task < count; task++) {
            completed[task] = add(task, completed);
        }
        List<Core> cores = IntStream.range(0, idle.length).mapToObj(core -> new Core(core, kind(core), core % 4))
                .toList();
        executions.sort(Comparator.comparingLong(Execution::dispatchedNanos));
        long makespan = Arrays.stream(completed).max().orElse(0) + 500;
        return new RecordedRun("SyntheticTest random/of " + count + " tasks", "a2a3sim",
                RuntimeKind.TENSORMAP_AND_RINGBUFFER, rank, State.COMPLETED, 1_000_000_000L + 3_000L * rank, makespan,
                functions, cores, tasks, edges, executions, phases, scopes,
                new Counts(tasks.size(), edges.size(), executions.size()));
    }

    private CoreKind kind(int core) {
        return core < clusters ? CoreKind.AIC : CoreKind.AIV;
    }

    private long add(int task, long[] completed) {
        long created = (long) (task + 1) * CREATION + random.nextInt(CREATION / 2);
        phases.add(new Phase(0, "orch_insert", created - CREATION / 2, created, task, task));
        if (task % SCOPE == 0) {
            scope(task, true);
        } else if (task % SCOPE == SCOPE - 1) {
            scope(task, false);
        }
        long there = created;
        List<RecordedArgument> arguments = new ArrayList<>();
        int wanted = task == 0 ? 0 : random.nextInt(Math.min(task, 3) + 1);
        for (int producer : random.ints(wanted, Math.max(0, task - WINDOW), Math.max(1, task)).distinct().toArray()) {
            Reason reason = REASONS.get(random.nextInt(REASONS.size()));
            edges.add(new RecordedEdge(producer, task, reason, reason == Reason.EXPLICIT ? -1 : arguments.size(),
                    reason == Reason.TENSOR_MAP ? Overlap.OTHER : Overlap.NONE, -1));
            arguments.add(tensor(arguments.size(), Role.INPUT, producer));
            there = Math.max(there, completed[producer]);
        }
        arguments.add(tensor(arguments.size(), random.nextBoolean() ? Role.OUTPUT : Role.INOUT, task));
        arguments.add(new RecordedArgument(arguments.size(), Role.SCALAR, Double.doubleToLongBits(task), 0, 0, "",
                List.of(), List.of(), List.of()));
        long ready = there + 50;
        List<Integer> kernels = kernels();
        int blocks = kernels.stream().allMatch(each -> each < 0)
                ? 0
                : random.nextInt(8) == 0 ? 1 + random.nextInt(6) : 1;
        long end = ready;
        for (int block = 0; block < blocks; block++) {
            end = Math.max(end, run(task, block, kernels, ready));
        }
        long done = end + 120;
        tasks.add(new RecordedTask((long) (task % 4) << 32 | task, kernels, blocks, false, 1 + task % 3, created, ready,
                done, arguments));
        return done;
    }

    private List<Integer> kernels() {
        return switch (random.nextInt(24)) {
            case 0 -> List.of(-1, -1, -1);
            case 1, 2 -> List.of(0, 1, 1);
            case 3, 4, 5, 6, 7, 8 -> List.of(random.nextBoolean() ? 0 : 2, -1, -1);
            case 9, 10, 11, 12, 13, 14, 15 -> List.of(-1, -1, 1 + random.nextInt(5));
            default -> List.of(-1, 1 + random.nextInt(5), -1);
        };
    }

    private long run(int task, int block, List<Integer> kernels, long ready) {
        int cluster = 0;
        for (int other = 1; other < clusters; other++) {
            cluster = idleFrom(other, kernels) < idleFrom(cluster, kernels) ? other : cluster;
        }
        long dispatched = Math.max(ready, idleFrom(cluster, kernels)) + 30;
        long end = 0;
        for (int lane = 0; lane < kernels.size(); lane++) {
            if (kernels.get(lane) >= 0) {
                int core = core(cluster, lane);
                long started = dispatched + 40 + 5L * lane;
                long ended = started + 2_000 + random.nextInt(20_000) + 4_000L * kernels.get(lane);
                executions.add(new Execution(task, kernels.get(lane), block, core, core % 4, dispatched, started, ended,
                        ended + 60));
                phases.add(new Phase(1 + core % 4, "dispatch", dispatched - 20, dispatched, task, 1));
                idle[core] = ended + 60;
                end = Math.max(end, ended + 60);
            }
        }
        return end;
    }

    private long idleFrom(int cluster, List<Integer> kernels) {
        return IntStream.range(0, kernels.size()).filter(lane -> kernels.get(lane) >= 0)
                .mapToLong(lane -> idle[core(cluster, lane)]).max().orElse(0);
    }

    private int core(int cluster, int lane) {
        return lane == 0 ? cluster : clusters + 2 * cluster + lane - 1;
    }

    private void scope(int task, boolean begin) {
        int used = begin ? random.nextInt(200) : 100 + random.nextInt(156);
        scopes.add(new ScopeUse("attention.cpp:" + (40 + task % 5), begin, 1, task / SCOPE % 4, used, 256,
                used * 40_000L, 16 << 20, used * 3L, 1024, used, 4096));
    }

    private static RecordedArgument tensor(int index, Role role, int buffer) {
        return new RecordedArgument(index, role, 0xcbf29ce484222325L * (buffer + 1), 0x7f0000000000L + 4096L * buffer,
                1,
                "FLOAT32", List.of(16L, 128L), List.of(64L, 128L), List.of(16L * (buffer % 4), 0L));
    }
}
