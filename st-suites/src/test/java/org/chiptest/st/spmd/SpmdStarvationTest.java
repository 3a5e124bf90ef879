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

/** Tasks whose blocks start together get their turn among many that need less. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdStarvationTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void syncStartTasksGetTheirTurn(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(mixed(4)).times(9).then(mixed(12).together()).times(2).addTo(args, runtime);
    }
}
