package org.chiptest.st.host;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.TaskCounts;

/**
 * The end of an asynchronous copy from another chip's window releases its consumer. The windows are filled from the host when the chips
 * start. Event records exist on the A2/A3 only.
 */
@ChipTest(level = 3, platforms = {"a2a3sim", "a2a3"}, runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class AsyncCopyTest {

    private static final int CHIPS = 2;
    private static final int LENGTH = 512;

    @CallableUnderTest
    static CallableSpec fetch(RuntimeKind runtime) {
        return CommCallables.fetch(runtime);
    }

    @Scenario
    @Case(blockDim = 1, devices = CHIPS)
    void theEndOfTheCopyReleasesTheReader(HostWorker host, ChipCallable fetch, CallConfig config, RuntimeKind runtime,
            RandomGenerator random) {
        RegisteredCallable callable = host.register(fetch);
        List<HostTensor> contents = new ArrayList<>();
        for (int rank = 0; rank < CHIPS; rank++) {
            contents.add(host.allocate(DataType.FLOAT32, LENGTH).fill(i -> random.nextDouble(-4, 4)));
        }
        host.bootstrap(filled(contents));
        host.init();
        try (ChipGroup group = new ChipGroup(host, CHIPS)) {
            for (int rank = 0; rank < CHIPS; rank++) {
                HostTensor next = contents.get((rank + 1) % CHIPS);
                GoldenArgs args = group.rank(rank);
                args.output("out", DataType.FLOAT32, LENGTH).expect(i -> next.get(i) + 1).within(0, 1e-5);
                TaskCounts.tasks(2).addTo(args, runtime);
                args.scalar("context", host.chipContexts().get(rank).deviceContext());
            }
            host.run(orchestrator -> group.submit(orchestrator, callable, config));
            group.check("copied");
        } finally {
            contents.forEach(HostTensor::close);
        }
    }

    /** Each window holds the signals and, behind them, what its host tensor holds. */
    private static List<BootstrapConfig> filled(List<HostTensor> contents) {
        List<BootstrapConfig> configs = new ArrayList<>();
        for (BootstrapConfig rank : CommCallables.ranks(CHIPS, 4L * LENGTH)) {
            configs.add(
                    rank.withBuffer(BootstrapConfig.Buffer.of("data", DataType.FLOAT32, LENGTH).loadedFromHost())
                            .withHostInput(new BootstrapConfig.Staging("data", contents.get(configs.size()).memory())));
        }
        return configs;
    }
}
