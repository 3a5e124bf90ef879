package org.chiptest.st.vector;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.PreparedCallableContract;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** The contract of prepared callables, applied to the vector example on both runtimes ({@code docs/contract/required-behaviours.md}). */
@ChipTest(platforms = {"a2a3sim", "a5sim", "a2a3", "a5"})
@PreparedCallableContract("vector")
class PreparedCallableTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @CallableUnderTest
    static CallableSpec shifted(RuntimeKind runtime) {
        return VectorCallables.shifted(runtime);
    }

    @Scenario
    @Golden(callable = "vector")
    @Case(blockDim = 3, aicpuThreads = 4)
    void computesWithSmallAddends(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        VectorSubject.vector(runtime, random).declare(args);
    }

    @Scenario
    @Golden(callable = "shifted")
    @Case(blockDim = 3, aicpuThreads = 4)
    void computesWithLargeAddends(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        VectorSubject.shifted(runtime, random).declare(args);
    }
}
