package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskTests {

    @Test
    void aTaskThatNeverBeganCountsAsCompleted() {
        assertThat(new Task().isCompleted()).isTrue();
    }

    @Test
    void withoutProducersItIsReadyWhenPublished() {
        Task task = begun(0);
        assertThat(task.isCompleted()).isFalse();
        assertThat(task.published()).isTrue();
    }

    @Test
    void aCompletedProducerIsNotWaitedFor() {
        Task producer = begun(0);
        producer.published();
        producer.complete();
        Task consumer = begun(1);
        consumer.runAfter(producer);
        assertThat(consumer.published()).isTrue();
        assertThat(consumer.producerCount()).isEqualTo(1);
        assertThat(consumer.producer(0)).isSameAs(producer);
    }

    @Test
    void theLastProducerMakesItReady() {
        Task first = begun(0);
        Task second = begun(1);
        Task consumer = begun(2);
        consumer.runAfter(first);
        consumer.runAfter(second);
        assertThat(consumer.published()).isFalse();
        assertThat(consumer.pendingProducers()).isEqualTo(2);
        assertThat(release(second)).isEmpty();
        assertThat(release(first)).containsExactly(consumer);
    }

    @Test
    void aDoubledEdgeCountsTwiceOnBothSides() {
        Task producer = begun(0);
        Task consumer = begun(1);
        consumer.runAfter(producer);
        consumer.runAfter(producer);
        assertThat(consumer.published()).isFalse();
        assertThat(release(producer)).containsExactly(consumer);
    }

    @Test
    void aTaskThatWaitsForItselfIsNeverReady() {
        Task task = begun(0);
        task.runAfter(task);
        assertThat(task.published()).isFalse();
        assertThat(task.pendingProducers()).isEqualTo(1);
    }

    @Test
    void producersThatCompleteDuringSubmissionDoNotMakeItReady() {
        Task producer = begun(0);
        Task consumer = begun(1);
        consumer.runAfter(producer);
        assertThat(release(producer)).isEmpty();
        assertThat(consumer.published()).isTrue();
    }

    @Test
    void blocksAreHandedOutOnceAndTheLastReturnIsKnown() {
        Task task = new Task();
        task.begin(0, TaskShape.AIV, 3, false, 0);
        assertThat(List.of(task.claimBlock(), task.claimBlock(), task.claimBlock())).containsExactly(0, 1, 2);
        assertThat(List.of(task.partReturned(), task.partReturned(), task.partReturned())).containsExactly(false,
                false,
                true);
    }

    @RepeatedTest(50)
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void concurrentCompletionsMakeAConsumerReadyExactlyOnce() throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        int producerCount = 2 + random.nextInt(40);
        List<Task> producers = new ArrayList<>();
        for (int i = 0; i < producerCount; i++) {
            producers.add(begun(i));
        }
        Task consumer = begun(producerCount);
        AtomicInteger ready = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        int threadsCount = 3;
        for (int t = 0; t < threadsCount; t++) {
            int thread = t;
            work.add(() -> {
                for (int i = thread; i < producerCount; i += threadsCount) {
                    ready.addAndGet(release(producers.get(i)).size());
                }
                return null;
            });
        }
        work.add(() -> {
            producers.forEach(consumer::runAfter);
            if (consumer.published()) {
                ready.incrementAndGet();
            }
            return null;
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(ready).as("times ready with seed %d", seed).hasValue(1);
    }

    private static List<Task> release(Task producer) {
        List<Task> ready = new ArrayList<>();
        Edge edge = producer.complete();
        while (edge != null) {
            Edge following = edge.next;
            if (edge.consumer.producerCompleted()) {
                ready.add(edge.consumer);
            }
            edge = following;
        }
        return ready;
    }

    private static Task begun(long id) {
        Task task = new Task();
        task.begin(id, TaskShape.AIV, 1, false, 0);
        return task;
    }
}
