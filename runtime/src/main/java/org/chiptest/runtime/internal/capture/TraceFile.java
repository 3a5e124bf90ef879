package org.chiptest.runtime.internal.capture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.chiptest.runtime.capture.RecordedHost;
import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.capture.RecordedRun.Core;
import org.chiptest.runtime.capture.RecordedRun.CoreKind;
import org.chiptest.runtime.capture.RecordedRun.Execution;
import org.chiptest.runtime.capture.RecordedRun.Function;
import org.chiptest.runtime.capture.RecordedRun.Phase;
import org.chiptest.runtime.capture.RecordedRun.RecordedEdge;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.internal.bits.TaskNumber;
import org.jspecify.annotations.Nullable;

/**
 * Write {@code merged_swimlane.json}: Chrome's trace events, for Perfetto. All ranks of a host lie on one axis; each has processes of
 * its own.
 */
final class TraceFile {

    static final String NAME = "merged_swimlane.json";

    private static final int CORES = 1;
    private static final int AICPU = 2;
    private static final int SCHEDULERS = 3;
    private static final int ORCHESTRATOR = 4;
    private static final int PROCESSES = 10;

    /** Number of the host's process, which no view of a chip has. */
    private static final int HOST = 9_999;
    private static final int HOST_ORCHESTRATOR = 1;
    private static final int HOST_LANES = 2;

    private static final int CORE_LANES = 10_000;
    private static final int LANES_OF_CORE = 10;
    private static final int SCHEDULER_LANES = 3_000;
    private static final int ORCHESTRATOR_LANES = 4_000;

    /** A flow begins this much before the end of its slice, so that viewers find the slice. */
    private static final long INSIDE_NANOS = 10;

    private final Json json;
    private long flows;

    private TraceFile(Json json) {
        this.json = json;
    }

    /** Write the runs of all ranks, and above them what their host did; there is none at level 2. */
    static void write(List<RecordedRun> ranks, RecordedHost host, Appendable out) {
        TraceFile file = new TraceFile(new Json(out));
        file.json.open('{').key("traceEvents").open('[');
        long origin = LongStream.concat(ranks.stream().mapToLong(RecordedRun::originNanos),
                host.firstNanos().stream()).min().orElse(0);
        boolean several = !host.tasks().isEmpty() || ranks.size() > 1;
        ranks.forEach(run -> file.new Rank(run, run.originNanos() - origin, several).write());
        file.new Host(host, origin).write(ranks);
        file.json.close(']').close('}');
    }

    private void flow(String name, int fromProcess, int fromLane, long from, int toProcess, int toLane, long to) {
        long id = ++flows;
        json.line().open('{').field("ph", "s").field("cat", "flow").field("name", name).field("id", id)
                .field("pid", fromProcess).field("tid", fromLane).key("ts").micros(Math.max(0, from - INSIDE_NANOS))
                .close('}');
        json.line().open('{').field("ph", "f").field("bp", "e").field("cat", "flow").field("name", name).field("id", id)
                .field("pid", toProcess).field("tid", toLane).key("ts").micros(to).close('}');
    }

    /** The events of the host: a lane for its orchestrator, one for each child, and flows from each task to its consumers and its chip. */
    private final class Host {

        private final RecordedHost host;
        private final long origin;
        private final List<String> children;

        Host(RecordedHost host, long origin) {
            this.host = host;
            this.origin = origin;
            children = host.tasks().stream().map(RecordedHost.Task::child).distinct().sorted().toList();
        }

        void write(List<RecordedRun> ranks) {
            if (host.firstNanos().isEmpty()) {
                return;
            }
            describe("process_name", 0, "Host");
            if (!host.waits().isEmpty()) {
                describe("thread_name", HOST_ORCHESTRATOR, "Orchestrator");
            }
            children.forEach(child -> describe("thread_name", lane(child), child));
            host.waits().forEach(this::waited);
            for (RecordedHost.Task task : host.tasks()) {
                ran(task);
                task.producers().forEach(producer -> dependency(producer, task));
                ranks.stream().filter(run -> ranOn(task, run)).forEach(run -> mailbox(task, run));
            }
        }

        private void describe(String what, int lane, String name) {
            json.line().open('{').field("ph", "M").field("name", what).field("pid", HOST).field("tid", lane)
                    .key("args").open('{').field("name", name).close('}').close('}');
        }

        private Json slice(String name, int lane, long began, long ended) {
            return json.line().open('{').field("ph", "X").field("name", name).field("cat", "host").field("pid", HOST)
                    .field("tid", lane).key("ts").micros(began - origin).key("dur").micros(ended - began).key("args")
                    .open('{');
        }

        private void waited(RecordedHost.Wait wait) {
            slice("wait for " + wait.reason(), HOST_ORCHESTRATOR, wait.beganNanos(), wait.endedNanos()).close('}')
                    .close('}');
        }

