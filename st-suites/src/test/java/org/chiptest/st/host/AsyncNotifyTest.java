package org.chiptest.st.host;

import static org.chiptest.api.await.WorkerConditions.notified;

import java.time.Duration;
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
import org.chiptest.runtime.worker.StartedRun;

/** A task that waits for a notification of another chip completes when that comes, without a kernel that waits for it. */
@ChipTest(level = 3, runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class AsyncNotifyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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

    /** What the chips tell each other shows on the host while they run. */
    @Scenario
    @Case(blockDim = 1, devices = RingExchange.CHIPS)
    void theHostSeesTheNotificationOfARunThatItHasStarted(HostWorker host, ChipCallable exchange, CallConfig config,
            RuntimeKind runtime, RandomGenerator random) {
        RingExchange.check(host, exchange, config, runtime, random, (round, graph) -> {
            try (StartedRun run = host.start(graph)) {
                notified(host, 0, CommCallables.SIGNALS, CommCallables.NOTIFIED, round).await(PATIENCE);
                notified(host, 0, (long) CommCallables.NOTIFIED * Integer.BYTES, round).verify();
                run.await(PATIENCE);
            }
        });
    }
}
