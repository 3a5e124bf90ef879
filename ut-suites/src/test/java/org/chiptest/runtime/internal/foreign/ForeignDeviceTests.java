package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.device.AbsentException;
import org.chiptest.runtime.internal.linker.NativeSources;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver in this process, on a library that works and on what such libraries do wrong without ending their process. */
class ForeignDeviceTests {

    private static final CallConfig CONFIG = CallConfig.defaults().withBlockDim(3);
    private static final int ELEMENTS = 16_384;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aCallableIsPreparedOnceAndRunsWithNewArguments(ForeignGeneration generation) {
        try (ForeignDevice device = open(generation)) {
            device.prepare(0, PlantedRuntime.vector(generation));
            device.prepare(1, PlantedRuntime.vector(generation));
            assertThat(run(device, 0, 2, 3)).isEqualTo(expected(generation, 2, 3));
            assertThat(run(device, 1, 1, 4)).isEqualTo(expected(generation, 1, 4));
            assertThat(run(device, 0, 5, 6)).isEqualTo(expected(generation, 5, 6));
            device.unregister(0);
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> run(device, 0, 1, 1))
                    .withMessageContaining("returned -1");
            device.prepare(0, PlantedRuntime.vector(generation));

            CounterSnapshot counters = device.counters();
            assertThat(counters.hostOpens()).isEqualTo(3);
            assertThat(counters.runs()).isEqualTo(3);
            assertThatExceptionOfType(AbsentException.class).isThrownBy(counters::dedupHits);
        }
    }

    @ParameterizedTest
    @EnumSource
    void memoryOfTheDeviceIsAllocatedCopiedAndFreed(ForeignGeneration generation) {
        try (ForeignDevice device = open(generation)) {
            long pointer = device.malloc(64);
            device.copyTo(pointer, MemorySegment.ofArray(new int[]{1, 2, 3}));
            int[] back = new int[3];
            device.copyFrom(MemorySegment.ofArray(back), pointer);
            assertThat(back).containsExactly(1, 2, 3);
            device.free(pointer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherDeviceCanBeOpenedWhenTheFirstIsClosed(ForeignGeneration generation) {
        for (int round = 0; round < 2; round++) {
            try (ForeignDevice device = open(folder.resolve("round" + round), generation)) {
                device.prepare(0, PlantedRuntime.vector(generation));
                assertThat(run(device, 0, 2, 3)).isEqualTo(expected(generation, 2, 3));
            }
        }
    }

    @Test
    void aTensorThatIsOnlyReadIsNotCopiedBackInTheSecondGeneration() {
        try (ForeignDevice device = open(ForeignGeneration.SECOND)) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.SECOND));
            try (HostTensor scalarShape = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32);
                    HostTensor out = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32)) {
                scalarShape.fill(4);
                device.run(0, new TaskArgs().tensor(scalarShape).tensor(scalarShape).tensor(out), CONFIG);
                assertThat(out.get(0)).as("a tensor without dimensions is one element").isEqualTo(16);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FIRST, simpler_init", "SECOND, simpler_init"})
    void aDeviceThatRefusesToOpenSaysItsCode(ForeignGeneration generation, String function) {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> open(generation, "code " + function + " -42"))
                .withMessageStartingWith("planted: " + function + " returned -42")
                .satisfies(e -> assertThat(e.code()).isEqualTo(-42));
    }

    @ParameterizedTest
    @EnumSource
    void aContextThatIsNullIsNamed(ForeignGeneration generation) {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> open(generation, "code create_device_context 0"))
                .withMessageStartingWith("planted: create_device_context returned NULL");
    }

    @ParameterizedTest
    @CsvSource({"FIRST, prepare_callable, -7", "SECOND, simpler_register_callable, -7", "FIRST, run_prepared, -9",
        "FIRST, run_prepared, 7", "SECOND, simpler_prepare_run, -5", "SECOND, simpler_launch_run, -1",
        "SECOND, simpler_wait_run, -100", "SECOND, simpler_finalize_run, -1", "FIRST, unregister_callable, -3",
        "SECOND, simpler_unregister_callable, -3", "FIRST, copy_to_device_ctx, -1", "SECOND, copy_from_device_ctx, -1"})
    void everyCodeBecomesAnErrorThatNamesTheFunctionAndTheNextOperationWorks(ForeignGeneration generation,
            String function, int code) throws IOException {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("home"), generation,
                "code " + function + " " + code);
        try (ForeignDevice device = ForeignDevice.open(planted.runtime(), 0, PlantedRuntime.host(folder))) {
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> everything(device, generation))
                    .withMessageStartingWith("planted: " + function + " returned " + code)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(code));

            Files.writeString(planted.files().host().resolveSibling("libhost_runtime.so.fault"), "");
            device.unregister(0);
            everything(device, generation);
        }
    }

    @ParameterizedTest
    @CsvSource({"FIRST, prepare_callable", "FIRST, run_prepared", "SECOND, simpler_wait_run",
        "SECOND, device_malloc_ctx"})
    void whatAFunctionThrowsEndsInTheDriver(ForeignGeneration generation, String function) throws IOException {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("home"), generation, "throw " + function);
        try (ForeignDevice device = ForeignDevice.open(planted.runtime(), 0, PlantedRuntime.host(folder))) {
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> everything(device, generation))
                    .withMessageStartingWith("planted: " + function + " threw std::runtime_error: thrown by " + function
                            + ", which a function of C must not");
            Files.writeString(planted.files().host().resolveSibling("libhost_runtime.so.fault"), "");
        }
    }

    @ParameterizedTest
    @CsvSource({"FIRST, prepare_callable", "SECOND, simpler_register_callable"})
    void aLibraryThatWritesToTheImageIsNamedWithTheByte(ForeignGeneration generation, String function) {
        long storage = generation == ForeignGeneration.FIRST ? 8596 : 9376;
        try (ForeignDevice device = open(generation, "write-image")) {
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.prepare(0, PlantedRuntime.vector(generation)))
                    .withMessageStartingWith(function + " wrote to the caller's image: byte " + storage + " of ")
                    .withMessageContaining("is 0x80, it was 0x7f");
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsThatCannotBeAreRefused(ForeignGeneration generation) {
        try (ForeignDevice device = open(folder.resolve("falls"), generation, "count-falls")) {
            device.prepare(0, PlantedRuntime.vector(generation));
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> run(device, 0, 1, 1))
                    .withMessage(
                            "planted: get_host_dlopen_count fell from 1 to 0; a count of opens never does while the device"
                                    + " is open");
        }
        try (ForeignDevice device = open(folder.resolve("jumps"), generation, "count-jumps")) {
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.prepare(0, PlantedRuntime.vector(generation)))
                    .withMessage(
                            "planted: get_host_dlopen_count says 7 after 1 callables were registered; each opens one library"
                                    + " at most");
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsThatOutliveTheDeviceAreNamedAndTheLibraryStaysOpen(ForeignGeneration generation) {
        ForeignDevice device = open(generation, "outlive");
        device.prepare(0, PlantedRuntime.vector(generation));
        run(device, 0, 1, 1);
        assertThatExceptionOfType(DeviceException.class).isThrownBy(device::close)
                .withMessageStartingWith(
                        "planted: 1 of its threads still runs after destroy_device_context, by the names")
                .withMessageEndingWith("; a runtime ends what it has started");
    }

    @ParameterizedTest
    @EnumSource
    void anOrchestrationOfTheOtherGenerationIsRefusedBeforeTheLibrarySeesIt(ForeignGeneration generation) {
        ForeignGeneration other = generation == ForeignGeneration.FIRST
                ? ForeignGeneration.SECOND
                : ForeignGeneration.FIRST;
        try (ForeignDevice device = open(generation, "throw prepare_callable", "throw simpler_register_callable")) {
            assertThatExceptionOfType(DeviceException.class)
                    .isThrownBy(() -> device.prepare(0, PlantedRuntime.vector(other)))
                    .withMessage("the orchestration was built for a runtime of " + other.title() + " (it "
                            + (other == ForeignGeneration.SECOND ? "exports" : "does not export")
                            + " simpler_host_log_bind_state), this library is of " + generation.title()
                            + "; build it with the headers of this one's own time");
        }
    }

    @Test
    void aRunGetsAnOwnBufferOfAnySizeThatCanBe() {
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> open(ForeignGeneration.FIRST, "huge-size"))
                .withMessage(
                        "planted: get_runtime_size returned 1099511627776, more than the 17179869184 bytes that a run may"
                                + " want of its caller");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "other-version | get_pipeline_contract says version 7, this driver knows 1; the library is of another time",
        "odd-alignment | get_runtime_alignment returned 3; a power of two up to 4096 can be"})
    void whatALibraryOfTheSecondGenerationSaysOfItselfIsChecked(String fault, String message) {
        assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> open(ForeignGeneration.SECOND, fault))
                .withMessage("planted: " + message);
    }

    @Test
    void aLibraryThatNeedsAnotherOneSaysWhichNameItMissesAndOpensBehindIt() {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("home"), ForeignGeneration.FIRST);
        Path library = PlantedRuntime.compile(folder.resolve("needs"), "needing", "-DGENERATION=1",
                "-DNEEDS_SECOND_LIBRARY");
        ForeignFiles files = planted.files();
        ForeignFiles needing = new ForeignFiles(List.of(), library, files.aicpu(), files.aicore(), files.dispatcher());
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> ForeignDevice.open(new ForeignRuntime("needing", needing, List.of()), 0,
                        PlantedRuntime.host(folder)))
                .withMessageContaining("undefined symbol: _Z26sim_context_set_cluster_idi")
                .withMessageContaining("'preload'");

        Path second = NativeSources.compile(folder, "second", "#include <cstdio>\n"
                + "void sim_context_set_cluster_id(int id); void sim_context_set_cluster_id(int id) { if (id > 9) puts(\"\"); }");
        ForeignFiles whole = new ForeignFiles(List.of(second), library, files.aicpu(), files.aicore(),
                files.dispatcher());
        try (ForeignDevice device = ForeignDevice.open(new ForeignRuntime("whole", whole, List.of()), 0,
                PlantedRuntime.host(folder))) {
            device.prepare(0, PlantedRuntime.vector(ForeignGeneration.FIRST));
            assertThat(run(device, 0, 2, 3)).isEqualTo(42);
        }
    }

    private ForeignDevice open(ForeignGeneration generation, String... faults) {
        return open(folder.resolve("home"), generation, faults);
    }

    private ForeignDevice open(Path home, ForeignGeneration generation, String... faults) {
        return ForeignDevice.open(PlantedRuntime.in(home, generation, faults).runtime(), 0,
                PlantedRuntime.host(folder));
    }

    private static void everything(ForeignDevice device, ForeignGeneration generation) {
        device.prepare(0, PlantedRuntime.vector(generation));
        run(device, 0, 1, 1);
        long pointer = device.malloc(8);
        device.copyTo(pointer, MemorySegment.ofArray(new long[1]));
        device.copyFrom(MemorySegment.ofArray(new long[1]), pointer);
        device.free(pointer);
        device.unregister(0);
    }

    private static double run(ForeignDevice device, int cid, float a, float b) {
        try (HostTensor x = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS).fill(a);
                HostTensor y = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS).fill(b);
                HostTensor f = HostTensor.allocate(device.tensorMemory(), DataType.FLOAT32, ELEMENTS)) {
            device.run(cid, new TaskArgs().tensor(x).tensor(y).tensor(f), CONFIG);
            assertThat(f.get(ELEMENTS - 1)).isEqualTo(f.get(0));
            return f.get(0);
        }
    }

    private static double expected(ForeignGeneration generation, float a, float b) {
        return generation == ForeignGeneration.FIRST ? (a + b + 1) * (a + b + 2) : 2 * (a + b);
    }
}
