package org.chiptest.st.spmd;

import static org.chiptest.st.spmd.Launch.mixed;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;

/** Tasks whose blocks start together, of sizes at the limits of how clusters are shared out. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdSyncStartEdgeTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void blocksMeet(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(mixed(1).together(), mixed(8).together(), mixed(9).together(), mixed(23).together(), mixed(4))
                .addTo(args, runtime);
    }
}
