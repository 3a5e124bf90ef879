package org.chiptest.runtime.internal.hierarchy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.hierarchy.child.ChildThread;
import org.chiptest.runtime.internal.hierarchy.child.ChildWorker;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRings;
import org.chiptest.runtime.worker.WorkerException;

/** A {@link TaskGraph}, its caller and the threads of its children. */
public final class TaskGraphSchedules {

    private static final long SLAB = 1024;
    private static final long RING_BYTES = 4 * SLAB;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final int LONG_TASK = 0;
    private static final int FIRST_OF_SECOND_RUN = 4;
    private static final long A = 0x1000;
    private static final long B = 0x2000;

    private TaskGraphSchedules() {}

    /** A graph, children that note what they do, and what must be so in the end. */
    private abstract static class OnChildren implements Scenario {

        private final List<ChildThread> threads = new ArrayList<>();
        private final List<String> strays = new ArrayList<>();
        private final Map<Integer, Set<Integer>> hadEnded = new HashMap<>();
        private final Set<Integer> ended = new HashSet<>();
        private int runs = 1;
        private TaskGraph graph;

        OnChildren() {
            graph = newGraph(List.of(), List.of());
        }

        @Override
        public final void run() throws Exception {
            graph = newGraph(start("chip", 2), start("sub", 1));
            use(graph);
            for (ChildThread each : threads) {
                each.awaitClosed(each.close());
            }
            assertThat(strays).isEmpty();
        }

        abstract void use(TaskGraph used) throws Exception;

        /** Do what a task does, on its child's thread. */
        void perform(int cid) {
            // most tasks only note that they ran
        }

        GraphLimits limits() {
            return new GraphLimits(RING_BYTES, LONG, LONG, LONG);
        }

        private TaskGraph newGraph(List<ChildThread> chips, List<ChildThread> subs) {
            List<Long> bases = new ArrayList<>();
            for (long ring = 1; ring <= SlabRings.COUNT; ring++) {
                bases.add(ring << 32);
            }
            return new TaskGraph(new ChildScheduler(chips, subs), bases, limits());
        }

        private List<ChildThread> start(String kind, int count) {
            List<ChildThread> started = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = kind + " " + i;
                ChildThread thread = new ChildThread(name, () -> new Child(name), LONG);
                thread.await(thread.start(child -> {
                    // nothing to prepare
                }), "start");
                started.add(thread);
            }
            threads.addAll(started);
            return started;
        }

        final Slot chip(int cid, TaskArgs args) {
            return submit(WorkerType.NEXT_LEVEL, cid, List.of(args), 2);
        }

        final Slot group(int cid) {
            return submit(WorkerType.NEXT_LEVEL, cid, List.of(new TaskArgs(), new TaskArgs()), 2);
        }

        final Slot sub(int cid, TaskArgs args) {
            return submit(WorkerType.SUB, cid, List.of(args), 1);
        }

        private Slot submit(WorkerType type, int cid, List<TaskArgs> args, int children) {
            return graph.submit(Work.checked(new TaskCallable(cid, "f", type, false), args, CallConfig.defaults(),
                    List.of(), children));
        }

        /** Begin the second run, with new children in place of those that were given up. */
        final void beginSecond() {
            runs++;
            for (ChildThread each : threads) {
                if (!each.isUsable()) {
                    each.await(each.replace(), "replace");
                }
            }
            graph.begin();
        }

        /** Check that a task ran after others had ended. */
        final void assertRanAfter(int cid, Integer... before) {
            assertThat(hadEnded.get(cid)).as("what had ended when task %d began", cid).contains(before);
        }

        final void assertRan(Integer... cids) {
            assertThat(ended).containsExactlyInAnyOrder(cids);
        }

        final boolean hasRun(int cid) {
            return ended.contains(cid);
        }

        final void assertEmpty() {
            graph.inspect((slots, tensors, rings) -> {
                assertThat(slots.isEmpty()).isTrue();
                assertThat(tensors.size()).isZero();
                for (int ring = 0; ring < SlabRings.COUNT; ring++) {
                    assertThat(rings.ring(ring).liveSlabs()).isZero();
                }
                return true;
            });
        }

        private synchronized void begins(int cid) {
            hadEnded.putIfAbsent(cid, Set.copyOf(ended));
        }

        private synchronized void ends(int cid) {
            ended.add(cid);
        }

        private final class Child implements ChildWorker {

            private final String name;
            private final int runsBefore = runs;
            private boolean distrusted;
            private boolean closed;

            Child(String name) {
                this.name = name;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public void run(int cid, TaskArgs args, CallConfig config) {
                if (runsBefore > 1 && cid < FIRST_OF_SECOND_RUN || closed && !distrusted) {
                    strays.add("task " + cid + " was run by " + name + " that it was not given to");
                }
                begins(cid);
                perform(cid);
                ends(cid);
            }

            @Override
            public boolean isUsable() {
                return true;
            }

            @Override
            public void distrust() {
                distrusted = true;
            }

            @Override
            public void close() {
                closed = true;
            }
        }
    }

    /** Tasks read what others have written; one of them is a sub worker's, one needs both chips. */
    public static final class Dependencies extends OnChildren {

