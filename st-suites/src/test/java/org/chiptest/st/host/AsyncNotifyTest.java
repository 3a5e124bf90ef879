package org.chiptest.st.host;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;

/** A task that waits for a notification of another chip completes when that comes, without a kernel that waits for it. */
@ChipTest(level = 3, runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class AsyncNotifyTest {

    @CallableUnderTest
    static CallableSpec exchange(RuntimeKind runtime) {
        return CommCallables.notification(runtime);
    }

    @Scenario
    @Case(blockDim = 1, devices = RingExchange.CHIPS)
    void theNotificationReleasesTheReader(HostWorker host, ChipCallable exchange, CallConfig config,
            RuntimeKind runtime,
            RandomGenerator random) {
        RingExchange.check(host, exchange, config, runtime, random);
    }
}
