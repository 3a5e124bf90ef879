package org.chiptest.runtime.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.comm.ChipGroup;
import org.chiptest.runtime.internal.device.AbsentException;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.internal.process.parent.HostedChips;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chips whose windows a foreign library has: they join, see each other, and leave together; a library that does not let them is named. */
class ForeignGroupTests {

    private static final int WINDOW = 4096;
    private static final List<String> JOINING = List.of("ensure_acl_ready_ctx", "create_comm_stream_ctx", "comm_init",
            "comm_alloc_windows", "comm_get_local_window_base", "comm_get_window_size", "comm_barrier");

    @TempDir
    Path folder;

    @TempDir
    Path workers;

    private final HostMemory memory = HostMemory.create(16L << 20);

    @AfterEach
    void nothingIsLeft() {
        memory.close();
        assertThat(workers).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void chipsJoinInTheOrderOfTheContractAndTheirBuffersAreFilled(ForeignGeneration generation) {
        List<MemorySegment> filled = IntStream.range(0, 4).mapToObj(_ -> memory.allocate(8)).toList();
        List<BootstrapConfig> configs = new ArrayList<>();
        for (int rank = 0; rank < 4; rank++) {
            filled.get(rank).set(ValueLayout.JAVA_LONG, 0, 100 + rank);
            configs.add(BootstrapConfig.rank(rank, 4, WINDOW)
                    .withBuffer(BootstrapConfig.Buffer.of("first", DataType.INT8, 8))
                    .withBuffer(BootstrapConfig.Buffer.of("mine", DataType.INT64, 1).loadedFromHost())
                    .withHostInput(new BootstrapConfig.Staging("mine", filled.get(rank))));
        }
        try (HostedChips chips = HostedChips.start(source(generation, Duration.ofMinutes(1), "tell-comm", "streams"),
                List.of(5, 6, 7, 8), memory, configs)) {
            for (int rank = 0; rank < 4; rank++) {
                ChipContext context = chips.contexts().get(rank);
                assertThat(context.rank()).isEqualTo(rank);
                assertThat(context.actualWindowSize()).isEqualTo(WINDOW);
                assertThat(context.buffers()).containsEntry("mine", context.windowBase() + 8);
                assertThat(chips.chip(rank).logSince(0).lines().filter(line -> line.startsWith("comm: "))
                        .map(line -> line.substring(6))).containsExactlyElementsOf(JOINING);
                // the next chip's window, as this one's context says where it lies
                assertThat(
                        read(chips, rank, read(chips, rank, context.deviceContext() + 32 + 8L * ((rank + 1) % 4)) + 8))
                        .isEqualTo(100 + (rank + 1) % 4);
            }
            assertThatExceptionOfType(AbsentException.class).isThrownBy(() -> chips.window(2)).withMessage(
                    "the window of chip 2 lies in memory of mysim, which this process cannot see; have a buffer of it"
                            + " stored to the host after each task (BootstrapConfig.Buffer.storedToHost)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChipJoinsAndLeavesByTheFunctionsOfTheLibrary(ForeignGeneration generation) {
        List<String> steps = new ArrayList<>();
        try (ForeignDevice device = device(generation, "streams")) {
            ChipGroup.Member member = join(device, steps);
            assertThat(member.windowBytes()).isEqualTo(WINDOW);
            assertThat(word(device, member.context() + 32)).isEqualTo(member.window());
            member.copyTo(member.window() + 16, MemorySegment.ofArray(new long[]{42}));
            assertThat(word(device, member.window() + 16)).isEqualTo(42);
        }
        assertThat(steps).isEqualTo(JOINING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ensure_acl_ready_ctx", "comm_alloc_windows", "comm_get_local_window_base",
        "comm_get_window_size", "comm_barrier"})
    void aCodeFailsTheStartAndNamesTheFunction(String function) {
        try (ForeignDevice device = device(ForeignGeneration.FIRST, "streams", "code " + function + " -7")) {
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> join(device, new ArrayList<>()))
                    .withMessageStartingWith("planted: " + function + " returned -7")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(-7));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"code comm_init 0 | comm_init returned NULL; it wrote nothing about it",
        "no-context | comm_alloc_windows returned 0 and gave no address of a context",
        "small-window | comm_get_window_size says 1 bytes; a window of 4096 was asked for",
        "throw comm_init | comm_init threw std::runtime_error: thrown by comm_init, which a function of C must not"})
    void whatCannotBeFailsTheStart(String fault, String message) {
        try (ForeignDevice device = device(ForeignGeneration.FIRST, fault)) {
            assertThatExceptionOfType(DeviceException.class).isThrownBy(() -> join(device, new ArrayList<>()))
                    .withMessageStartingWith("planted: " + message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"comm_destroy", "destroy_comm_stream_ctx"})
    void aCodeOfLeavingIsToldWhenTheDeviceIsClosed(String function) {
        ForeignDevice device = device(ForeignGeneration.FIRST, "streams", "code " + function + " -7");
        join(device, new ArrayList<>());
        assertThatExceptionOfType(DeviceException.class).isThrownBy(device::close)
                .withMessageStartingWith("planted: " + function + " returned -7");
        device.close();
    }

    @Test
    void aCrashIsTold() {
        assertThatThrownBy(() -> start(Duration.ofMinutes(1), "crash comm_alloc_windows"))
                .hasMessageMatching("(?s)chip [01] bootstrap failed: start failed: .*SIGSEGV.*");
    }

    @Test
    void aCallThatNeverReturnsIsNamed() throws Exception {
        CompletableFuture<String> ending = new CompletableFuture<>();
        Thread starter = Thread.ofPlatform().start(() -> ending.complete(assertThatExceptionOfType(
                WorkerException.class).isThrownBy(() -> start(Duration.ofMinutes(5), "tell-comm", "hang comm_barrier"))
                .actual().getMessage()));
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> bothAreIn("comm_barrier"));
        starter.interrupt();
        // a process that is starved meanwhile is told first, with that
        assertThat(ending.get(60, TimeUnit.SECONDS)).matches("chip [01] bootstrap failed: the thread that waited for it"
                + " was interrupted in comm_barrier.*; chip [01] waited in comm_barrier");
    }

    @Test
    void aGroupThatHasLostAChipDoesNotWaitForItWhenItLeaves() {
        try (HostedChips chips = start(Duration.ofMinutes(1))) {
            ProcessHandle lost = ProcessHandle.of(chips.chip(1).pid()).orElseThrow();
            assertThat(lost.destroyForcibly()).isTrue();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !chips.chip(1).isUsable());
            assertThat(chips.replaceDead()).isTrue();
            assertThat(read(chips, 0, chips.contexts().get(0).windowBase())).isZero();
        }
    }

