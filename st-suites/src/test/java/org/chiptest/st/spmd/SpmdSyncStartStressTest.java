package org.chiptest.st.spmd;

import static org.chiptest.st.spmd.Launch.cube;
import static org.chiptest.st.spmd.Launch.mixed;
import static org.chiptest.st.spmd.Launch.vector;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** Six rounds of tasks of all shapes, half of which start all their blocks together. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdSyncStartStressTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void blocksMeet(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(mixed(4), vector(8), mixed(12).together(), vector(24).together(), mixed(4), vector(8),
                mixed(8).together(), vector(16).together(), cube(4)).times(6).addTo(args, runtime);
    }
}
