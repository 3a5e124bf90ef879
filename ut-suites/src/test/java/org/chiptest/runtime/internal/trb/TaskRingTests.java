package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskRingTests {

    private static final int WINDOW = 8;
    private static final long HEAP = 0x10_0000;
    private static final long PAYLOADS = 0x20_0000;

    private final ScopeStack scopes = new ScopeStack();
    private final TensorMap tensors = new TensorMap();
    private final TaskRing ring = new TaskRing(2, scopes, tensors);

    TaskRingTests() {
        ring.reset(WINDOW, 4, HEAP, 8192, PAYLOADS, 8192);
        scopes.begin(ScopeStack.AUTO);
    }

    @Test
    void tasksAreNumberedInOrder() {
        assertThat(take().local).isZero();
        assertThat(take().local).isEqualTo(1);
        assertThat(ring.next()).isEqualTo(2);
        assertThat(ring.task(1).ring).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 64})
    void oneSlotIsNeverUsed(int window) {
        ring.reset(window, 4, HEAP, 8192, PAYLOADS, 8192);
        for (int i = 1; i < window; i++) {
            assertThat(ring.hasRoom(0, 0)).isTrue();
            take();
        }
        assertThat(ring.hasRoom(0, 0)).isFalse();
        assertThat(ring.live()).isEqualTo(window - 1);
    }

    @Test
    void aTaskHasTheMemoryThatItAskedFor() {
        TrbTask first = ring.take(1024, 128);
        TrbTask second = ring.take(2048, 64);
        assertThat(first.heap).isEqualTo(HEAP);
        assertThat(second.heap).isEqualTo(HEAP + 1024);
        assertThat(first.payload).isEqualTo(PAYLOADS);
        assertThat(second.payload).isEqualTo(PAYLOADS + 128);
    }

    @Test
    void memoryThatIsUsedUpLeavesNoRoom() {
        take(8192, 0);
        assertThat(ring.hasRoom(0, 0)).isTrue();
        assertThat(ring.hasRoom(64, 0)).isFalse();
        assertThat(ring.hasRoom(0, 8192)).isTrue();
        assertThat(ring.hasRoom(0, 8193)).isFalse();
    }

    @Test
    void aFinishedTaskStaysAliveWhileItsScopeIsOpen() {
        TrbTask task = take();
        task.finish();
        ring.retire();
        assertThat(ring.isAlive(0)).isTrue();
        scopes.end();
        ring.retire();
        assertThat(ring.isAlive(0)).isFalse();
        assertThat(ring.wasIssued(0)).isTrue();
    }

    @Test
    void aTaskStaysAliveUntilItHasFinished() {
        TrbTask task = take();
        scopes.end();
        ring.retire();
        assertThat(ring.live()).isEqualTo(1);
        task.finish();
        ring.retire();
        assertThat(ring.live()).isZero();
    }

    @Test
    void aTaskStaysAliveUntilAllItsConsumersHaveFinished() {
        TrbTask task = take();
        task.addConsumer();
        task.addConsumer();
        task.finish();
        scopes.end();
        task.consumerFinished();
        ring.retire();
        assertThat(ring.live()).isEqualTo(1);
        task.consumerFinished();
        ring.retire();
        assertThat(ring.live()).isZero();
    }

    @Test
    void tasksGoInTheOrderInWhichTheyCame() {
        TrbTask first = take();
        take().finish();
        scopes.end();
        ring.retire();
        assertThat(ring.live()).isEqualTo(2);
        first.finish();
        ring.retire();
        assertThat(ring.live()).isZero();
    }

    @Test
    void aScopeInsideAnotherReleasesOnlyItsOwnTasks() {
        take().finish();
        scopes.begin(ScopeStack.AUTO);
        take().finish();
        scopes.end();
        ring.retire();
        assertThat(ring.live()).isEqualTo(2);
        scopes.begin(ScopeStack.AUTO);
        ring.retire();
        assertThat(ring.live()).isEqualTo(2);
        scopes.end();
        scopes.end();
        ring.retire();
        assertThat(ring.live()).isZero();
    }

    @Test
    void memoryComesBackUpToTheOldestLiveTask() {
        TrbTask first = take(4096, 0);
        take(1024, 0);
        first.finish();
        scopes.end();
        ring.retire();
        assertThat(ring.heap.tail()).isEqualTo(4096);
        assertThat(ring.hasRoom(3072, 0)).isTrue();
        assertThat(ring.hasRoom(4032, 0)).isTrue();
        assertThat(ring.hasRoom(4096, 0)).isFalse();
    }

    @Test
    void anEmptyRingHasAllItsMemoryAgain() {
        take(4096, 4096).finish();
        take(1024, 64).finish();
        scopes.end();
        ring.retire();
        assertThat(ring.hasRoom(8192, 8192)).isTrue();
    }

    @Test
    void aSlotIsUsedAgainForAnotherTask() {
        TrbTask first = null;
        for (int i = 0; i < 3 * WINDOW; i++) {
            TrbTask task = take();
            if (i == 0) {
                first = task;
            }
            if (i % WINDOW == 0) {
                assertThat(task).isSameAs(first);
                assertThat(task.local).isEqualTo(i);
                assertThat(task.isReleased()).isTrue();
                assertThat(task.isFinished()).isFalse();
            }
            task.addConsumer();
            task.consumerFinished();
            task.finish();
            scopes.end();
            ring.retire();
            scopes.begin(ScopeStack.AUTO);
        }
        assertThat(ring.wasIssued(3 * WINDOW)).isFalse();
        assertThat(ring.isAlive(0)).isFalse();
    }

    @Test
    void whatATaskWroteIsForgottenWithIt() {
        NativeTensor tensor = new NativeTensor(4096, 4);
        TrbTask task = take();
        tensors.insert(task, tensor.address(), 0);
        task.finish();
        ring.retire();
        assertThat(tensors.size()).isEqualTo(1);
        scopes.end();
        ring.retire();
        assertThat(tensors.size()).isZero();
    }

    @Test
    void theDependencyPoolComesBackWithTheTasks() {
        TrbTask task = take();
        for (int i = 0; i < 4; i++) {
            assertThat(ring.spill(task)).isTrue();
        }
        assertThat(ring.spill(task)).isFalse();
        task.finish();
        scopes.end();
        ring.retire();
        assertThat(ring.spill(take())).isTrue();
    }

    @Test
    void aRunStartsWithAnEmptyRing() {
        take(8192, 8192);
        ring.reset(WINDOW, 4, HEAP, 8192, PAYLOADS, 8192);
        assertThat(ring.live()).isZero();
        assertThat(ring.next()).isZero();
        assertThat(ring.hasRoom(8192, 8192)).isTrue();
        assertThat(ring.oldest()).isNull();
    }

    private TrbTask take() {
        return take(0, 0);
    }

    private TrbTask take(long heapBytes, long payloadBytes) {
        TrbTask task = ring.take(heapBytes, payloadBytes);
        if (scopes.depth() > 0) {
            scopes.add(task);
        }
        return task;
    }
}
