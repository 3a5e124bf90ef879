package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReadyQueueTests {

    @Test
    void capacityIsTheNextPowerOfTwo() {
        assertThat(List.of(1, 2, 3, 4, 5, 1000)).extracting(size -> new ReadyQueue(size).capacity()).containsExactly(2,
                2, 4,
                4, 8, 1024);
    }

    @Test
    void tasksComeOutInTheOrderInWhichTheyWentIn() {
        ReadyQueue queue = new ReadyQueue(4);
        List<Task> tasks = tasks(3);
        tasks.forEach(queue::offer);
        assertThat(queue.size()).isEqualTo(3);
        assertThat(List.of(queue.poll(), queue.poll(), queue.poll())).containsExactlyElementsOf(tasks);
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aFullQueueRefusesAndTakesAgainAfterAPoll() {
        ReadyQueue queue = new ReadyQueue(2);
        List<Task> tasks = tasks(4);
        assertThat(queue.offer(tasks.get(0))).isTrue();
        assertThat(queue.offer(tasks.get(1))).isTrue();
        assertThat(queue.offer(tasks.get(2))).isFalse();
        assertThat(queue.poll()).isSameAs(tasks.get(0));
        assertThat(queue.offer(tasks.get(3))).isTrue();
        assertThat(queue.poll()).isSameAs(tasks.get(1));
        assertThat(queue.poll()).isSameAs(tasks.get(3));
    }

    @Test
    void whereManyWaitSeveralAreTakenAtOnceInTheirOrder() {
        ReadyQueue queue = new ReadyQueue(64);
        LocalTasks rest = new LocalTasks();
        List<Task> tasks = tasks(40);
        tasks.forEach(queue::offer);

        List<Task> taken = new ArrayList<>(List.of(Objects.requireNonNull(queue.pollSeveral(rest, 40))));
        for (Task task = rest.poll(); task != null; task = rest.poll()) {
            taken.add(task);
        }

        assertThat(taken).containsExactlyElementsOf(tasks.subList(0, 1 + LocalTasks.CAPACITY));
        assertThat(queue.size()).isEqualTo(40 - taken.size());
        assertThat(queue.poll()).isSameAs(tasks.get(taken.size()));
    }

    @Test
    void whereFewWaitSeveralAreNotTaken() {
        ReadyQueue queue = new ReadyQueue(64);
        LocalTasks rest = new LocalTasks();
        tasks(39).forEach(queue::offer);

        assertThat(queue.pollSeveral(rest, 40)).isNull();
        assertThat(rest.isEmpty()).isTrue();
        assertThat(queue.size()).isEqualTo(39);
    }

    @Test
    void aQueueThatNeverHoldsEnoughIsNotTakenFromInThisWay() {
        ReadyQueue queue = new ReadyQueue(64);
        LocalTasks rest = new LocalTasks();
        tasks(64).forEach(queue::offer);

        assertThat(queue.pollSeveral(rest, 65)).isNull();
        assertThat(rest.isEmpty()).isTrue();
    }

    @Test
    void clearingDropsEverything() {
        ReadyQueue queue = new ReadyQueue(8);
        tasks(5).forEach(queue::offer);
        queue.clear();
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
    }

    @RepeatedTest(20)
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void manyProducersAndConsumersLoseAndDoubleNothing() throws Exception {
        int producers = 3;
        int consumers = 3;
        int each = 2_000;
        ReadyQueue queue = new ReadyQueue(32);
        List<LocalTasks> local = List.of(new LocalTasks(), new LocalTasks(), new LocalTasks());
        AtomicIntegerArray seen = new AtomicIntegerArray(producers * each);
        List<Callable<Void>> work = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int first = p * each;
            work.add(() -> {
                for (int i = 0; i < each; i++) {
                    Task task = task(first + i);
                    while (!queue.offer(task)) {
                        Thread.onSpinWait();
                    }
                }
                return null;
            });
        }
        for (int c = 0; c < consumers; c++) {
            LocalTasks mine = local.get(c);
            work.add(() -> {
                int taken = 0;
                while (taken < producers * each / consumers) {
                    Task task = mine.poll();
                    if (task == null) {
                        task = queue.pollSeveral(mine, LocalTasks.CAPACITY + 1);
                    }
                    if (task == null) {
                        task = queue.poll();
                    }
                    for (int other = 0; task == null && other < consumers; other++) {
                        task = local.get(other).poll();
                    }
                    if (task != null) {
                        seen.incrementAndGet((int) task.id());
                        taken++;
                    }
                }
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        for (int i = 0; i < seen.length(); i++) {
            assertThat(seen.get(i)).as("times that task %d came out", i).isEqualTo(1);
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    private static List<Task> tasks(int count) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task(i));
        }
        return tasks;
    }

    private static Task task(long id) {
        Task task = new Task();
        task.begin(id, TaskShape.AIV, 1, false, 0);
        return task;
    }
}
