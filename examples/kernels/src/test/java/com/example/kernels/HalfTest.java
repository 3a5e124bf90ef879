package com.example.kernels;

import static org.chiptest.runtime.args.DataType.BFLOAT16;
import static org.chiptest.runtime.args.DataType.FLOAT16;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;

/** The 16-bit floating-point types. */
@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
class HalfTest {

    @CallableUnderTest
    static CallableSpec twice() {
        return CallableSpec.orchestration("half/orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, OUT).kernel(0, AIV, "half/twice.cpp", IN, OUT);
    }

    @Scenario
    @Golden
    void convertsFromOneToTheOther(GoldenArgs args) {
        args.input("x", FLOAT16, 1000).fill(i -> i / 8.0);
        args.output("y", BFLOAT16, 1000).expect(i -> i / 4.0);
    }
}
