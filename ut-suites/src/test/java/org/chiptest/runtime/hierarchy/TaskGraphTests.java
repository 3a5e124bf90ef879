package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.NO_DEP;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;
import static org.chiptest.runtime.hierarchy.GraphOnFakes.args;
import static org.chiptest.runtime.hierarchy.GraphOnFakes.base;
import static org.chiptest.runtime.hierarchy.GraphOnFakes.tensor;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.COMPLETED;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.CONSUMED;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.PENDING;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.READY;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.RUNNING;

import java.util.List;

import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.hierarchy.graph.Slot;
import org.chiptest.runtime.internal.hierarchy.graph.TensorKey;
import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TaskGraphTests {

    private static final long A = 0x1000;
    private static final long B = 0x2000;

    private final GraphOnFakes on = new GraphOnFakes(1, 1);

    @AfterEach
    void everythingEnds() {
        on.finish();
        on.close();
    }

    @Test
    void anIndependentTaskIsReadyAtOnce() {
        Slot occupying = on.chip(new TaskArgs());
        Slot independent = on.chip(args(INPUT, A));
        assertThat(on.state(independent)).isEqualTo(READY);
        on.end(occupying);
        on.await(independent, RUNNING);
    }

    @Test
    void aDependentTaskIsPendingUntilItsProducerHasCompleted() {
        Slot producer = on.chip(args(OUTPUT_EXISTING, A));
        Slot consumer = on.sub(args(INPUT, A));
        on.awaitBegun(producer, 1);
        assertThat(on.state(consumer)).isEqualTo(PENDING);
        assertThat(consumer.pendingProducers()).isEqualTo(1);
        on.end(producer);
        on.await(consumer, RUNNING);
        assertThat(consumer.pendingProducers()).isZero();
    }

    @Test
    void theMapKnowsTheLatestProducer() {
        on.chip(args(OUTPUT_EXISTING, A));
        Slot later = on.chip(args(INOUT, A));
        assertThat(on.producer(A)).isSameAs(later);
    }

    @Test
    void aConsumedTaskLeavesTheMap() {
        int open = on.graph.beginScope();
        Slot producer = on.chip(args(OUTPUT_EXISTING, A));
        on.graph.endScope(open);
        on.end(producer);
        on.await(producer, CONSUMED);
        assertThat(on.producers()).isZero();
    }

    @Test
    void aConsumedTaskLeavesALaterProducerInTheMap() {
        int open = on.graph.beginScope();
        Slot earlier = on.chip(args(OUTPUT_EXISTING, A));
        on.graph.endScope(open);
        Slot later = on.sub(args(OUTPUT_EXISTING, A));
        on.end(earlier);
        on.await(earlier, CONSUMED);
        assertThat(on.producer(A)).isSameAs(later);
    }

    @Test
    void theScopeHoldsACompletedTaskUntilItEnds() {
        int open = on.graph.beginScope();
        Slot task = on.chip(args(OUTPUT_EXISTING, A));
        on.end(task);
        on.await(task, COMPLETED);
        assertThat(task.references()).isEqualTo(1);
        on.graph.endScope(open);
        assertThat(on.state(task)).isEqualTo(CONSUMED);
    }

    @Test
    void aConsumerHoldsItsProducerBeyondTheScope() {
        int open = on.graph.beginScope();
        Slot producer = on.chip(args(OUTPUT_EXISTING, A));
        on.graph.endScope(open);
        Slot consumer = on.sub(args(INPUT, A));
        on.end(producer);
        on.await(producer, COMPLETED);
        on.awaitBegun(consumer, 1);
        assertThat(on.state(producer)).isEqualTo(COMPLETED);
        on.end(consumer);
        on.await(producer, CONSUMED);
    }

    @Test
    void aTensorWithoutDependencyIsNeitherLookedUpNorEntered() {
        on.chip(args(OUTPUT_EXISTING, A));
        Slot free = on.sub(args(NO_DEP, A, B));
        assertThat(free.producers()).isEmpty();
        assertThat(on.producer(B)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"OUTPUT", "OUTPUT_EXISTING"})
    void outputsAreEnteredButWaitForNobody(TensorArgType tag) {
        Slot earlier = on.chip(args(OUTPUT_EXISTING, A));
        Slot later = on.sub(args(tag, A));
        assertThat(later.producers()).isEmpty();
        assertThat(on.producer(A)).isSameAs(later);
        on.awaitBegun(earlier, 1);
        on.awaitBegun(later, 1);
    }

    @Test
    void twoTensorsOfOneProducerMakeOneDependency() {
        Slot producer = on.chip(args(OUTPUT_EXISTING, A, B));
        Slot consumer = on.sub(args(INPUT, A, B));
        assertThat(consumer.producers()).containsExactly(producer);
        assertThat(producer.references()).isEqualTo(2);
    }

    @Test
    void aCompletedProducerIsHeldButNotWaitedFor() {
        Slot memory = on.graph.alloc(64);
        Slot task = on.chip(args(INOUT, memory.slab().address()));
        assertThat(task.producers()).containsExactly(memory);
        assertThat(task.pendingProducers()).isZero();
        on.awaitBegun(task, 1);
    }

    @Test
    void aConsumedProducerIsForgotten() {
        int open = on.graph.beginScope();
        Slot producer = on.chip(args(OUTPUT_EXISTING, A));
        on.graph.endScope(open);
        on.end(producer);
        on.await(producer, CONSUMED);
        assertThat(on.sub(args(INPUT, A)).producers()).isEmpty();
    }

    @Test
    void aSingleTaskStoresItsArgumentsDirectly() {
        TaskArgs args = args(INPUT, A).scalar(7L);
        Slot task = on.chip(args);
        args.scalar(8L);
        assertThat(task.work().size()).isEqualTo(1);
        assertThat(task.args(0)).isEqualTo(args(INPUT, A).scalar(7L));
    }

    @Test
    void outputsWithoutMemoryAreAllocatedInOneAlignedSlabOfTheOuterRing() {
        TaskArgs args = new TaskArgs().tensor(tensor(0), OUTPUT).tensor(tensor(A), INPUT)
                .tensor(ContinuousTensor.host(0, DataType.INT8, 1025), OUTPUT).tensor(tensor(0), OUTPUT);
        Slot task = on.chip(args);
        assertThat(task.args(0).tensor(0).data()).isEqualTo(base(0));
        assertThat(task.args(0).tensor(1).data()).isEqualTo(A);
        assertThat(task.args(0).tensor(2).data()).isEqualTo(base(0) + 1024);
        assertThat(task.args(0).tensor(3).data()).isEqualTo(base(0) + 3072);
        assertThat(task.slab().end).isEqualTo(4096);
        assertThat(task.outputs()).containsExactly(TensorKey.host(base(0)), TensorKey.host(base(0) + 1024),
                TensorKey.host(base(0) + 3072));
        assertThat(args.tensor(0).data()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = "OUTPUT", mode = EnumSource.Mode.EXCLUDE)
    void onlyOutputsAreAllocated(TensorArgType tag) {
        Slot task = on.chip(args(tag, 0));
        assertThat(task.slab()).isSameAs(Slab.NONE);
        assertThat(task.args(0).tensor(0).data()).isZero();
        assertThat(task.outputs()).isEmpty();
    }

    @Test
    void anOutputWithoutElementsGetsNoAddressAndTakesNobodysPlace() {
        int huge = Integer.MAX_VALUE;
        TaskArgs args = args(OUTPUT, 0)
                .tensor(ContinuousTensor.host(0, DataType.INT64, huge, huge, huge, 0, huge), OUTPUT);
        Slot task = on.chip(args);
        Slot next = on.graph.alloc(64);
        assertThat(task.args(0).tensor(1).data()).isZero();
        assertThat(task.slab().end).isEqualTo(1024);
        assertThat(on.producer(next.slab().address())).isSameAs(next);
        assertThat(on.chip(args).outputs()).hasSize(1);
    }

    @Test
    void eachDepthOfScopesAllocatesFromItsRing() {
        assertThat(on.graph.alloc(1).slab().ring()).isZero();
        for (int open = 2; open <= 6; open++) {
            on.graph.beginScope();
            assertThat(on.graph.alloc(1).slab().ring()).isEqualTo(Math.min(open - 1, 3));
        }
        for (int open = 6; open >= 2; open--) {
            on.graph.endScope(open);
        }
    }

    @Test
    void noBytesHaveNoAddressAndNoProducer() {
        Slot memory = on.graph.alloc(0);
        assertThat(memory.slab().address()).isZero();
        assertThat(on.producers()).isZero();
    }

    @Test
    void aGroupKeepsTheArgumentsOfEachMember() {
        try (GraphOnFakes two = new GraphOnFakes(2, 0)) {
            Slot group = two.group(List.of(args(OUTPUT_EXISTING, A), args(OUTPUT_EXISTING, B)));
            assertThat(group.args(0).tensor(0).data()).isEqualTo(A);
            assertThat(group.args(1).tensor(0).data()).isEqualTo(B);
            assertThat(group.outputs()).containsExactly(TensorKey.host(A), TensorKey.host(B));
            two.finish();
        }
    }

    @Test
    void aGroupDoesNotWaitForItsOwnMembers() {
        try (GraphOnFakes two = new GraphOnFakes(2, 0)) {
            Slot before = two.chip(args(OUTPUT_EXISTING, B));
            Slot group = two.group(List.of(args(OUTPUT_EXISTING, A), args(INPUT, A, B)));
            assertThat(group.producers()).containsExactly(before);
            two.finish();
        }
    }

    @Test
    void chipMemoryIsKnownByItsChip() {
        try (GraphOnFakes two = new GraphOnFakes(2, 0)) {
            TaskArgs write = new TaskArgs().tensor(ContinuousTensor.child(A, DataType.FLOAT32, 4), INOUT);
            Slot onFirst = two.group(List.of(write), 0);
            Slot onSecond = two.group(List.of(write), 1);
            Slot onHost = two.group(List.of(args(INOUT, A)));
            Slot again = two.group(List.of(write), 0);
            assertThat(onSecond.producers()).isEmpty();
            assertThat(onHost.producers()).isEmpty();
            assertThat(again.producers()).containsExactly(onFirst);
            two.finish();
        }
    }
}