        private void ran(RecordedHost.Task task) {
            slice(task.name(), lane(task.child()), task.dispatchedNanos(), task.endedNanos()).key("submitted-us")
                    .micros(task.submittedNanos() - origin).key("ready-us").micros(task.readyNanos() - origin)
                    .key("waited-for-child-us").micros(task.dispatchedNanos() - task.readyNanos())
                    .key("consumed-us").micros(task.consumedNanos() < 0 ? -1 : task.consumedNanos() - origin)
                    .field("failed", task.failed()).close('}').close('}');
        }

        /** Numbers begin again with each run: the producer is the last one of this name that was submitted before. */
        private void dependency(String producer, RecordedHost.Task task) {
            host.tasks().stream().filter(
                    each -> each.name().equals(producer) && each.submittedNanos() <= task.submittedNanos()
                            && each.endedNanos() <= task.dispatchedNanos())
                    .max(Comparator.comparingLong(RecordedHost.Task::submittedNanos)
                            .thenComparingLong(RecordedHost.Task::endedNanos))
                    .ifPresent(from -> flow("dependency", HOST, lane(from.child()), from.endedNanos() - origin, HOST,
                            lane(task.child()), task.dispatchedNanos() - origin));
        }

        private void mailbox(RecordedHost.Task task, RecordedRun run) {
            flow("mailbox", HOST, lane(task.child()), task.dispatchedNanos() - origin + INSIDE_NANOS,
                    PROCESSES * run.rank() + ORCHESTRATOR, TraceFile.lane(true, 0), run.originNanos() - origin);
        }

        private static boolean ranOn(RecordedHost.Task task, RecordedRun run) {
            return task.child().startsWith("chip " + run.rank() + " ") && run.originNanos() >= task.dispatchedNanos()
                    && run.originNanos() <= task.endedNanos();
        }

        private int lane(String child) {
            return HOST_LANES + children.indexOf(child);
        }
    }

    /** The events of one chip. */
    private final class Rank {

        private final RecordedRun run;
        private final long shift;
        private final String prefix;
        private final int process;
        private final Map<Integer, String> names;
        private final Map<Integer, List<Execution>> byTask;
        private final List<Set<Long>> fanouts;

        Rank(RecordedRun run, long shift, boolean several) {
            this.run = run;
            this.shift = shift;
            prefix = several ? "chip " + run.rank() + ": " : "";
            process = PROCESSES * run.rank();
            names = run.functions().stream().collect(Collectors.toMap(Function::funcId, Function::name));
            byTask = run.executions().stream().collect(Collectors.groupingBy(Execution::task));
            fanouts = SwimlaneFile.fanout(run);
        }

        void write() {
            describe(CORES, 4, "AICore View");
            describe(AICPU, 3, "AICPU View");
            describe(SCHEDULERS, 2, "AICPU Scheduler");
            describe(ORCHESTRATOR, 1, "AICPU Orchestrator");
            coreLanes();
            kernels();
            dispatches();
            phases();
            dependencies();
        }

        private void describe(int view, int order, String name) {
            meta("process_name", view, 0).field("name", prefix + name).close('}').close('}');
            meta("process_sort_index", view, 0).field("sort_index", (long) process * PROCESSES + order).close('}')
                    .close('}');
        }

        private Json meta(String name, int view, int thread) {
            json.line().open('{').field("ph", "M").field("name", name).field("pid", process + view);
            if (thread > 0) {
                json.field("tid", thread);
            }
            return json.key("args").open('{');
        }

        private void coreLanes() {
            run.executions().stream().map(Execution::core).distinct().sorted().forEach(number -> {
                Core core = run.cores().get(number);
                String name = (core.kind() == CoreKind.AIC ? "AIC_" : "AIV_") + number;
                meta("thread_name", CORES, lane(number)).field("name", name).close('}').close('}');
                meta("thread_name", AICPU, lane(number)).field("name", name).close('}').close('}');
            });
            run.phases().stream().map(Phase::who).distinct().sorted().forEach(who -> {
                String name = who == 0 ? "Orch_0" : "Sched_" + (who - 1);
                meta("thread_name", who == 0 ? ORCHESTRATOR : SCHEDULERS, lane(who == 0, who)).field("name", name)
                        .close('}').close('}');
            });
        }

        private void kernels() {
            for (Execution execution : run.executions()) {
                if (execution.startedNanos() < 0) {
                    continue;
                }
                long end = end(execution);
                slice(CORES, lane(execution.core()), name(execution), "event", execution.startedNanos(), end)
                        .field("event-hint", hint(execution)).field("fanout-hint", fanout(execution.task()))
                        .key("duration-us").micros(end - execution.startedNanos())
                        .field("taskId", run.tasks().get(execution.task()).id()).close('}').close('}');
            }
        }

