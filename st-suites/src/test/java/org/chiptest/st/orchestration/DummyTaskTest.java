package org.chiptest.st.orchestration;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIC;

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
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/** Dummy tasks run no kernel, and still let their consumers wait for their producers. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class DummyTaskTest {

    private static final int ELEMENTS = 2;

    @CallableUnderTest
    static CallableSpec dummy() {
        return CallableSpec.orchestration("/orchestration/trb/dummy.cpp").entry("aicpu_orchestration_entry")
                .signature(INOUT, INOUT, OUT, OUT, SCALAR, SCALAR).include("/include")
                .kernel(0, AIC, "/orchestration/kernels/write.cpp", OUT, INOUT)
                .kernel(1, AIC, "/orchestration/kernels/copy.cpp", IN, IN, OUT);
    }

    /**
     * An order by dummy tasks.
     *
     * @param links how many of them form a chain; 0 for one with explicit dependencies on two writers
     */
    record Order(int links, TaskCounts counts) {}

    static List<CaseSpec> cases() {
        return List.of(CaseSpec.named("SingleDummyAutoDep").data(new Order(1, TaskCounts.tasks(3))),
                CaseSpec.named("LongDummyChain").data(new Order(4, TaskCounts.tasks(6))),
                CaseSpec.named("DummyExplicitDepBarrier").data(new Order(0, TaskCounts.tasks(4))));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void letsTheReaderWait(GoldenArgs args, Order order, RuntimeKind runtime, RandomGenerator random) {
        int value = random.nextInt(1, 1_000_000);
        args.inout("memory", DataType.INT32, ELEMENTS).expectLongs(i -> value + i);
        args.inout("tokens", DataType.INT32, order.links() + 1).expect(0);
        args.output("result", DataType.INT32, ELEMENTS).expectLongs(i -> value + i);
        order.counts().addTo(args, runtime);
        args.scalar("links", order.links()).scalar("value", value);
    }
}
