package org.chiptest.runtime.internal.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What several threads may see of {@link LocalTasks}. Tasks are told by their ids; 0 is none. */
public final class LocalTasksInterleavings {

    private LocalTasksInterleavings() {}

    private static Task task(int id) {
        Task task = new Task();
        task.begin(id, TaskShape.AIC, 1, false, 0);
        return task;
    }

    private static int id(@Nullable Task task) {
        return task == null ? 0 : (int) task.id();
    }

    /** A task that is published is whole for who takes it. */
    @JCStressTest
    @Outcome(id = {"7, 0", "0, 0"}, expect = ACCEPTABLE, desc = "taken, or not there yet")
    @Outcome(expect = FORBIDDEN, desc = "not what was published")
    @State
    public static class PublishAndPoll {

        private final LocalTasks tasks = new LocalTasks();

        @Actor
        public void publish() {
            tasks.put(0, task(7));
            tasks.publish(1);
        }

        @Actor
        public void poll(II_Result taken) {
            taken.r1 = id(tasks.poll());
        }
    }

    /** One task is taken once. */
    @JCStressTest
    @Outcome(id = {"7, 0", "0, 7"}, expect = ACCEPTABLE, desc = "taken by one of the two")
    @Outcome(expect = FORBIDDEN, desc = "lost or doubled")
    @State
    public static class TwoPolls {

        private final LocalTasks tasks = new LocalTasks();

        public TwoPolls() {
            tasks.put(0, task(7));
            tasks.publish(1);
        }

        @Actor
        public void one(II_Result taken) {
            taken.r1 = id(tasks.poll());
        }

        @Actor
        public void other(II_Result taken) {
            taken.r2 = id(tasks.poll());
        }
    }

    /** The owner fills all cells anew as soon as they are empty, while another thread takes a task. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the owner took the last, the other one found nothing")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "the other one took the first of the new ones")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the other one took the last")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or out of turn")
    @State
    public static class CellIsFilledAnew {

        private final LocalTasks tasks = new LocalTasks();
        private final Task[] others = new Task[LocalTasks.CAPACITY];

        public CellIsFilledAnew() {
            for (int i = 0; i < LocalTasks.CAPACITY; i++) {
                tasks.put(i, task(1));
                others[i] = task(2 + i);
            }
            tasks.publish(LocalTasks.CAPACITY);
            for (int i = 1; i < LocalTasks.CAPACITY; i++) {
                tasks.poll();
            }
        }

        @Actor
        public void owner(II_Result taken) {
            taken.r1 = id(tasks.poll());
            for (int i = 0; i < LocalTasks.CAPACITY; i++) {
                tasks.put(i, others[i]);
            }
            tasks.publish(LocalTasks.CAPACITY);
        }

        @Actor
        public void other(II_Result taken) {
            taken.r2 = id(tasks.poll());
        }
    }
}
