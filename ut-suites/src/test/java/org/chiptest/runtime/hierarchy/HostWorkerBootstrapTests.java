package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.ProcessCensus;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host worker whose chips start as a group. */
class HostWorkerBootstrapTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final BootstrapConfig.Buffer BOARD = BootstrapConfig.Buffer.of("board", DataType.INT32, 2)
            .loadedFromHost()
            .storedToHost();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void chipsTellEachOtherThroughTheContextsAndTheGroupIsReplacedAsAWhole() {
        try (HostWorker host = new HostWorker(spec(4, 6))) {
            RegisteredCallable tellAll = host.register(FakeWorkers.callable("tell_all"));
            RegisteredCallable leave = host.register(FakeWorkers.callable("leave"));
            HostTensor input = host.allocate(DataType.INT32, 2).fill(7);
            List<HostTensor> outputs = List.of(host.allocate(DataType.INT32, 2), host.allocate(DataType.INT32, 2));
            host.bootstrap(List.of(rank(0, input, outputs.get(0)), rank(1, input, outputs.get(1))));
            assertThatIllegalStateException().isThrownBy(host::chipContexts)
                    .withMessage("Worker.chip_contexts available only after init()");
            host.init();
            assertThat(host.chipContexts()).extracting(ChipContext::deviceId).containsExactly(4, 6);
            assertThat(host.chipContexts()).extracting(ChipContext::rank).containsExactly(0, 1);

            host.run(orchestrator -> tell(host, orchestrator, tellAll, 0));
            host.run(orchestrator -> tell(host, orchestrator, tellAll, 1));
            assertThat(outputs.get(0).toDoubles()).containsExactly(100, 7);
            assertThat(outputs.get(1).toDoubles()).containsExactly(100, 101);

            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> host.run(orchestrator -> orchestrator
                    .submitNextLevel(leave, new TaskArgs().scalar(3L), CONFIG, 1)));
            input.fill(9);
            host.run(orchestrator -> tell(host, orchestrator, tellAll, 0));
            assertThat(outputs.get(0).toDoubles()).as("windows are new, and loaded again").containsExactly(100, 9);
        }
    }

    @Test
    void aBufferWithoutItsHostMemoryFailsInitAndTheWorkerCanBeClosed() {
        ProcessCensus before = ProcessCensus.take();
        try (HostWorker host = new HostWorker(spec(0))) {
            host.bootstrap(List.of(BootstrapConfig.rank(0, 1, 4096).withBuffer(BOARD)));
            assertThatExceptionOfType(WorkerException.class).isThrownBy(host::init)
                    .withMessageStartingWith("chip 0 bootstrap failed: IllegalArgumentException: buffer 'board'")
                    .withMessageContaining("requires a matching BootstrapConfig.Staging in host_inputs/host_outputs");
            assertThat(host.isInitialized()).isFalse();
        }
        before.assertNothingCameToStay();
    }

    @Test
    void configsThatDoNotMatchTheDevicesAreRefusedAtOnce() {
        try (HostWorker host = new HostWorker(spec(0, 1)); HostWorker without = new HostWorker(spec())) {
            List<BootstrapConfig> one = List.of(BootstrapConfig.alone());
            assertThatIllegalArgumentException().isThrownBy(() -> host.bootstrap(one))
                    .withMessage("chip_bootstrap_configs: 1 for 2 devices; give one for each, or none at all");
            assertThatIllegalArgumentException().isThrownBy(() -> without.bootstrap(one))
                    .withMessage("chip_bootstrap_configs: 1 for 0 devices; give one for each, or none at all");
        }
    }

    private static void tell(HostWorker host, Orchestrator orchestrator, RegisteredCallable tellAll, int chip) {
        ChipContext context = host.chipContexts().get(chip);
        orchestrator.submitNextLevel(tellAll, new TaskArgs().scalar(context.deviceContext())
                .scalar(context.tensor("board", DataType.INT32, 2).data()), CONFIG, chip);
    }

    private static BootstrapConfig rank(int rank, HostTensor input, HostTensor output) {
        return BootstrapConfig.rank(rank, 2, 4096).withBuffer(BOARD)
                .withHostInput(new BootstrapConfig.Staging("board", input.memory()))
                .withHostOutput(new BootstrapConfig.Staging("board", output.memory()));
    }

    private HostWorkerSpec spec(int... devices) {
        return HostWorkerSpec.level3(FakeWorkers.chips(FakeWorkers.settings(directory)), devices);
    }
}