    private HostedChips start(Duration deadline, String... faults) {
        return HostedChips.start(source(ForeignGeneration.FIRST, deadline, faults), List.of(0, 1), memory,
                List.of(BootstrapConfig.rank(0, 2, WINDOW), BootstrapConfig.rank(1, 2, WINDOW)));
    }

    private long read(HostedChips chips, int chip, long address) {
        MemorySegment word = memory.allocate(8);
        chips.chip(chip).copyFrom(word, address);
        return word.get(ValueLayout.JAVA_LONG, 0);
    }

    private ForeignDevice device(ForeignGeneration generation, String... faults) {
        return ForeignDevice.open(PlantedRuntime.in(folder.resolve("home"), generation, faults).runtime(), 3,
                PlantedRuntime.host(folder));
    }

    private ChipGroup.Member join(ForeignDevice device, List<String> steps) {
        ChipGroup.Member member = device.group(folder.resolve("root-info")).join(new BootstrapConfig.Rank(0, 1, WINDOW),
                steps::add);
        member.filled(steps::add);
        return member;
    }

    private static long word(ForeignDevice device, long address) {
        long[] word = new long[1];
        device.copyFrom(MemorySegment.ofArray(word), address);
        return word[0];
    }

    private boolean bothAreIn(String function) throws IOException {
        int inside = 0;
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(workers)) {
            for (Path worker : logs) {
                Path log = worker.resolve("log");
                inside += Files.exists(log) && Files.readString(log).contains("comm: " + function) ? 1 : 0;
            }
        }
        return inside == 2;
    }

    private ChipSource source(ForeignGeneration generation, Duration startDeadline, String... faults) {
        PlantedRuntime planted = PlantedRuntime.in(folder.resolve("home"), generation, faults);
        WorkerSettings settings = TestToolchain.settings(workers).withStartDeadline(startDeadline)
                .withPlatformDescription(
                        new PlatformDescription("mysim", Map.of("home", planted.home().toString())).text());
        return new ChipSource("mysim", RuntimeKind.HOST_BUILD_GRAPH, settings);
    }
}
