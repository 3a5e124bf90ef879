package org.chiptest.runtime.internal.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** What a thread may read from {@link InFlight} while others count. */
public final class InFlightInterleavings {

    private static final int SUBMITTER = 0;
    private static final int RUNNER = 1;

    private InFlightInterleavings() {}

    /** A task that ends after it has made another one ready: one of the two is in flight all the time. */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "one is in flight")
    @Outcome(id = "true", expect = FORBIDDEN, desc = "the end was seen and the beginning before it was not")
    @State
    public static class SuccessorBeforeTheEnd {

        private final InFlight inFlight = new InFlight(2);

        public SuccessorBeforeTheEnd() {
            inFlight.takeSeat(SUBMITTER);
            inFlight.takeSeat(RUNNER);
            inFlight.raise(SUBMITTER);
        }

        @Actor
        public void run() {
            inFlight.raise(RUNNER);
            inFlight.lower(RUNNER);
        }

        @Actor
        public void look(Z_Result zero) {
            zero.r1 = inFlight.isZero();
        }
    }

    /** Two threads take their seats at the same time. */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "its task is counted")
    @Outcome(id = "true", expect = FORBIDDEN, desc = "the seat is not looked at")
    @State
    public static class TwoSeats {

        private final InFlight inFlight = new InFlight(2);

        @Actor
        public void sit() {
            inFlight.takeSeat(SUBMITTER);
        }

        @Actor
        public void sitAndCount() {
            inFlight.takeSeat(RUNNER);
            inFlight.raise(RUNNER);
        }

        @Arbiter
        public void look(Z_Result zero) {
            zero.r1 = inFlight.isZero();
        }
    }
}
