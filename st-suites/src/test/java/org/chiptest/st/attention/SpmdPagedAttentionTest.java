package org.chiptest.st.attention;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;
import static org.chiptest.st.attention.AttentionShape.manyHeads;
import static org.chiptest.st.attention.AttentionShape.manySequences;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/** Paged attention by one task of 24 blocks, in each of which the cores of a cluster pass their results to each other. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdPagedAttentionTest {

    private static final int BLOCKS = 24;

    @CallableUnderTest
    static CallableSpec attention() {
        String kernel = "/attention/kernels/cluster.cpp";
        return CallableSpec.orchestration("/attention/trb/spmd.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, IN, IN, IN, IN, OUT, OUT, SCALAR, SCALAR, SCALAR).include("/include")
                .kernel(0, AIC, kernel, IN, IN, IN, IN, IN, OUT).kernel(1, AIV, kernel, IN, IN, IN, IN, IN, OUT);
    }

    static List<CaseSpec> cases() {
        return List.of(large("Case1", manySequences()), large("Case2", manyHeads(128)),
                CaseSpec.named("fewSequences").data(AttentionShape.small(33, 64, 128, 15)),
                CaseSpec.named("moreSequencesThanBlocks")
                        .data(new AttentionShape(32, 16, 16, 16, Collections.nCopies(30, 70))));
    }

    private static CaseSpec large(String name, AttentionShape shape) {
        return CaseSpec.named(name).data(shape).manually().timeout(Duration.ofMinutes(5));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void clustersAttend(GoldenArgs args, AttentionShape shape, RuntimeKind runtime, RandomGenerator random) {
        AttentionProblem.addTo(args, shape, random, shape.sequences(), shape.heads(), shape.headDim());
        TaskCounts.tasks(1).addTo(args, runtime);
        args.scalar("queries", shape.queries()).scalar("blocks", BLOCKS).scalar("scale", shape.scale());
    }
}