        @Override
        void use(TaskGraph graph) {
            graph.begin();
            chip(1, args(TensorArgType.OUTPUT_EXISTING, A));
            chip(2, args(TensorArgType.INPUT, A).tensor(tensor(B, 16), TensorArgType.OUTPUT_EXISTING));
            sub(3, args(TensorArgType.INOUT, A));
            group(4);
            int open = graph.beginScope();
            chip(5, args(TensorArgType.INPUT, A, B));
            graph.endScope(open);
            graph.finish(null);

            assertRan(1, 2, 3, 4, 5);
            assertRanAfter(2, 1);
            assertRanAfter(3, 1);
            assertRanAfter(5, 1, 2, 3);
            assertEmpty();
        }
    }

    /** Each task writes to memory of a scope of its own, of which there is enough for two, while another one runs until all are submitted. */
    public static final class BackPressure extends OnChildren {

        private final CountDownLatch submitted = new CountDownLatch(1);

        @Override
        void perform(int cid) {
            if (cid == LONG_TASK) {
                try {
                    submitted.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        void use(TaskGraph graph) {
            graph.begin();
            sub(LONG_TASK, new TaskArgs());
            for (int cid = 1; cid <= 4; cid++) {
                int open = graph.beginScope();
                chip(cid, output(RING_BYTES / 2));
                graph.endScope(open);
            }
            submitted.countDown();
            graph.finish(null);

            assertRan(LONG_TASK, 1, 2, 3, 4);
            assertEmpty();
        }
    }

    /** A scope holds all memory that there is, so a further task cannot have any; this is known when the last task has ended. */
    public static final class NoMemory extends OnChildren {

        @Override
        void use(TaskGraph graph) {
            graph.begin();
            chip(1, output(RING_BYTES / 2));
            chip(2, output(RING_BYTES / 2));
            assertThatThrownBy(() -> chip(3, output(RING_BYTES / 2))).isInstanceOf(WorkerException.class)
                    .hasMessageContaining("no task is under way that would give any back");
            graph.finish(null);

            assertRan(1, 2);
            assertEmpty();
        }
    }

    /** A task reads memory whose scope has ended, and has to wait for memory: it never gets what it reads. */
    public static final class MemoryThatIsRead extends OnChildren {

        @Override
        void use(TaskGraph graph) {
            graph.begin();
            int open = graph.beginScope();
            long address = chip(1, output(RING_BYTES / 2)).slab().address();
            graph.endScope(open);
            graph.beginScope();
            chip(2, output(RING_BYTES / 2));
            TaskArgs reading = output(SLAB).tensor(tensor(address, 16), TensorArgType.INPUT);
            Throwable refused = catchThrowable(
                    () -> assertThat(chip(3, reading).slab().address()).isNotEqualTo(address));
            graph.endScope(open);
            graph.finish(null);

            if (refused != null) {
                assertThat(refused).isInstanceOfAny(IllegalArgumentException.class, WorkerException.class);
            }
            assertEmpty();
        }
    }

    /** A task fails: what needs it is skipped, its failure is that of the run, and the next run is as any. */
    public static final class Failure extends OnChildren {

        @Override
        void perform(int cid) {
            if (cid == 1) {
                throw new IllegalStateException("boom");
            }
        }

        @Override
        void use(TaskGraph graph) {
            graph.begin();
            Throwable thrown = catchThrowable(() -> {
                chip(1, args(TensorArgType.OUTPUT_EXISTING, A));
                chip(2, args(TensorArgType.INPUT, A));
                sub(3, output(SLAB));
            });
            assertThatThrownBy(() -> graph.finish(thrown)).hasMessageContaining("boom");

            assertThat(hasRun(2)).isFalse();
            assertEmpty();
            beginSecond();
            chip(4, args(TensorArgType.INPUT, A));
            graph.finish(null);
            assertThat(hasRun(4)).isTrue();
            assertEmpty();
        }
    }

    /**
     * A task does not end by itself, so the run is given up: the task is interrupted, and ends in time or not. What it reports then is
     * nothing to the next run.
     */
    public static final class GivenUp extends OnChildren {

        @Override
        public Duration patience() {
            return MOMENT.multipliedBy(3);
        }

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        GraphLimits limits() {
            return new GraphLimits(RING_BYTES, LONG, MOMENT, MOMENT);
        }

        @Override
        void perform(int cid) {
            while (cid == 1 && !Thread.interrupted()) {
                LockSupport.park();
            }
        }

        @Override
        void use(TaskGraph graph) throws Exception {
            graph.begin();
            chip(1, args(TensorArgType.OUTPUT_EXISTING, A));
            Throwable thrown = catchThrowable(() -> chip(2, args(TensorArgType.INPUT, A)));
            assertThat(thrown).isNull();
            assertThatThrownBy(() -> graph.finish(null)).hasMessageContaining("no task has ended for");

            beginSecond();
            chip(4, args(TensorArgType.OUTPUT_EXISTING, B));
            chip(5, args(TensorArgType.INPUT, B));
            group(6);
            Throwable late = catchThrowable(() -> graph.finish(null));

            if (late == null) {
                assertThat(graph.tasksEnded()).isEqualTo(3);
                assertRanAfter(5, 4);
                assertEmpty();
            } else {
                assertThat(late).hasMessageContaining("no task has ended for");
            }
        }
    }

    private static ContinuousTensor tensor(long address, long bytes) {
        return ContinuousTensor.host(address, DataType.UINT8, Math.toIntExact(bytes));
    }

    private static TaskArgs args(TensorArgType tag, long... addresses) {
        TaskArgs args = new TaskArgs();
        Arrays.stream(addresses).forEach(address -> args.tensor(tensor(address, 16), tag));
        return args;
    }

    private static TaskArgs output(long bytes) {
        return new TaskArgs().tensor(tensor(0, bytes), TensorArgType.OUTPUT);
    }
}