        /** Slices of a lane nest: what is dispatched before another one's end is known goes to the lane's neighbour. */
        private void dispatches() {
            Map<Integer, long[]> busy = new HashMap<>();
            for (Execution execution : run.executions()) {
                long end = execution.finishedNanos() < 0 ? run.makespanNanos() : execution.finishedNanos();
                long[] lanes = busy.computeIfAbsent(execution.core(), _ -> new long[2]);
                int overflow = execution.dispatchedNanos() >= lanes[0] ? 0 : 1;
                lanes[overflow] = Math.max(lanes[overflow], end);
                slice(AICPU, lane(execution.core()) + overflow, name(execution), "event", execution.dispatchedNanos(),
                        end).key("dispatch-time-us").micros(execution.dispatchedNanos() + shift)
                        .key("finish-time-us").micros(end + shift).key("aicpu-duration-us")
                        .micros(end - execution.dispatchedNanos()).field("event-hint", hint(execution))
                        .field("taskId", run.tasks().get(execution.task()).id()).close('}').close('}');
            }
        }

        private void phases() {
            int iteration = 0;
            for (Phase phase : run.phases()) {
                boolean orchestrator = phase.who() == 0;
                String name = phase.name().replace("orch_", "");
                if (orchestrator) {
                    slice(ORCHESTRATOR, lane(true, 0), name + (phase.task() < 0 ? "" : "(" + label(phase.task()) + ")"),
                            "orchestrator", phase.beginNanos(), phase.endNanos()).field("phase", phase.name())
                            .field("submit_idx", phase.count())
                            .field("task_id", phase.task() < 0 ? -1 : run.tasks().get(phase.task()).id())
                            .close('}').close('}');
                } else {
                    slice(SCHEDULERS, lane(false, phase.who()), name + "(" + phase.count() + ")", "scheduler",
                            phase.beginNanos(), phase.endNanos()).field("phase", phase.name())
                            .field("loop_iter", iteration++).field("tasks_processed", phase.count()).close('}')
                            .close('}');
                }
            }
        }

        private void dependencies() {
            for (RecordedEdge edge : run.edges()) {
                Execution before = one(edge.producer(), Execution::endedNanos, true);
                Execution after = one(edge.consumer(), Execution::startedNanos, false);
                if (before != null && after != null) {
                    boolean violated = before.endedNanos() > after.startedNanos();
                    flow(violated ? "hb_violation" : "dependency", CORES, lane(before.core()), before.endedNanos(),
                            CORES, lane(after.core()), after.startedNanos());
                }
            }
            for (Execution execution : run.executions()) {
                if (execution.startedNanos() >= 0) {
                    flow("dispatch", SCHEDULERS, lane(false, execution.thread() + 1), execution.startedNanos(), CORES,
                            lane(execution.core()), execution.startedNanos());
                }
            }
        }

        /** Return the kernel of a task that begins first or ends last, of those of which that is known. */
        private @Nullable Execution one(int task, ToLongFunction<Execution> moment, boolean last) {
            Execution found = null;
            for (Execution execution : byTask.getOrDefault(task, List.of())) {
                long when = moment.applyAsLong(execution);
                if (when >= 0 && (found == null || when > moment.applyAsLong(found) == last)) {
                    found = execution;
                }
            }
            return found;
        }

        private void flow(String name, int fromView, int fromLane, long from, int toView, int toLane, long to) {
            TraceFile.this.flow(name, process + fromView, fromLane, from + shift, process + toView, toLane, to + shift);
        }

        private Json slice(int view, int lane, String name, String category, long begin, long end) {
            return json.line().open('{').field("ph", "X").field("name", name).field("cat", category)
                    .field("pid", process + view).field("tid", lane).key("ts").micros(begin + shift).key("dur")
                    .micros(Math.max(0, end - begin)).key("args").open('{');
        }

        private long end(Execution execution) {
            return execution.endedNanos() < 0 ? run.makespanNanos() : execution.endedNanos();
        }

        private String name(Execution execution) {
            return names.getOrDefault(execution.funcId(), "func_" + execution.funcId()) + "("
                    + label(execution.task()) + ")" + (execution.endedNanos() < 0 ? " still running" : "");
        }

        private String label(int task) {
            return TaskNumber.of(run.tasks().get(task).id());
        }

        private String hint(Execution execution) {
            RecordedTask task = run.tasks().get(execution.task());
            return "Task:" + label(execution.task()) + ", FuncId:" + execution.funcId() + ", CoreId:" + execution.core()
                    + (task.blocks() > 1 ? ", Block:" + execution.block() : "");
        }

        private String fanout(int task) {
            List<String> successors = new ArrayList<>();
            fanouts.get(task).forEach(id -> successors.add(String.valueOf(id)));
            return "[" + String.join(", ", successors) + "]";
        }

    }

    private static int lane(int core) {
        return CORE_LANES + core * LANES_OF_CORE;
    }

    private static int lane(boolean orchestrator, int who) {
        return orchestrator ? ORCHESTRATOR_LANES + who : SCHEDULER_LANES + who - 1;
    }
}
