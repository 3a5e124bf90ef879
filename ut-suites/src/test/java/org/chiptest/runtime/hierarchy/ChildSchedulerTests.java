package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;
import static org.chiptest.runtime.hierarchy.GraphOnFakes.args;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.CONSUMED;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.PENDING;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.READY;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.RUNNING;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.hierarchy.graph.Slot;
import org.chiptest.runtime.internal.hierarchy.graph.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChildSchedulerTests {

    private static final long A = 0x1000;
    private static final List<TaskArgs> TWO = List.of(new TaskArgs(), new TaskArgs());

    private final GraphOnFakes on = new GraphOnFakes(2, 1);

    @AfterEach
    void everythingEnds() {
        on.finish();
        on.close();
    }

    @Test
    void aTaskIsDispatchedAndConsumed() {
        int open = on.graph.beginScope();
        Slot task = on.chip(new TaskArgs());
        on.graph.endScope(open);
        on.awaitBegun(task, 1);
        on.end(task);
        on.await(task, CONSUMED);
        assertThat(on.children.calls).containsExactly("chip 0 run 0");
    }

    @Test
    void aDependentTaskIsDispatchedAfterItsProducer() {
        Slot producer = on.chip(args(OUTPUT_EXISTING, A));
        Slot consumer = on.chip(args(INPUT, A));
        on.awaitBegun(producer, 1);
        assertThat(on.gates.arrived(1)).isZero();
        on.end(producer);
        on.awaitBegun(consumer, 1);
    }

    @Test
    void aGroupRunsOnDistinctChildrenAtTheSameTime() {
        Slot group = on.group(TWO);
        on.awaitBegun(group, 2);
        assertThat(on.children.calls).containsExactlyInAnyOrder("chip 0 run 0", "chip 1 run 0");
    }

    @Test
    void aGroupCompletesOnlyWhenAllMembersHaveEnded() {
        on.children.behaviour = (child, cid, args, config) -> on.gates.pass(cid + 100 * child.index);
        Slot group = on.group(List.of(args(OUTPUT_EXISTING, A), new TaskArgs()), 0, 1);
        Slot consumer = on.sub(args(INPUT, A));
        on.gates.open(0);
        Slot next = on.group(List.of(new TaskArgs()), 0);
        on.await(next, RUNNING);
        assertThat(on.state(group)).isEqualTo(RUNNING);
        assertThat(on.state(consumer)).isEqualTo(PENDING);
        on.gates.open(100);
        on.await(consumer, RUNNING);
    }

    @Test
    void subTasksRunWhileAllChipsAreBusy() {
        Slot busy = on.group(TWO);
        Slot waiting = on.chip(new TaskArgs());
        Slot sub = on.sub(new TaskArgs());
        on.awaitBegun(sub, 1);
        assertThat(on.state(busy)).isEqualTo(RUNNING);
        assertThat(on.state(waiting)).isEqualTo(READY);
    }

    @Test
    void groupsThatDependOnEachOtherRunOneAfterTheOther() {
        Slot first = on.group(List.of(args(INOUT, A), new TaskArgs()));
        Slot second = on.group(List.of(args(INOUT, A), new TaskArgs()));
        on.awaitBegun(first, 2);
        assertThat(on.gates.arrived(1)).isZero();
        on.end(first);
        on.awaitBegun(second, 2);
    }

    @Test
    void aPinnedTaskWaitsForItsChildAndLetsOthersPass() {
        Slot busy = on.group(List.of(new TaskArgs()), 0);
        Slot pinned = on.group(List.of(new TaskArgs()), 0);
        Slot other = on.chip(new TaskArgs());
        on.awaitBegun(other, 1);
        assertThat(on.state(pinned)).isEqualTo(READY);
        on.end(busy);
        on.awaitBegun(pinned, 1);
        assertThat(on.children.calls).contains("chip 0 run 0", "chip 1 run 2").endsWith("chip 0 run 1");
    }

    @Test
    void tasksThatWaitForTheSameChildAreLookedAtTogether() {
        Slot busy = on.group(List.of(new TaskArgs()), 0);
        Slot brief = on.group(List.of(new TaskArgs()), 1);
        on.end(brief);
        pinned(busy, 0, 100);
        allocatedByOne(brief); // loads classes
        long behind100 = allocatedByOne(brief);
        pinned(busy, 0, 1500);

        assertThat(allocatedByOne(brief)).as("bytes for a task while 1,600 wait").isLessThan(4 * behind100);
    }

    /** Submit tasks of the same callable as another. */
    private Slot pinned(Slot like, int pin, int tasks) {
        Slot last = like;
        for (int i = 0; i < tasks; i++) {
            last = on.graph.submit(Work.checked(like.work().callable(), List.of(new TaskArgs()), CallConfig.defaults(),
                    List.of(pin), 2));
        }
        return last;
    }

    /** Return how many bytes it takes to submit a task that begins at once on child 1. */
    private long allocatedByOne(Slot like) {
        on.awaitEnded(like);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Slot next = pinned(like, 1, 1);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        on.awaitEnded(next);
        return allocated;
    }

    @Test
    void pinnedTasksAreDispatchedInTheOrderInWhichAllBecameReady() {
        Slot busy = on.group(TWO);
        on.awaitBegun(busy, 2);
        Slot[] waiting = {on.group(List.of(new TaskArgs()), 1), on.chip(new TaskArgs()),
            on.group(List.of(new TaskArgs()), 1), on.chip(new TaskArgs())};
        on.end(busy);
        on.awaitBegun(waiting[0], 1);
        on.awaitBegun(waiting[1], 1);
        assertThat(on.state(waiting[3])).isEqualTo(READY);
        on.end(waiting[1]);
        on.awaitBegun(waiting[3], 1);
        assertThat(on.state(waiting[2])).isEqualTo(READY);
        on.end(waiting[0]);
        on.awaitBegun(waiting[2], 1);
    }

    @Test
    void aGroupIsNotPassedForEverBySingleTasks() {
        Slot busy = on.group(List.of(new TaskArgs()), 0);
        on.awaitBegun(busy, 1);
        Slot group = on.group(TWO);
        Slot single = on.chip(new TaskArgs());
        assertThat(on.state(single)).isEqualTo(READY);
        on.end(busy);
        on.awaitBegun(group, 2);
        assertThat(on.state(single)).isEqualTo(READY);
    }

    @Test
    void readyTasksAreDispatchedInOrder() {
        for (int i = 0; i < 20; i++) {
            on.gates.open(i);
            on.sub(new TaskArgs());
        }
        on.finish();
        assertThat(on.children.calls).hasSize(20).isEqualTo(
                IntStream.range(0, 20).mapToObj(cid -> "sub 0 run " + cid).toList());
        on.graph.begin();
    }
}
