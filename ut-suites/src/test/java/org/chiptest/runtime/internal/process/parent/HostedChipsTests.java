package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedChipsTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final int CID = 3;

    @TempDir
    Path directory;

    private final HostMemory memory = HostMemory.create(1L << 24);

    @AfterEach
    void nothingIsLeft() {
        memory.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void chipsShareTensorsAndCallablesAndArePreparedSilentlyAhead() {
        try (HostedChips chips = start(0, 1)) {
            chips.register(CID, FakeWorkers.callable("add"));
            chips.prewarm();
            chips.prewarm();
            HostTensor a = HostTensor.allocate(memory, DataType.FLOAT32, 4).fill(1);
            HostTensor b = HostTensor.allocate(memory, DataType.FLOAT32, 4);
            chips.chip(0).run(CID, new TaskArgs().tensor(a).tensor(a).tensor(b), CONFIG);
            chips.chip(1).run(CID, new TaskArgs().tensor(b).tensor(b).tensor(a), CONFIG);
            assertThat(a.get(3)).isEqualTo(4);
            assertThat(chips.chip(1).counters().hostOpens()).isEqualTo(1);
            assertThat(chips.chip(1).name()).isEqualTo("chip 1 (fake/host_build_graph, device 1)");
            assertThat(chips.chip(0).logSince(0) + chips.chip(1).logSince(0)).isEmpty();
        }
    }

    @Test
    void aTaskWhoseCallableIsNotPreparedHasItPreparedWithOneWarning() {
        try (HostedChips chips = start(5)) {
            chips.register(CID, FakeWorkers.callable("nothing"));
            chips.chip(0).run(CID, new TaskArgs(), CONFIG);
            chips.chip(0).run(CID, new TaskArgs(), CONFIG);
            assertThat(chips.chip(0).logSince(0)).hasLineCount(1)
                    .startsWith("WARN chip_process dev=5: lazy-prepare cid=3: prewarm path missed it");
            assertThat(chips.chip(0).counters().hostOpens()).isEqualTo(1);
        }
    }

    @Test
    void aCallableThatWasNotRegisteredIsNotInTheRegistry() {
        try (HostedChips chips = start(5)) {
            chips.register(1, FakeWorkers.callable("nothing"));
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> chips.chip(0).run(CID, new TaskArgs(), CONFIG))
                    .withMessage(
                            "WorkerThread::dispatch_process: child failed (code=-1): chip_process dev=5: cid 3 not in"
                                    + " registry; register callables before the host worker starts, known are [1]");
        }
    }

    @Test
    void aFailureOfTheDeviceNamesItsProcess() {
        try (HostedChips chips = start(5)) {
            chips.register(CID, FakeWorkers.callable("fail"));
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> chips.chip(0).run(CID, new TaskArgs(), CONFIG))
                    .withMessageStartingWith(
                            "WorkerThread::dispatch_process: child failed (code=-9): chip_process dev=5:"
                                    + " DeviceException: ")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(-9));
            assertThat(chips.chip(0).isUsable()).isTrue();
        }
    }

    @Test
    void deviceMemoryIsAllocatedCopiedAndPassedOn() {
        try (HostedChips chips = start(0, 1)) {
            chips.register(CID, FakeWorkers.callable("add"));
            HostedChip chip = chips.chip(1);
            long device = chip.malloc(16);
            chip.copyTo(device, MemorySegment.ofArray(new float[]{1, 2, 3, 4}));
            HostTensor out = HostTensor.allocate(memory, DataType.FLOAT32, 4);
            ContinuousTensor weights = ContinuousTensor.child(device, DataType.FLOAT32, 4);
            chip.run(CID, new TaskArgs().tensor(weights).tensor(weights).tensor(out), CONFIG);
            assertThat(out.toDoubles()).containsExactly(2, 4, 6, 8);
            float[] back = new float[4];
            chip.copyFrom(MemorySegment.ofArray(back), device);
            assertThat(back).containsExactly(1, 2, 3, 4);
            chip.free(device);
        }
    }

    @Test
    void aControlCommandThatFailsNamesTheWorker() {
        try (HostedChips chips = start(0, 1)) {
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> chips.chip(1).malloc(1L << 40))
                    .withMessage("chip control command 0 failed on worker 1: there is no room for 1099511627776 bytes");
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> chips.chip(1).prewarm(7))
                    .withMessageStartingWith(
                            "chip control command 4 failed on worker 1: chip_process dev=1: cid 7 not in registry");
        }
    }

    @Test
    void aChipThatDiesLeavesTheOthersAndIsReplaced() {
        try (HostedChips chips = start(0, 1)) {
            chips.register(CID, FakeWorkers.callable("leave"));
            chips.register(4, FakeWorkers.callable("nothing"));
            chips.prewarm();
            HostedChip dead = chips.chip(1);
            long survivor = chips.chip(0).pid();
            assertThat(chips.replaceDead()).isFalse();
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> dead.run(CID, new TaskArgs().scalar(3L), CONFIG))
                    .withMessageContaining("exited with code 3 during run_prepared of callable id 3 'leave'");
            assertThat(dead.isUsable()).isFalse();
            chips.chip(0).run(4, new TaskArgs(), CONFIG);

            assertThat(chips.replaceDead()).isTrue();

            assertThat(chips.chip(0).pid()).isEqualTo(survivor);
            assertThat(chips.chip(1)).isNotSameAs(dead);
            chips.chip(1).run(4, new TaskArgs(), CONFIG);
            assertThat(chips.chip(1).logSince(0)).contains("lazy-prepare cid=4");
        }
    }

    @Test
    void aDeviceThatCannotBeOpenedFailsTheStartAndNothingIsLeft() {
        start(0).close();
        ProcessCensus before = ProcessCensus.take();
        assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> start(0, FakePlatform.BROKEN_DEVICE, 2))
                .withMessage(
                        "chip 1 (fake/host_build_graph, device 13): simpler_init failed with code -42: device 13 is"
                                + " broken; take another one");
        assertThat(directory).isEmptyDirectory();
        before.assertNothingCameToStay();
    }

    @Test
    void aCallableIdIsRegisteredOnce() {
        try (HostedChips chips = start(0)) {
            chips.register(CID, FakeWorkers.callable("add"));
            assertThatIllegalArgumentException().isThrownBy(() -> chips.register(CID, FakeWorkers.callable("sum")))
                    .withMessage("callable id 3 is registered as 'add'; take another one");
        }
    }

    private HostedChips start(Integer... devices) {
        return HostedChips.start(FakeWorkers.chips(FakeWorkers.settings(directory)), List.of(devices), memory,
                List.of());
    }
}
