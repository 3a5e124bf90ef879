package org.chiptest.runtime.internal.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Who gets the cores of a {@link CoreSet}, and whose turn {@link MixedTurn} says it is; -1 is no core. */
public final class CoreSetInterleavings {

    private CoreSetInterleavings() {}

    private static CoreSet cores(int clusters) {
        CoreSet cores = new CoreSet();
        cores.reset(clusters);
        return cores;
    }

    /** Two blocks want the only cube core. */
    @JCStressTest
    @Outcome(id = {"0, -1", "-1, 0"}, expect = ACCEPTABLE, desc = "one has it")
    @Outcome(expect = FORBIDDEN, desc = "both have it, or none")
    @State
    public static class TwoTakers {

        private final CoreSet cores = cores(1);

        @Actor
        public void takeOne(II_Result core) {
            core.r1 = cores.acquire(TaskShape.AIC);
        }

        @Actor
        public void takeOther(II_Result core) {
            core.r2 = cores.acquire(TaskShape.AIC);
        }
    }

    /** Cores of the same word are given back. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both are idle")
    @Outcome(expect = FORBIDDEN, desc = "one is lost")
    @State
    public static class TwoReturns {

        private final CoreSet cores = cores(2);
        private final int one = cores.acquire(TaskShape.AIC);
        private final int other = cores.acquire(TaskShape.AIC);

        @Actor
        public void returnOne() {
            cores.release(one);
        }

        @Actor
        public void returnOther() {
            cores.release(other);
        }

        @Arbiter
        public void count(I_Result idle) {
            idle.r1 = cores.idleBlocks(TaskShape.AIC);
        }
    }

    /** A mixed block wants all cores of the cluster, a vector block one of them; whoever loses leaves nothing behind. */
    @JCStressTest
    @Outcome(id = "0, -1, 1", expect = ACCEPTABLE, desc = "the mixed block has the cluster")
    @Outcome(id = {"-1, 1, 1", "-1, 2, 1"}, expect = ACCEPTABLE, desc = "the vector block has one of its cores")
    @Outcome(expect = FORBIDDEN, desc = "a core has two blocks, or is lost")
    @State
    public static class ClusterOrCore {

        private final CoreSet cores = cores(1);

        @Actor
        public void takeCluster(III_Result core) {
            core.r1 = cores.acquire(TaskShape.MIX);
        }

        @Actor
        public void takeCore(III_Result core) {
            core.r2 = cores.acquire(TaskShape.AIV);
        }

        @Arbiter
        public void giveBack(III_Result core) {
            if (core.r1 != CoreSet.NONE) {
                cores.releaseAll(TaskShape.MIX, core.r1);
            }
            if (core.r2 != CoreSet.NONE) {
                cores.release(core.r2);
            }
            core.r3 = cores.idleBlocks(TaskShape.MIX);
        }
    }

    /** The last two tasks that may overtake a mixed one begin at the same time. */
    @JCStressTest
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "both were counted")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "the mixed task is overtaken once more")
    @State
    public static class LastOvertakings {

        private final CoreSet cores = cores(2);
        private final MixedTurn turn = new MixedTurn(cores);

        public LastOvertakings() {
            for (int i = 2; i < MixedTurn.PATIENCE; i++) {
                turn.overtaken();
            }
        }

        @Actor
        public void overtakeOne() {
            turn.overtaken();
        }

        @Actor
        public void overtakeOther() {
            turn.overtaken();
        }

        @Arbiter
        public void look(Z_Result reserved) {
            reserved.r1 = cores.hasReserved();
        }
    }

    /** A reservation is made while the mixed task begins: it stands only if it was made afterwards, and then the count has begun anew. */
    @JCStressTest
    @Outcome(id = "false", expect = ACCEPTABLE, desc = "no reservation is left without a mixed task")
    @Outcome(id = "true", expect = FORBIDDEN, desc = "one was made of a count that had ended")
    @State
    public static class OvertakingAndServing {

        private final CoreSet cores = cores(2);
        private final MixedTurn turn = new MixedTurn(cores);

        public OvertakingAndServing() {
            for (int i = 1; i < MixedTurn.PATIENCE; i++) {
                turn.overtaken();
            }
        }

        @Actor
        public void overtake() {
            turn.overtaken();
        }

        @Actor
        public void serve() {
            turn.served();
        }

        @Arbiter
        public void look(Z_Result reserved) {
            reserved.r1 = cores.hasReserved();
        }
    }
}
