package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.hierarchy.Orchestrator.Scope;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.graph.Work;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRings;
import org.junit.jupiter.api.Test;

/**
 * Run random graphs, with groups, pins, nested scopes and outputs in rings that are too small for all of them, and compare the order
 * of tasks with what a sequential reading of the tags demands.
 */
class RandomGraphTests {

    private static final int CHIPS = 3;
    private static final int SUBS = 2;
    private static final long RING_BYTES = 16 * 1024;
    /** What the tasks of one scope allocate fits a ring together, wherever it begins. */
    private static final int MAX_OUTPUTS_IN_SCOPE = 6;
    private static final int MAX_OUTPUT_BYTES = 2048;

    @Test
    void dependentTasksRunInOrderAndEverythingIsGivenBack() {
        RandomCases.check(12, this::runOnOneWorker);
    }

    private void runOnOneWorker(RandomGenerator random) {
        FakeChildren children = new FakeChildren(CHIPS, SUBS);
        Model model = new Model(random);
        children.behaviour = (child, cid, args, config) -> model.execute(child, args);
        try (HostWorker host = new HostWorker(children, HierarchySettings.defaults().withRingBytes(RING_BYTES))) {
            RegisteredCallable chip = host.register(new CallableTarget.Graph("chip"));
            RegisteredCallable sub = host.register(new CallableTarget.Sub("sub"));
            host.init();
            for (int run = 0; run < 10; run++) {
                model.begin();
                // a run that left a slot or a slab behind would fail when it starts over
                host.run(orch -> model.submit(orch, chip, sub, 0));
                model.verify();
            }
        }
        assertThat(children.blocks()).isZero();
    }

    /** A submitted task: what it must wait for, and when each member began and ended, by a common clock. */
    private record Task(int number, Set<Integer> after, List<Integer> pins, boolean sub) {}

    private record Execution(int task, int member, int child, boolean sub, int began, int ended) {}

    private static final class Model {

        private final RandomGenerator random;
        private final AtomicInteger clock = new AtomicInteger();
        private final Map<Long, Integer> producers = new HashMap<>();
        private final List<Task> tasks = new ArrayList<>();
        private final Map<String, Execution> executions = new ConcurrentHashMap<>();
        private final AtomicInteger executed = new AtomicInteger();

        Model(RandomGenerator random) {
            this.random = random;
        }

        void begin() {
            producers.clear();
            tasks.clear();
            executions.clear();
            executed.set(0);
        }

        void execute(FakeChildren.Child child, TaskArgs args) {
            int began = clock.incrementAndGet();
            int number = (int) args.scalarBits(0);
            int member = (int) args.scalarBits(1);
            for (int i = 0; i < number % 4 * 500; i++) {
                Thread.onSpinWait();
            }
            executed.incrementAndGet();
            executions.put(number + "/" + member, new Execution(number, member, child.index,
                    child.type == WorkerType.SUB, began, clock.incrementAndGet()));
        }

        void submit(Orchestrator orch, RegisteredCallable chip, RegisteredCallable sub, int depth) {
            int outputs = 0;
            int steps = random.nextInt(5, depth == 0 ? 120 : 25);
            for (int step = 0; step < steps; step++) {
                int kind = random.nextInt(10);
                if (kind == 0 && depth < SlabRings.COUNT - 1) {
                    try (Scope inner = orch.scope()) {
                        assertThat(inner.depth()).isEqualTo(depth + 1);
                        submit(orch, chip, sub, depth + 1);
                    }
                } else {
                    boolean allocates = depth > 0 && outputs < MAX_OUTPUTS_IN_SCOPE && random.nextBoolean();
                    outputs += allocates ? 1 : 0;
                    submitOne(orch, kind < 4 ? sub : chip, kind < 4, allocates);
                }
            }
        }

        private void submitOne(Orchestrator orch, RegisteredCallable callable, boolean sub, boolean allocates) {
            int size = random.nextInt(4) == 0 ? random.nextInt(1, (sub ? SUBS : CHIPS) + 1) : 1;
            Task task = new Task(tasks.size(), new HashSet<>(), pins(sub, size), sub);
            tasks.add(task);
            List<TaskArgs> members = new ArrayList<>();
            Map<Long, Integer> written = new HashMap<>();
            for (int member = 0; member < size; member++) {
                members.add(args(task, member, allocates && member == 0, written));
            }
            producers.putAll(written);
            Orchestrator.TaskSlot slot = sub
                    ? orch.submitSubGroup(callable, members)
                    : orch.submitNextLevelGroup(callable, members, CallConfig.defaults(), task.pins);
            assertThat(slot.number()).isEqualTo(task.number);
        }

        private TaskArgs args(Task task, int member, boolean allocates, Map<Long, Integer> written) {
            TaskArgs args = new TaskArgs();
            if (allocates) {
                args.tensor(ContinuousTensor.host(0, DataType.INT8, random.nextInt(1, MAX_OUTPUT_BYTES + 1)),
                        TensorArgType.OUTPUT);
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                long address = 64L * random.nextInt(1, 12);
                TensorArgType tag = TensorArgType.ofCode(random.nextInt(5));
                args.tensor(ContinuousTensor.host(address, DataType.INT8, 64), tag);
                Integer producer = producers.get(address);
                if (producer != null && (tag == TensorArgType.INPUT || tag == TensorArgType.INOUT)) {
                    task.after.add(producer);
                }
                if (tag != TensorArgType.INPUT && tag != TensorArgType.NO_DEP) {
                    written.put(address, task.number);
                }
            }
            return args.scalar((long) task.number).scalar((long) member);
        }

        private List<Integer> pins(boolean sub, int size) {
            List<Integer> pins = new ArrayList<>();
            int first = random.nextInt(CHIPS);
            for (int member = 0; member < size; member++) {
                pins.add(sub || random.nextBoolean() ? Work.ANY : (first + member) % CHIPS);
            }
            return pins;
        }

        void verify() {
            int members = 0;
            for (Task task : tasks) {
                List<Execution> own = executionsOf(task);
                members += own.size();
                assertThat(own).extracting(Execution::child).doesNotHaveDuplicates();
                for (Execution execution : own) {
                    int pin = task.pins.get(execution.member);
                    assertThat(execution.sub).isEqualTo(task.sub);
                    assertThat(pin == Work.ANY || pin == execution.child).isTrue();
                    for (int before : task.after) {
                        assertThat(executionsOf(tasks.get(before)))
                                .as("task %s begins after all of task %s", task.number, before)
                                .allMatch(other -> other.ended < execution.began);
                    }
                }
            }
            assertThat(executed).hasValue(members);
        }

        private List<Execution> executionsOf(Task task) {
            List<Execution> found = new ArrayList<>();
            for (int member = 0; member < task.pins.size(); member++) {
                Execution execution = executions.get(task.number + "/" + member);
                assertThat(execution).as("member %s of %s", member, task).isNotNull();
                found.add(execution);
            }
            return found;
        }
    }
}
