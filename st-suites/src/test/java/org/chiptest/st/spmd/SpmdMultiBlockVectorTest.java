package org.chiptest.st.spmd;

import static org.chiptest.st.spmd.Launch.vector;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** Vector tasks of few blocks, and of more blocks than there are vector cores. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdMultiBlockVectorTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void everyBlockRunsOnce(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(vector(4), vector(16), vector(24), vector(48), vector(96)).addTo(args, runtime);
    }
}
