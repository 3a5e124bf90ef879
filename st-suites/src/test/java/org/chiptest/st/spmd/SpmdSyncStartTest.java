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

/** All blocks of a mixed task start together, beside a task that does not ask for it. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdSyncStartTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void blocksMeet(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(mixed(4), mixed(2).together(), mixed(8).together(), mixed(12).together()).addTo(args, runtime);
    }
}
