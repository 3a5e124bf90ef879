package com.example.kernels;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIC;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;

/** A cube kernel and two vector kernels as one task. */
@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
class MixedTest {

    @CallableUnderTest
    static CallableSpec mixed() {
        return CallableSpec.orchestration("mixed/orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, IN, IN, OUT, OUT)
                .kernel(0, AIC, "mixed/multiply.cpp", IN, IN, IN, OUT, OUT)
                .kernel(1, AIV, "mixed/negate.cpp", IN, IN, IN, OUT, OUT);
    }

    @Scenario
    @Golden
    void everyKernelDoesItsPart(GoldenArgs args) {
        args.input("a", FLOAT32, 16, 8).fill(2);
        args.input("b", FLOAT32, 8, 32).fill(i -> i % 32);
        args.input("x", FLOAT32, 1000).fill(i -> i);
        args.output("c", FLOAT32, 16, 32).expect(i -> 8 * 2 * (i % 32));
        args.output("y", FLOAT32, 1000).expect(i -> -i);
    }
}
