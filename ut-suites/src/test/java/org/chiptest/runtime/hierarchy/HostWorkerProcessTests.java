package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.process.parent.ChildDeviceOpener;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.StartupCache;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostWorkerProcessTests {

    private static final int ELEMENTS = 1024;
    private static final CallConfig CONFIG = CallConfig.defaults().withBlockDim(3);

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aSubTaskRunsAfterTheChipTaskWhoseOutputItReads(RuntimeKind runtime) {
        try (HostWorker host = new HostWorker(spec(runtime, 0).subWorkers(1))) {
            RegisteredCallable vector = host.register(TestToolchain.vector(runtime));
            RegisteredCallable check = host.register(SubTask.of(HostWorkerProcessTests.class, "doubleThem"));
            host.init();
            try (HostTensor a = host.allocate(DataType.FLOAT32, ELEMENTS).fill(2);
                    HostTensor b = host.allocate(DataType.FLOAT32, ELEMENTS).fill(3);
                    HostTensor f = host.allocate(DataType.FLOAT32, ELEMENTS);
                    HostTensor twice = host.allocate(DataType.FLOAT32, ELEMENTS)) {
                host.run(orchestrator -> {
                    orchestrator.submitNextLevel(vector, vectorArgs(a, b, f), CONFIG);
                    orchestrator.submitSub(check, new TaskArgs().tensor(f, TensorArgType.INPUT)
                            .tensor(twice, TensorArgType.OUTPUT_EXISTING));
                });

                assertThat(twice.get(ELEMENTS - 1)).isEqualTo(2 * golden(runtime));
            }
        }
    }

    @Test
    void aGroupRunsOnTwoChipsWithOutputsOfTheirOwn() {
        RuntimeKind runtime = RuntimeKind.HOST_BUILD_GRAPH;
        try (HostWorker host = new HostWorker(spec(runtime, 0, 1))) {
            RegisteredCallable vector = host.register(TestToolchain.vector(runtime));
            host.init();
            try (HostTensor a = host.allocate(DataType.FLOAT32, ELEMENTS).fill(2);
                    HostTensor b = host.allocate(DataType.FLOAT32, ELEMENTS).fill(3);
                    HostTensor first = host.allocate(DataType.FLOAT32, ELEMENTS);
                    HostTensor second = host.allocate(DataType.FLOAT32, ELEMENTS)) {
                host.run(orchestrator -> orchestrator.submitNextLevelGroup(vector,
                        List.of(vectorArgs(a, b, first), vectorArgs(a, a, second)), CONFIG));

                assertThat(first.get(0)).isEqualTo(42);
                assertThat(second.get(0)).isEqualTo(30);
            }
        }
    }

    @Test
    void aSubTaskThatThrowsFailsTheRunWithItsTypeAndTextAndLeavesTheWorkerUsable() {
        try (HostWorker host = new HostWorker(spec(RuntimeKind.HOST_BUILD_GRAPH).subWorkers(1))) {
            RegisteredCallable refuse = host.register(SubTask.of(HostWorkerProcessTests.class, "refuse"));
            RegisteredCallable nothing = host.register(SubTask.of(HostWorkerProcessTests.class, "nothing"));
            host.init();

            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitSub(refuse)))
                    .withMessageContaining("sub_worker: IllegalStateException: not today");
            host.run(orchestrator -> orchestrator.submitSub(nothing));
        }
    }

    @Test
    void aSubWorkerBesideChipsStartsFromTheCacheOfTheChips(@TempDir Path startup) {
        RuntimeKind runtime = RuntimeKind.HOST_BUILD_GRAPH;
        try (StartupCache cache = StartupCache.in(startup)) {
            new ChildDeviceOpener("a2a3sim", runtime, settings().withStartup(Optional.of(cache))).open(0).close();
        }
        try (StartupCache cache = StartupCache.in(startup);
                HostWorker host = new HostWorker(HostWorkerSpec.level3(
                        new ChipSource("a2a3sim", runtime, settings().withStartup(Optional.of(cache))), 0)
                        .subWorkers(2))) {
            RegisteredCallable check = host.register(SubTask.of(HostWorkerProcessTests.class, "requireCache"));
            host.init();

            host.run(orchestrator -> orchestrator.submitSubGroup(check, List.of(new TaskArgs(), new TaskArgs())));
        }
    }

    @Test
    void aSubWorkerThatExitsIsReplacedByTheNextRun() {
        try (HostWorker host = new HostWorker(spec(RuntimeKind.HOST_BUILD_GRAPH).subWorkers(1))) {
            RegisteredCallable leave = host.register(SubTask.of(HostWorkerProcessTests.class, "leave"));
            RegisteredCallable nothing = host.register(SubTask.of(HostWorkerProcessTests.class, "nothing"));
            host.init();

            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitSub(leave)));
            host.run(orchestrator -> orchestrator.submitSub(nothing));
        }
    }

    @Test
    void chipMemoryIsUsedInPlaceAndLivesFromTaskToTask() {
        RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
        try (HostWorker host = new HostWorker(spec(runtime, 0))) {
            RegisteredCallable vector = host.register(TestToolchain.vector(runtime));
            host.init();
            try (HostTensor a = host.allocate(DataType.FLOAT32, ELEMENTS).fill(2);
                    HostTensor b = host.allocate(DataType.FLOAT32, ELEMENTS).fill(3);
                    HostTensor f = host.allocate(DataType.FLOAT32, ELEMENTS);
                    ChipMemory weight = host.malloc(0, 4L * ELEMENTS)) {
                host.copyTo(weight, b);
                for (int task = 0; task < 2; task++) {
                    f.fill(0);
                    host.run(orchestrator -> orchestrator.submitNextLevel(vector,
                            new TaskArgs().tensor(a, TensorArgType.INPUT)
                                    .tensor(weight.tensor(DataType.FLOAT32, ELEMENTS), TensorArgType.INPUT)
                                    .tensor(f, TensorArgType.OUTPUT_EXISTING),
                            CONFIG, 0));
                    assertThat(f.get(ELEMENTS - 1)).isEqualTo(47);
                }
            }
        }
    }

    @Test
    void chipContextsAreKnownOnlyAfterTheStart() {
        try (HostWorker host = new HostWorker(spec(RuntimeKind.HOST_BUILD_GRAPH))) {
            assertThatIllegalStateException().isThrownBy(host::chipContexts)
                    .withMessage("Worker.chip_contexts available only after init()");
        }
    }

    static void doubleThem(SubArgs args) {
        HostTensor from = args.tensor(0);
        args.tensor(1).fill(i -> 2 * from.get(i));
    }

    static void refuse(SubArgs args) {
        if (args.tensorCount() == 0) {
            throw new IllegalStateException("not today");
        }
    }

    static void nothing(SubArgs args) {
        assertThat(args.tensorCount()).isZero();
    }

    /** A cache that does not fit is not mapped. */
    static void requireCache(SubArgs args) throws IOException {
        assertThat(args.tensorCount()).isZero();
        assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).anyMatch(line -> line.endsWith("/worker.aot"));
    }

    static void leave(SubArgs args) {
        Runtime.getRuntime().halt(3);
    }

    private HostWorkerSpec spec(RuntimeKind runtime, int... devices) {
        return HostWorkerSpec.level3(new ChipSource("a2a3sim", runtime, settings()), devices);
    }

    private WorkerSettings settings() {
        return WorkerSettings.withShim(TestToolchain.shim()).withDirectory(directory);
    }

    private static TaskArgs vectorArgs(HostTensor a, HostTensor b, HostTensor f) {
        return new TaskArgs().tensor(a, TensorArgType.INPUT).tensor(b, TensorArgType.INPUT).tensor(f,
                TensorArgType.OUTPUT_EXISTING);
    }

    private static double golden(RuntimeKind runtime) {
        return runtime == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47;
    }
}
