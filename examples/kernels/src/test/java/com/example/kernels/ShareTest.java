package com.example.kernels;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** Tasks that wait for each other and pass tensors on, on both runtimes. */
@ChipTest(platforms = {"a2a3sim", "a5sim"})
class ShareTest {

    @CallableUnderTest
    static CallableSpec share(RuntimeKind runtime) {
        return switch (runtime) {
            case TENSORMAP_AND_RINGBUFFER -> CallableSpec.orchestration("share/trb.cpp")
                    .entry("aicpu_orchestration_entry").signature(IN, OUT)
                    .kernel(0, AIV, "share/sum_trb.cpp", IN, OUT)
                    .kernel(1, AIV, "share/add_trb.cpp", IN, INOUT)
                    .kernel(2, AIV, "share/divide_trb.cpp", IN, IN, OUT);
            case HOST_BUILD_GRAPH -> CallableSpec.orchestration("share/hbg.cpp").entry("build_share")
                    .signature(IN, OUT)
                    .kernel(0, AIV, "share/sum_hbg.cpp", IN, OUT, SCALAR)
                    .kernel(1, AIV, "share/divide_hbg.cpp", IN, IN, OUT, SCALAR);
        };
    }

    @Scenario
    @Golden
    void dividesByTheSumOfAll(GoldenArgs args) {
        args.input("x", FLOAT32, 10, 100).fill(i -> i % 100);
        args.output("y", FLOAT32, 10, 100).expect(i -> i % 100 / (10 * 4950.0));
    }
}
