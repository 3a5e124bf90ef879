package com.example.kernels;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;

/** One task of eight blocks. */
@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
class BlocksTest {

    @CallableUnderTest
    static CallableSpec square() {
        return CallableSpec.orchestration("blocks/orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, OUT).kernel(0, AIV, "blocks/square.cpp", IN, OUT);
    }

    /** Three clusters have six vector cores: two of the blocks run after others. */
    @Scenario
    @Golden
    @Case(blockDim = 3)
    void eachBlockDoesItsPart(GoldenArgs args) {
        args.input("x", FLOAT32, 1000).fill(i -> i);
        args.output("y", FLOAT32, 1000).expect(i -> (double) i * i);
    }
}
