package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.hierarchy.graph.Slot;
import org.chiptest.runtime.internal.hierarchy.graph.TaskState;
import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRing;
import org.chiptest.runtime.internal.memory.DepthRings;
import org.junit.jupiter.api.Test;

/**
 * Allocate, submits, ends scopes and end tasks at random, on rings that wrap many times, and holds every piece of memory that is
 * handed out against a list of what may still be touched: the memory of open scopes, and all that a task names which has not ended.
 */
class RandomMemoryLifeTests {

    private static final int CHIPS = 3;
    private static final int SUBS = 2;
    /** As many as there are gates. */
    private static final int TASKS = 64;
    private static final int MAX_DEPTH = 4;
    private static final long RING_BYTES = GraphOnFakes.RING_BYTES;

    @Test
    void noMemoryIsHandedOutWhileATaskThatHasNotEndedNamesOneOfItsBytes() {
        AtomicInteger reused = new AtomicInteger();
        RandomCases.check(40, random -> {
            try (GraphOnFakes on = new GraphOnFakes(CHIPS, SUBS)) {
                Model model = new Model(random, on);
                while (model.submitted < TASKS) {
                    model.step();
                }
                model.end();
                reused.addAndGet(model.reused);
            }
        });
        assertThat(reused).as("pieces of memory that were handed out again").hasPositiveValue();
    }

    /** Bytes of a ring. */
    private record Range(long begin, long end) {

        boolean touches(Range other) {
            return begin < other.end && other.begin < end;
        }
    }

    private record OpenScope(int number, List<Range> memory) {}

    private record RunningTask(Slot slot, List<Range> names) {}

    private static final class Model {

        private final RandomGenerator random;
        private final GraphOnFakes on;
        private final List<OpenScope> scopes = new ArrayList<>();
        private final List<RunningTask> tasks = new ArrayList<>();
        private final List<Range> handedOut = new ArrayList<>();
        private int submitted;
        private int reused;

        Model(RandomGenerator random, GraphOnFakes on) {
            this.random = random;
            this.on = on;
            scopes.add(new OpenScope(1, new ArrayList<>()));
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1 -> alloc();
                case 2, 3, 4 -> submit();
                case 5 -> {
                    if (scopes.size() <= MAX_DEPTH) {
                        scopes.add(new OpenScope(on.graph.beginScope(), new ArrayList<>()));
                    }
                }
                case 6 -> {
                    if (scopes.size() > 1) {
                        on.graph.endScope(scopes.removeLast().number);
                    }
                }
                default -> endOne();
            }
        }

        void end() {
            while (scopes.size() > 1) {
                on.graph.endScope(scopes.removeLast().number);
            }
            // which fails if a slab is left behind
            on.finish();
        }

        private void alloc() {
            int bytes = bytes();
            if (fits(bytes)) {
                Slab slab = on.graph.alloc(bytes).slab();
                handOut(new Range(slab.address(), slab.address() + bytes), List.of());
            }
        }

        private void submit() {
            boolean group = random.nextInt(4) == 0;
            List<Range> names = new ArrayList<>();
            List<TaskArgs> members = new ArrayList<>();
            for (int member = group ? 2 : 1; member > 0; member--) {
                members.add(naming(names));
            }
            int output = bytes();
            boolean allocates = random.nextInt(3) == 0 && fits(output);
            if (allocates) {
                members.getFirst().tensor(ContinuousTensor.host(0, DataType.INT8, output), TensorArgType.OUTPUT);
            }
            Slot slot = group || random.nextBoolean() ? on.group(members) : on.sub(members.getFirst());
            RunningTask task = new RunningTask(slot, names);
            if (allocates) {
                Range made = new Range(slot.slab().address(), slot.slab().address() + output);
                handOut(made, names);
                names.add(made);
            }
            tasks.add(task);
            submitted++;
        }

        /** Make arguments that name parts of memory that may be touched, and add those parts to the names. */
        private TaskArgs naming(List<Range> names) {
            List<Range> present = new ArrayList<>();
            scopes.forEach(scope -> present.addAll(scope.memory));
            tasks.forEach(task -> present.addAll(task.names));
            TaskArgs args = new TaskArgs();
            for (int i = random.nextInt(4); i > 0 && !present.isEmpty(); i--) {
                Range whole = present.get(random.nextInt(present.size()));
                long begin = random.nextBoolean() ? whole.begin : random.nextLong(whole.begin, whole.end);
                long end = random.nextBoolean() ? whole.end : random.nextLong(begin, whole.end) + 1;
                names.add(new Range(begin, end));
                args.tensor(ContinuousTensor.host(begin, DataType.INT8, (int) (end - begin)),
                        TensorArgType.ofCode(random.nextInt(TensorArgType.values().length)));
            }
            return args;
        }

        private void handOut(Range made, List<Range> ownNames) {
            for (RunningTask task : tasks) {
                assertThat(task.names).as("%s was handed out, but %s has not ended", made, task)
                        .noneMatch(made::touches);
            }
            assertThat(ownNames).as("%s was handed out to who reads it", made).noneMatch(made::touches);
            for (OpenScope scope : scopes) {
                assertThat(scope.memory).as("%s was handed out, but %s is open", made, scope).noneMatch(made::touches);
            }
            if (handedOut.stream().anyMatch(made::touches)) {
                reused++;
            }
            handedOut.add(made);
            scopes.getLast().memory.add(made);
        }

        private void endOne() {
            List<RunningTask> running = tasks.stream()
                    .filter(task -> on.state(task.slot) == TaskState.RUNNING).toList();
            if (!running.isEmpty()) {
                RunningTask task = running.get(random.nextInt(running.size()));
                on.end(task.slot);
                on.awaitEnded(task.slot);
                tasks.remove(task);
            }
        }

        private boolean fits(int bytes) {
            int ring = DepthRings.indexOf(scopes.size() - 1);
            return on.graph.inspect((slots, tensors, rings) -> rings.ring(ring).available()) >= SlabRing.align(bytes);
        }

        private int bytes() {
            return random.nextInt(1, (int) RING_BYTES / 3);
        }
    }
}
