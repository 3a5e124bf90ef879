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

/** Mixed tasks of few blocks, and of more blocks than there are clusters. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class SpmdMultiBlockMixedTest {

    @CallableUnderTest
    static CallableSpec launches() {
        return Launches.callable();
    }

    @Scenario
    @Golden
    @Case(name = "Case1", aicpuThreads = 4)
    void everyBlockRunsOnce(GoldenArgs args, RuntimeKind runtime) {
        Launches.of(mixed(2), mixed(8), mixed(12), mixed(24), mixed(48)).addTo(args, runtime);
    }
}
