package org.chiptest.runtime.internal.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What several threads may see of a {@link ReadyQueue}. Tasks are told by their ids; 0 is none. */
public final class ReadyQueueInterleavings {

    private ReadyQueueInterleavings() {}

    private static Task task(int id) {
        Task task = new Task();
        task.begin(id, TaskShape.AIC, 1, false, 0);
        return task;
    }

    private static int id(@Nullable Task task) {
        return task == null ? 0 : (int) task.id();
    }

    /** A task that is taken is whole, and is taken once. */
    @JCStressTest
    @Outcome(id = {"7, 0", "0, 7"}, expect = ACCEPTABLE, desc = "taken by one of the two")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled, or not what was offered")
    @State
    public static class OfferAndPoll {

        private final ReadyQueue queue = new ReadyQueue(2);

        @Actor
        public void offer() {
            queue.offer(task(7));
        }

        @Actor
        public void poll(II_Result taken) {
            taken.r1 = id(queue.poll());
        }

        @Arbiter
        public void rest(II_Result taken) {
            taken.r2 = id(queue.poll());
        }
    }

    /** Two producers fill two cells. */
    @JCStressTest
    @Outcome(id = {"1, 2", "2, 1"}, expect = ACCEPTABLE, desc = "both are there")
    @Outcome(expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class TwoOffers {

        private final ReadyQueue queue = new ReadyQueue(2);
        private final Task one = task(1);
        private final Task other = task(2);

        @Actor
        public void offerOne() {
            queue.offer(one);
        }

        @Actor
        public void offerOther() {
            queue.offer(other);
        }

        @Arbiter
        public void take(II_Result taken) {
            taken.r1 = id(queue.poll());
            taken.r2 = id(queue.poll());
        }
    }

    /** Two consumers take two tasks. */
    @JCStressTest
    @Outcome(id = {"1, 2", "2, 1"}, expect = ACCEPTABLE, desc = "each takes one")
    @Outcome(expect = FORBIDDEN, desc = "both take the same, or one takes nothing")
    @State
    public static class TwoPolls {

        private final ReadyQueue queue = new ReadyQueue(2);

        public TwoPolls() {
            queue.offer(task(1));
            queue.offer(task(2));
        }

        @Actor
        public void takeOne(II_Result taken) {
            taken.r1 = id(queue.poll());
        }

        @Actor
        public void takeOther(II_Result taken) {
            taken.r2 = id(queue.poll());
        }
    }

    /** Several tasks are taken at once while another thread takes one. */
    @JCStressTest
    @Outcome(id = {"2, 1", "0, 1"}, expect = ACCEPTABLE, desc = "the one came first, or meanwhile")
    @Outcome(id = "1, 18", expect = ACCEPTABLE, desc = "the several came first")
    @Outcome(expect = FORBIDDEN, desc = "one is lost or doubled")
    @State
    public static class PollOfSeveral {

        private final ReadyQueue queue = new ReadyQueue(32);
        private final LocalTasks rest = new LocalTasks();
        private long sum;

        public PollOfSeveral() {
            for (int id = 1; id <= 2 * LocalTasks.CAPACITY; id++) {
                queue.offer(task(id));
                sum += id;
            }
        }

        @Actor
        public void several(II_Result taken) {
            taken.r1 = id(queue.pollSeveral(rest, LocalTasks.CAPACITY + 1));
        }

        @Actor
        public void one(II_Result taken) {
            taken.r2 = id(queue.poll());
        }

        @Arbiter
        public void none(II_Result taken) {
            long left = sum - taken.r1 - taken.r2;
            for (Task task = rest.poll(); task != null; task = rest.poll()) {
                left -= task.id();
            }
            for (Task task = queue.poll(); task != null; task = queue.poll()) {
                left -= task.id();
            }
            if (left != 0) {
                taken.r1 = -1;
            }
        }
    }

    /** A cell that is emptied is filled again. */
    @JCStressTest
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "still full when the third came")
    @Outcome(id = "1, 23", expect = ACCEPTABLE, desc = "the third got the cell of the first")
    @Outcome(expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class PollMakesRoom {

        private final ReadyQueue queue = new ReadyQueue(2);
        private final Task third = task(3);

        public PollMakesRoom() {
            queue.offer(task(1));
            queue.offer(task(2));
        }

        @Actor
        public void take() {
            if (id(queue.poll()) != 1) {
                throw new IllegalStateException("the first is not the oldest");
            }
        }

        @Actor
        public void offer(II_Result seen) {
            seen.r1 = queue.offer(third) ? 1 : 0;
        }

        @Arbiter
        public void rest(II_Result seen) {
            for (Task task = queue.poll(); task != null; task = queue.poll()) {
                seen.r2 = seen.r2 * 10 + id(task);
            }
        }
    }

    /** Who looks again and again finds out that a task has come. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "seen")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "never seen")
    @State
    public static class ArrivalIsNoticed {

        private final ReadyQueue queue = new ReadyQueue(2);
        private final Task task = task(1);

        @Actor
        public void look() {
            while (queue.isEmpty()) {
                // a thread without work
            }
        }

        @Signal
        public void offer() {
            queue.offer(task);
        }
    }
}
