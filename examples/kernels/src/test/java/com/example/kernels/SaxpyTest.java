package com.example.kernels;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.PreparedCallableContract;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** One task, on both runtimes, and what a prepared callable promises. */
@ChipTest(platforms = {"a2a3sim", "a5sim"})
@PreparedCallableContract
class SaxpyTest {

    @CallableUnderTest
    static CallableSpec saxpy(RuntimeKind runtime) {
        return switch (runtime) {
            case TENSORMAP_AND_RINGBUFFER -> CallableSpec.orchestration("saxpy/trb.cpp")
                    .entry("aicpu_orchestration_entry").signature(IN, INOUT, SCALAR)
                    .kernel(0, AIV, "saxpy/saxpy_trb.cpp", IN, INOUT, SCALAR);
            case HOST_BUILD_GRAPH -> CallableSpec.orchestration("saxpy/hbg.cpp").entry("build_saxpy")
                    .signature(IN, INOUT, SCALAR).kernel(0, AIV, "saxpy/saxpy_hbg.cpp", IN, INOUT, SCALAR, SCALAR);
        };
    }

    @Scenario
    @Golden
    void addsAMultiple(GoldenArgs args) {
        args.input("x", FLOAT32, 1000).fill(i -> i);
        args.inout("y", FLOAT32, 1000).fill(1).expect(i -> 2.0 * i + 1);
        args.scalar("a", 2f);
    }
}
