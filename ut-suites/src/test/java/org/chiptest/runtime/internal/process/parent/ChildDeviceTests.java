package org.chiptest.runtime.internal.process.parent;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.launch.WorkerLog;
import org.chiptest.runtime.internal.redzone.RedZone;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildDeviceTests {

    private static final CallConfig CONFIG = CallConfig.defaults();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void runsAPreparedCallableInAnotherProcessOnTensorsInSharedMemory() {
        try (ChipWorker worker = new ChipWorker(opener())) {
            worker.init(0);
            try (HostTensor a = worker.allocate(DataType.FLOAT32, 1000);
                    HostTensor b = worker.allocate(DataType.FLOAT32, 1000);
                    HostTensor sum = worker.allocate(DataType.FLOAT32, 1000);
                    PreparedCallable add = worker.prepare(0, FakeWorkers.callable("add"))) {
                a.fill(i -> i);
                b.fill(2);
                add.run(new TaskArgs().tensor(a).tensor(b).tensor(sum), CONFIG);
                assertThat(sum.get(999)).isEqualTo(1001);
                a.fill(5);
                add.run(new TaskArgs().tensor(a).tensor(a).tensor(sum), CONFIG);
                assertThat(sum.get(0)).isEqualTo(10);
            }
        }
    }

    @Test
    void memoryThatRunsShortEndsAWorkerBeforeItsParent() throws IOException {
        try (ChildDevice device = opener().open(0)) {
            assertThat(outOfMemoryScore(device.pid()))
                    .isEqualTo(Math.min(1000, outOfMemoryScore(ProcessHandle.current().pid()) + 500));
        }
    }

    private static int outOfMemoryScore(long pid) throws IOException {
        return Integer.parseInt(Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).strip());
    }

    @Test
    void theSameMemoryLiesAtAnotherAddressInTheChild() {
        try (ChildDevice device = opener().open(0)) {
            device.prepare(0, FakeWorkers.callable("address"));
            try (HostTensor tensor = HostTensor.allocate(device.tensorMemory(), DataType.UINT64, 1)) {
                device.run(0, new TaskArgs().tensor(tensor), CONFIG);
                assertThat(tensor.getLong(0)).isNotZero().isNotEqualTo(tensor.memory().address());
            }
        }
    }

    @Test
    void everyNumberOfArgumentsThatAChipTakesReachesIt() {
        try (ChildDevice device = opener().open(0)) {
            device.prepare(0, FakeWorkers.callable("sum"));
            try (HostTensor out = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, 1)) {
                TaskArgs args = new TaskArgs();
                for (int i = 0; i < 64; i++) {
                    args.tensor(out);
                }
                for (int i = 0; i < 128; i++) {
                    args.scalar((long) i);
                }
                device.run(0, args, CONFIG);
                assertThat(out.get(0)).isEqualTo(127 * 64);

                assertThatExceptionOfType(DeviceException.class)
                        .isThrownBy(() -> device.run(0, args.scalar(1L), CONFIG)).withMessage(
                                "chip_process dev=0: IndexOutOfBoundsException: capacity exceeded: 129 scalars, a chip takes"
                                        + " at most 128; pass fewer, or pack several into one tensor");
            }
        }
    }

    @Test
    void aFailureOfTheDeviceHasItsCodeAndItsWholeTextAndLeavesTheWorkerUsable() {
        try (ChipWorker worker = new ChipWorker(opener())) {
            worker.init(0);
            PreparedCallable failing = worker.prepare(5, FakeWorkers.callable("fail"));
            CallConfig config = CONFIG.withSettings(RunSettings.unset().withDeadline(Duration.ofSeconds(77)));
            for (int round = 0; round < 3; round++) {
                assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> failing.run(new TaskArgs(), config))
                        .withMessage("run_prepared failed with code -9: std::runtime_error: " + "x".repeat(5000)
                                + " Optional[PT1M17S]")
                        .satisfies(e -> assertThat(e.code()).isEqualTo(-9));
            }
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> worker.run(6, new TaskArgs(), CONFIG))
                    .withMessage("run_prepared failed with code -1: callable id 6 is not prepared");
        }
    }

    @Test
    void aDeviceThatCannotBeOpenedLeavesTheWorkerNewAndNothingBehind() {
        try (ChipWorker worker = new ChipWorker(opener())) {
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> worker.init(FakePlatform.BROKEN_DEVICE))
                    .withMessage("simpler_init failed with code -42: device 13 is broken; take another one");
            assertThat(directory).isEmptyDirectory();
            worker.init(1);
            assertThat(worker.isInitialized()).isTrue();
        }
    }

    @Test
    void aPlatformThatTheChildDoesNotFindIsNamedWithThoseItKnows() {
        try (ChildDeviceOpener opener = new ChildDeviceOpener("nowhere",
                RuntimeKind.HOST_BUILD_GRAPH, FakeWorkers.settings(directory))) {
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> opener.open(0))
                    .withMessageStartingWith(
                            "there is no platform 'nowhere' on the class path of the worker process, known"
                                    + " are [fake]; ");
        }
    }

    @Test
    void anImageThatIsNoCallableIsRefusedByTheChild() {
        try (ChildDevice device = opener().open(0)) {
            ChipCallable withoutFunction = ChipCallable.builder().functionName("missing")
                    .orchestration(FakeWorkers.callable("add").orchestration()).build();
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> device.prepare(0, withoutFunction))
                    .withMessageStartingWith(
                            "chip_process dev=0 ctrl=4: NativeLibraryException: missing: no symbol 'missing'");
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.prepare(64, FakeWorkers.callable("add")))
                    .withMessage("callable ids are 0 to 63, not 64");
        }
    }

    @Test
    void deviceMemoryIsAllocatedCopiedInPiecesAndFreed() {
        long bytes = (20L << 20) + 12;
        try (Arena arena = Arena.ofConfined(); ChildDevice device = opener().open(0)) {
            MemorySegment source = arena.allocate(bytes, 4);
            MemorySegment target = arena.allocate(bytes, 4);
            for (long i = 0; i < bytes / 4; i += 1023) {
                source.setAtIndex(JAVA_INT, i, (int) i);
            }
            long pointer = device.malloc(bytes);
            device.copyTo(pointer, source);
            device.copyFrom(target, pointer);
            assertThat(source.mismatch(target)).isEqualTo(-1);
            device.copyFrom(target.asSlice(0, 0), pointer);
            device.free(pointer);
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> device.copyTo(pointer, source))
                    .withMessageStartingWith("no device memory of 8388608 bytes at 0x");
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> device.malloc(1L << 31))
                    .withMessage("there is no room for 2147483648 bytes");
        }
    }

    @Test
    void memoryOfAnotherOwnerIsRefusedAndTheWorkerGoesOn() {
        try (Arena arena = Arena.ofConfined(); ChildDevice device = opener().open(0)) {
            device.prepare(0, FakeWorkers.callable("address"));
            ContinuousTensor foreign = ContinuousTensor.host(arena.allocate(64).address(), DataType.UINT64, 1);
            assertThatIllegalArgumentException().isThrownBy(() -> device.run(0, new TaskArgs().tensor(foreign), CONFIG))
                    .withMessageContaining("does not lie in memory of this worker");
            assertThat(device.counters().runs()).isZero();
        }
    }

    @Test
    void tensorMemoryHasTheSizeOfTheSettings() {
        WorkerSettings small = FakeWorkers.settings(directory).withTensorBytes(1 << 20);
        try (ChildDevice device = FakeWorkers.opener(small).open(0)) {
            MemorySegment half = device.tensorMemory().allocate(1 << 19);
            assertThatExceptionOfType(OutOfTensorMemoryException.class)
                    .isThrownBy(() -> device.tensorMemory().allocate((1 << 19) + 1));
            device.tensorMemory().free(half);
            device.tensorMemory().allocate((1 << 20) - 2 * RedZone.BYTES);
        }
    }

    @Test
    void countersCanBeReadWhileACallableRunsAndAfterTheDeviceIsClosed() {
        ChildDevice device = opener().open(0);
        device.prepare(0, FakeWorkers.callable("spin"));
        Thread runner = Thread.ofPlatform().start(() -> {
            assertThatExceptionOfType(WorkerException.class).isThrownBy(() -> device.run(0, new TaskArgs(), CONFIG));
        });
        Awaitility.await().until(() -> device.counters().runs() == 1);
        CounterSnapshot during = device.counters();
        assertThat(during.generation()).isEqualTo(device.generation()).isPositive();
        assertThat(during.hostOpens()).isEqualTo(1);
        device.close();
        assertThat(device.counters()).isEqualTo(during);
        Awaitility.await().until(() -> !runner.isAlive());
    }

    @Test
    void eachProcessIsAGenerationOfItsOwn() {
        try (ChildDevice one = opener().open(0); ChildDevice other = opener().open(1)) {
            assertThat(other.generation()).isGreaterThan(one.generation());
            assertThatIllegalStateException().isThrownBy(() -> other.counters().since(one.counters()));
        }
    }

    @Test
    void whatNativeCodePrintsIsCutOutOfTheLogByMarks() {
        try (ChildDevice device = opener().open(0)) {
            device.prepare(0, FakeWorkers.callable("print"));
            device.run(0, new TaskArgs().scalar(1L), CONFIG);
            long mark = device.logMark();
            device.run(0, new TaskArgs().scalar(2L), CONFIG);
            assertThat(device.logSince(mark)).isEqualTo("scalar 2\n");
            assertThat(device.logFile()).content().contains("scalar 1\nscalar 2\n");
        }
    }

    @Test
    void theLogOfAProcessThatLivesTakesLimitedSpaceHoweverMuchItPrints() {
        try (ChildDevice device = opener().open(0)) {
            device.prepare(0, FakeWorkers.callable("flood"));
            device.run(0, new TaskArgs().scalar(100L), CONFIG);
            long mark = device.logMark();
            assertThat(mark).isGreaterThan(100L << 20);
            Awaitility.await().untilAsserted(() -> assertThat(FileSpace.of(device.logFile()))
                    .isLessThan(3 * WorkerLog.KEPT));
            device.run(0, new TaskArgs().scalar(1L), CONFIG);
            assertThat(device.logSince(mark)).matches("x{1048576}\n|(?s)\\[.* left out]\nx+\n");
        }
    }

    @Test
    void aProcessThatWasStartedEarlyServesTheNextDevice() {
        try (ChildDeviceOpener opener = opener()) {
            opener.startEarly();
            opener.startEarly();
            assertThat(directory).isDirectoryContaining(worker -> worker.getFileName().toString().startsWith(
                    "chiptest-worker-"));
            try (ChildDevice device = opener.open(2); ChildDevice another = opener.open(3)) {
                assertThat(device.generation()).isLessThan(another.generation());
            }
            opener.startEarly();
        }
    }

    @Test
    void aClosedDeviceRefusesOperationsAndCloseMayBeRepeated() {
        ChildDevice device = opener().open(0);
        device.close();
        device.close();
        assertThatIllegalStateException().isThrownBy(() -> device.malloc(1))
                .withMessageStartingWith("malloc was asked of a closed device, fake/host_build_graph device 0 (pid ");
    }

    private ChildDeviceOpener opener() {
        return FakeWorkers.opener(FakeWorkers.settings(directory));
    }
}
