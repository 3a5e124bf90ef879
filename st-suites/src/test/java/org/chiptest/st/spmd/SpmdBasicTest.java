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

/** A task of one block tells its kernels which one they are. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdBasicTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void kernelsKnowTheirPlace(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(mixed(1)).addTo(args, runtime);
    }
}
