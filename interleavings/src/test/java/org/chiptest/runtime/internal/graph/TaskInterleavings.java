package org.chiptest.runtime.internal.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What threads make of the three words of a {@link Task}. */
public final class TaskInterleavings {

    private TaskInterleavings() {}

    private static Task task(int id, int blocks) {
        Task task = new Task();
        task.begin(id, TaskShape.AIC, blocks, false, 0);
        return task;
    }

    /** Complete a task and tell whether that made another one ready. */
    private static boolean completes(Task producer) {
        boolean ready = false;
        for (Edge edge = producer.complete(); edge != null; edge = edge.next) {
            ready |= edge.consumer.producerCompleted();
        }
        return ready;
    }

    /** A task is submitted while the one that it waits for completes. */
    @JCStressTest
    @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "ready once")
    @Outcome(expect = FORBIDDEN, desc = "never ready, or twice")
    @State
    public static class SubmissionAndCompletion {

        private final Task producer = task(1, 1);
        private final Task consumer = task(2, 1);

        @Actor
        public void submit(ZZ_Result ready) {
            consumer.runAfter(producer);
            ready.r1 = consumer.published();
        }

        @Actor
        public void complete(ZZ_Result ready) {
            ready.r2 = completes(producer);
        }
    }

    /** Both tasks that a third one waits for complete at the same time. */
    @JCStressTest
    @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "ready once")
    @Outcome(expect = FORBIDDEN, desc = "never ready, or twice")
    @State
    public static class TwoProducers {

        private final Task one = task(1, 1);
        private final Task other = task(2, 1);

        public TwoProducers() {
            Task consumer = task(3, 1);
            consumer.runAfter(one);
            consumer.runAfter(other);
            if (consumer.published()) {
                throw new IllegalStateException("nobody has completed yet");
            }
        }

        @Actor
        public void completeOne(ZZ_Result ready) {
            ready.r1 = completes(one);
        }

        @Actor
        public void completeOther(ZZ_Result ready) {
            ready.r2 = completes(other);
        }
    }

    /** Two blocks return. */
    @JCStressTest
    @Outcome(id = {"true, false", "false, true"}, expect = ACCEPTABLE, desc = "one of them is the last")
    @Outcome(expect = FORBIDDEN, desc = "none is, or both")
    @State
    public static class TwoReturns {

        private final Task task = task(1, 2);

        @Actor
        public void returnOne(ZZ_Result last) {
            last.r1 = task.partReturned();
        }

        @Actor
        public void returnOther(ZZ_Result last) {
            last.r2 = task.partReturned();
        }
    }

    /** Two threads take a block each. */
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0"}, expect = ACCEPTABLE, desc = "each its own")
    @Outcome(expect = FORBIDDEN, desc = "both the same")
    @State
    public static class TwoClaims {

        private final Task task = task(1, 2);

        @Actor
        public void claimOne(II_Result block) {
            block.r1 = task.claimBlock();
        }

        @Actor
        public void claimOther(II_Result block) {
            block.r2 = task.claimBlock();
        }
    }
}
