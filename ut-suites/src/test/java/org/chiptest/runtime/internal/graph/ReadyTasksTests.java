package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadyTasksTests {

    private static final int SEATS = 2;
    private static final int MANY = SEATS * 4 * LocalTasks.CAPACITY;

    /** A thread without a seat of its own, as spares are. */
    private static final int SPARE = SEATS;

    private final ReadyTasks ready = new ReadyTasks(2 * MANY, SEATS);

    @Test
    void allThreadsFindWhatOneHasTakenAhead() {
        List<Task> tasks = offer(MANY);

        List<Task> taken = new ArrayList<>();
        taken.add(take(0));
        taken.addAll(rest(1));

        assertThat(taken).containsExactlyInAnyOrderElementsOf(tasks);
        assertThat(ready.has(TaskShape.AIV)).isFalse();
    }

    @Test
    void aThreadThatTakesNothingAheadFindsItToo() {
        List<Task> tasks = offer(MANY);
        Task first = take(0);

        assertThat(rest(SPARE)).containsExactlyInAnyOrderElementsOf(tasks.subList(1, MANY)).doesNotContain(first);
    }

    @Test
    void whatIsTakenAheadStillCounts() {
        offer(MANY);
        take(0);

        assertThat(ready.depth(TaskShape.AIV)).isEqualTo(MANY - 1);
        for (int i = 0; i < MANY - 1 - LocalTasks.CAPACITY; i++) {
            take(SPARE);
        }
        assertThat(ready.depth(TaskShape.AIV)).isEqualTo(LocalTasks.CAPACITY);
        assertThat(ready.has(TaskShape.AIV)).isTrue();
    }

    @Test
    void aThreadRunsWhatItHasTakenAheadInOrder() {
        List<Task> tasks = offer(MANY);

        List<Task> taken = IntStream.rangeClosed(0, LocalTasks.CAPACITY).mapToObj(i -> take(0)).toList();

        assertThat(taken).containsExactlyElementsOf(tasks.subList(0, 1 + LocalTasks.CAPACITY));
    }

    @Test
    void whereFewTasksWaitAllThreadsTakeTheOldest() {
        List<Task> tasks = offer(MANY - 1);

        assertThat(List.of(take(0), take(1), take(SPARE), take(0))).containsExactlyElementsOf(tasks.subList(0, 4));
    }

    @Test
    void whatIsTakenAheadDoesNotBeginWhileAGangWaits() {
        offer(MANY);
        take(0);
        Task gang = new Task();
        gang.begin(MANY, TaskShape.AIV, 2, true, 0);
        ready.offer(gang);

        assertThat(ready.has(TaskShape.AIV)).isFalse();
        assertThat(ready.poll(TaskShape.AIV, 0)).isNull();
        assertThat(ready.poll(TaskShape.AIV, 1)).isNull();
    }

    @Test
    void clearingDropsWhatIsTakenAhead() {
        offer(MANY);
        take(0);

        ready.clear();

        assertThat(rest(0)).isEmpty();
        assertThat(ready.depth(TaskShape.AIV)).isZero();
    }

    private List<Task> offer(int count) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Task task = new Task();
            task.begin(i, TaskShape.AIV, 1, false, 0);
            assertThat(ready.offer(task)).isTrue();
            tasks.add(task);
        }
        return tasks;
    }

    private Task take(int seat) {
        Task task = ready.poll(TaskShape.AIV, seat);
        assertThat(task).isNotNull();
        return task;
    }

    private List<Task> rest(int seat) {
        List<Task> tasks = new ArrayList<>();
        for (@Nullable
        Task task = ready.poll(TaskShape.AIV, seat); task != null; task = ready.poll(TaskShape.AIV, seat)) {
            tasks.add(task);
        }
        return tasks;
    }
}
