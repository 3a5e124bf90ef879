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

/** All blocks of a vector task start together, whether idle cores suffice or others must end first. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdSyncStartVectorTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void blocksMeet(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(vector(4), vector(8).together(), vector(16).together(), vector(40).together()).addTo(args, runtime);
    }
}
