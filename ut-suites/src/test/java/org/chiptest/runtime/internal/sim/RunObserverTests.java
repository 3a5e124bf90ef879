package org.chiptest.runtime.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.graph.DispatchJournal;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.worker.InProcessDevice;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.platform.StubPlatform;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an observer of a run of host_build_graph is told. */
class RunObserverTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim/hbg");
    private static final RuntimeKind HBG = RuntimeKind.HOST_BUILD_GRAPH;
    private static final int TASKS = 200;
    private static final int EDGES = 600;

    private final DispatchJournal journal = new DispatchJournal();

    @TempDir
    Path scratch;

    @Test
    void anObserverSeesTheWholeLifeOfEveryTaskInOrder() {
        Architecture chip = Platforms.load(getClass().getClassLoader()).named("a2a3sim").orElseThrow().architecture();
        Platform watched = StubPlatform.named("watched", chip, Capabilities.ofSimulation())
                .opening((runtime, deviceId, host) -> new SimulatedDevice(chip, runtime, deviceId, host,
                        (args, config) -> journal));
        ChipCallable stamped = ChipCallable.builder()
                .orchestration(TestToolchain.orchestration(HBG, SOURCES.resolve("graphs.cpp"))).functionName("stamped")
                .child(3, CoreCallable.of(List.of(), TestToolchain.kernel(HBG, SOURCES.resolve("stamp.cpp")))).build();
        try (ChipWorker worker = new ChipWorker(
                InProcessDevice.opener(watched, HBG, TestToolchain.shim(), scratch))) {
            worker.init(0);
            try (PreparedCallable prepared = worker.prepare(0, stamped);
                    HostTensor stamps = worker.allocate(DataType.INT64, 1 + 2 * TASKS);
                    HostTensor edges = worker.allocate(DataType.INT64, 2 * EDGES)) {
                RandomCases.check(20, random -> {
                    for (int i = 0; i < EDGES; i++) {
                        int from = random.nextInt(TASKS - 1);
                        edges.setLong(2 * i, from);
                        edges.setLong(2 * i + 1, from + 1 + random.nextInt(TASKS - from - 1));
                    }
                    stamps.fill(0);

                    prepared.run(new TaskArgs().tensor(stamps).tensor(edges).scalar((long) TASKS).scalar((long) EDGES),
                            CallConfig.defaults().withBlockDim(1 + random.nextInt(24)));

                    assertThat(journal.judge()).isEqualTo(TASKS);
                });
            }
        }
    }
}
