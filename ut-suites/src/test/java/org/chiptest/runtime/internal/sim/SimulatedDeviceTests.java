package org.chiptest.runtime.internal.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.runtime.device.RuntimeKind.HOST_BUILD_GRAPH;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.callable.CallableIds;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedDeviceTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim");
    private static final Map<RuntimeKind, Library> LIBRARIES = new EnumMap<>(RuntimeKind.class);

    @TempDir
    Path scratch;

    private final List<ChipWorker> workers = new ArrayList<>();

    private record Library(MemorySegment graphs, CoreCallable count, CoreCallable throwing) {}

    @AfterEach
    void closeWorkers() {
        workers.forEach(ChipWorker::close);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyOrchestrationSucceeds(RuntimeKind runtime) {
        ChipWorker worker = worker("a2a3sim", runtime);
        assertThatCode(() -> run(worker, callable(runtime, "empty"), 0)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, 24, 4", "a2a3sim, trb, 24, 4", "a5sim, hbg, 36, 7", "a5sim, trb, 36, 7"})
    void everyLegalBlockDimAndThreadNumberWorks(String platform, String name, int maxBlockDim, int maxThreads) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        ChipWorker worker = worker(platform, runtime);
        try (PreparedCallable prepared = worker.prepare(0, callable(runtime, "chain"));
                HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
            int runs = 0;
            for (int blockDim = 1; blockDim <= maxBlockDim; blockDim++) {
                for (int threads = 1; threads <= maxThreads; threads++) {
                    prepared.run(new TaskArgs().tensor(counter).scalar(3L), config(blockDim, threads));
                    runs++;
                }
            }
            assertThat(counter.getLong(0)).isEqualTo(3L * runs);
            assertOutOfRange(prepared, counter, config(maxBlockDim + 1, 1), "block_dim", maxBlockDim + 1, maxBlockDim);
            assertOutOfRange(prepared, counter, config(0, 1), "block_dim", 0, maxBlockDim);
            assertOutOfRange(prepared, counter, config(1, maxThreads + 1), "aicpu_thread_num", maxThreads + 1,
                    maxThreads);
            assertOutOfRange(prepared, counter, config(1, 0), "aicpu_thread_num", 0, maxThreads);
        }
    }

    @ParameterizedTest
    @CsvSource({"hbg, unknown_kernel, -1, 'kernel 9'", "trb, unknown_kernel, -5, 'kernel 9'",
        "hbg, kernel_throws, -1, 'threw std::runtime_error: no such luck'",
        "trb, kernel_throws, -1, 'threw std::runtime_error: no such luck'",
        "hbg, throws, -1, 'threw std::runtime_error: the graph is wrong'",
        "trb, throws, -1, 'threw std::runtime_error: the graph is wrong'",
        "hbg, returns_seven, 7, 'orchestration returns_seven returned 7'",
        "hbg, cycle, -100, '2 of 3 tasks wait for each other: task 1 (kernel 0) for 1 more, task 2 (kernel 0) for 1 more'",
        "hbg, other_thread, -1, 'add_task: called by the thread '",
        "hbg, self_edge, -100, '1 of 1 tasks wait for each other'", "trb, reports_fatal, -9, 'boom 7'",
        "hbg, too_many_arguments, -1, 'add_task: a task has at most 16 arguments, found 17; orchestration"
                + " too_many_arguments was told so, and returned 0 all the same'",
        "hbg, too_many_tasks, -1, 'add_task: a graph has at most 131072 tasks; orchestration'",
        "hbg, too_many_successors, -1, 'add_successor: an edge from task 0 (kernel 0) to task 129 (kernel 0) is one too"
                + " many: a task has at most 128 successors; let a task between them have some'",
        "hbg, unknown_successor, -1, 'add_successor: there is no edge from task 0 (kernel 0) to task 5000: the graph has"
                + " tasks 0 to 0; use what add_task has returned, unless that is -1'",
        "hbg, unknown_predecessor, -1, 'add_successor: there is no edge from task -1 to task 0 (kernel 0): '",
        "hbg, too_many_pairs, -1, ' is one too many: a run copies back at most 64 tensors; copy several back as one'",
        "hbg, negative_pair, -1, ' with 18446744073709551612 bytes has more bytes than there are; sizes are'",
        "hbg, copies_to_nowhere, -1, 'and device address 0x0 with 4 bytes cannot be copied: '",
        "hbg, overwrites_operations, -1, 'orchestration overwrites_operations: its runtime object was overwritten: byte 0,"
                + " the address of its operations, is 0x'",
        "trb, overwrites_operations, -1, 'the orchestration: its runtime object was overwritten: byte 0, the address of'",
        "hbg, overwrites_stopped, -1, 'byte 16, the word that says whether the run has stopped, is 0x7f7f7f7f instead of"
                + " 0x0; only the runtime writes there'",
        "trb, overwrites_stopped, -1, 'byte 16, the word that says whether the run has stopped, is 0x7f7f7f7f'",
        "hbg, overwrites_rest, -1, 'byte 40, a word that is the runtime''s own, is 0x101010101010101 instead of 0x0'",
        "trb, overwrites_rest, -1, 'byte 40, a word that is the runtime''s own, is 0x101010101010101 instead of 0x0'"})
    void aFailedRunSaysWhyAndTheNextOneWorks(String name, String entry, int code, String reason) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        ChipWorker worker = worker("a2a3sim", runtime);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> run(worker, callable(runtime, entry), 3)).isInstanceOf(WorkerException.class)
                    .hasMessageStartingWith("run_prepared failed with code " + code + ": ").hasMessageContaining(reason)
                    .satisfies(e -> assertThat(((WorkerException) e).code()).isEqualTo(code));
            assertThat(run(worker, callable(runtime, "chain"), 50)).isEqualTo(50);
        }
    }

    @ParameterizedTest
    @CsvSource({"a2a3sim, 1", "a2a3sim, 24", "a5sim, 36"})
    void asManyKernelsAsThereAreCoresCanWaitForEachOther(String platform, int clusters) {
        ChipWorker worker = worker(platform, HOST_BUILD_GRAPH);
        ChipCallable rendezvous = builder(HOST_BUILD_GRAPH, "rendezvous").child(2, CoreCallable.of(List.of(),
                TestToolchain.kernel(HOST_BUILD_GRAPH, SOURCES.resolve("hbg/meet.cpp")))).build();
        try (PreparedCallable prepared = worker.prepare(0, rendezvous);
                HostTensor arrived = worker.allocate(DataType.UINT32, 1)) {
            for (int run = 0; run < 3; run++) {
                arrived.setLong(0, 0);
                prepared.run(new TaskArgs().tensor(arrived).scalar((long) clusters), config(clusters, 1));
                assertThat(arrived.getLong(0)).isEqualTo(3L * clusters);
            }
        }
    }

    @Test
    void hbgKeepsItsLimits() {
        ChipWorker worker = worker("a2a3sim", HOST_BUILD_GRAPH);
        assertThat(run(worker, callable(HOST_BUILD_GRAPH, "limits"), 0)).isEqualTo(129);
    }

    @Test
    void whatAnOrchestrationAllocatesIsFreedAfterItsRun() {
        ChipWorker worker = worker("a2a3sim", HOST_BUILD_GRAPH);
        try (PreparedCallable prepared = worker.prepare(0, callable(HOST_BUILD_GRAPH, "forgets_memory"))) {
            for (int i = 0; i < 20_000; i++) {
                prepared.run(new TaskArgs(), config(1, 1));
            }
        }
        assertThat(worker.counters().runs()).isEqualTo(20_000);
    }

    @Test
    void tooFewArgumentsAreRefusedAndTheNextRunWorks() {
        ChipWorker worker = worker("a2a3sim", TENSORMAP_AND_RINGBUFFER);
        ChipCallable wantsFive = builder(TENSORMAP_AND_RINGBUFFER, "chain").configName("wants_five").build();
        assertThatThrownBy(() -> run(worker, wantsFive, 1)).isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("run_prepared failed with code -1: ").hasMessageContaining("5");
        assertThat(run(worker, callable(TENSORMAP_AND_RINGBUFFER, "chain"), 4)).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingEntryIsNamedAndLeavesNothingOpen(RuntimeKind runtime) {
        ChipWorker worker = worker("a2a3sim", runtime);
        assertThatThrownBy(() -> run(worker, callable(runtime, "no_such_entry"), 1)).isInstanceOf(WorkerException.class)
                .hasMessageStartingWith(
                        "prepare_callable failed with code -1: orchestration of callable id 0 exports '")
                .hasMessageContaining("no_such_entry");
        assertThat(worker.counters().liveLibraries()).isZero();
        assertThat(run(worker, callable(runtime, "chain"), 4)).isEqualTo(4);
    }

    @Test
    void trbAcceptsGarbageAtPrepareAndCountsTheFailedOpenAtRun() {
        ChipWorker worker = worker("a2a3sim", TENSORMAP_AND_RINGBUFFER);
        ChipCallable garbage = ChipCallable.builder().orchestration("not a library".getBytes(StandardCharsets.US_ASCII))
                .build();
        try (PreparedCallable prepared = worker.prepare(0, garbage)) {
            assertThatThrownBy(() -> prepared.run(new TaskArgs(), config(1, 1))).isInstanceOf(WorkerException.class)
                    .hasMessageStartingWith(
                            "run_prepared failed with code -1: orchestration of callable id 0 is no ELF file");
        }
        CounterSnapshot counters = worker.counters();
        assertThat(counters.aicpuOpens()).isZero();
        assertThat(counters.aicpuOpenFailures()).isEqualTo(1);
        assertThat(run(worker, callable(TENSORMAP_AND_RINGBUFFER, "chain"), 4)).isEqualTo(4);
    }

    @Test
    void hbgRefusesGarbageAtPrepare() {
        ChipWorker worker = worker("a2a3sim", HOST_BUILD_GRAPH);
        ChipCallable garbage = ChipCallable.builder().orchestration(new byte[100]).functionName("f").build();
        assertThatThrownBy(() -> worker.prepare(0, garbage)).isInstanceOf(WorkerException.class)
                .hasMessageStartingWith(
                        "prepare_callable failed with code -1: orchestration of callable id 0 is no ELF file");
        assertThat(worker.counters().hostOpens()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aKernelThatIsNoLibraryIsRefusedAndNothingIsStored(RuntimeKind runtime) {
        ChipWorker worker = worker("a2a3sim", runtime);
        ChipCallable bad = builder(runtime, "chain").child(7, CoreCallable.of(List.of(), new byte[10])).build();
        assertThatThrownBy(() -> worker.prepare(0, bad)).isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("prepare_callable failed with code -1: kernel 7 of ")
                .hasMessageContaining("no ELF file");
        assertThat(worker.counters().liveImages()).isZero();
        assertThat(run(worker, callable(runtime, "chain"), 4)).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void aProbeDoesAllThatAUserNeedsAndNoUserSeesIt(RuntimeKind runtime) {
        try (Device device = DevicePlace.IN_PROCESS.opener("a2a3sim", runtime, TestToolchain.settings(scratch))
                .open(0)) {
            CounterSnapshot before = device.counters();
            device.probe();
            assertThat(device.counters()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void idsRunFrom0To63(RuntimeKind runtime) {
        ChipWorker worker = worker("a2a3sim", runtime);
        ChipCallable chain = callable(runtime, "chain");
        for (int cid = 0; cid < CallableIds.COUNT; cid++) {
            worker.prepare(cid, chain);
        }
        assertThat(worker.counters().dedupHits()).isEqualTo(63);
        for (int cid : new int[]{-1, 64}) {
            assertThatThrownBy(() -> worker.prepare(cid, chain)).isInstanceOf(WorkerException.class).hasMessage(
                    "prepare_callable failed with code -1: callable id " + cid + " is out of range; ids are 0 to 63");
            assertThatThrownBy(() -> worker.run(cid, new TaskArgs(), config(1, 1))).isInstanceOf(WorkerException.class)
                    .hasMessageStartingWith(
                            "run_prepared failed with code -1: callable id " + cid
                                    + " is not prepared; prepared ids are [0, 1");
            assertThatCode(() -> worker.unregister(cid)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    void callablesThatDifferInTheirNamesOnlyAreStoredTwiceAndShareNothingElse(RuntimeKind runtime) {
        ChipWorker worker = worker("a2a3sim", runtime);
        worker.prepare(0, callable(runtime, "chain"));
        worker.prepare(1, callable(runtime, "empty"));
        worker.prepare(2, callable(runtime, "chain"));
        CounterSnapshot counters = worker.counters();
        assertThat(counters.dedupMisses()).isEqualTo(2);
        assertThat(counters.dedupHits()).isEqualTo(1);
        assertThat(counters.liveImages()).isEqualTo(2);
    }

    @Test
    void unregisteringTakesNothingBackFromTheOpenCount() {
        ChipWorker worker = worker("a2a3sim", TENSORMAP_AND_RINGBUFFER);
        for (int opens = 1; opens <= 3; opens++) {
            assertThat(run(worker, callable(TENSORMAP_AND_RINGBUFFER, "chain"), 2)).isEqualTo(2);
            assertThat(worker.counters().aicpuOpens()).isEqualTo(opens);
            assertThat(worker.counters().hostOpens()).isZero();
        }
    }

    private static long run(ChipWorker worker, ChipCallable callable, long count) {
        try (PreparedCallable prepared = worker.prepare(0, callable);
                HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
            prepared.run(new TaskArgs().tensor(counter).scalar(count), config(3, 2));
            return counter.getLong(0);
        }
    }

    private static void assertOutOfRange(PreparedCallable prepared, HostTensor counter, CallConfig config, String name,
            int found, int max) {
        assertThatThrownBy(() -> prepared.run(new TaskArgs().tensor(counter).scalar(1L), config))
                .isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("run_prepared failed with code -1: " + name + " is " + found)
                .hasMessageEndingWith("it is 1 to " + max);
    }

    private static CallConfig config(int blockDim, int threads) {
        return CallConfig.defaults().withBlockDim(blockDim).withAicpuThreadNum(threads);
    }

    private static ChipCallable callable(RuntimeKind runtime, String entry) {
        return builder(runtime, entry).build();
    }

    private static ChipCallable.Builder builder(RuntimeKind runtime, String entry) {
        Library library = LIBRARIES.computeIfAbsent(runtime, SimulatedDeviceTests::compile);
        return ChipCallable.builder().orchestration(library.graphs).functionName(entry).child(0, library.count)
                .child(1, library.throwing);
    }

    private static Library compile(RuntimeKind runtime) {
        Path folder = SOURCES.resolve(runtime.shortName());
        return new Library(MemorySegment.ofArray(TestToolchain.orchestration(runtime, folder.resolve("graphs.cpp"))),
                CoreCallable.of(List.of(ArgDirection.INOUT),
                        TestToolchain.kernel(runtime, folder.resolve("count.cpp"))),
                CoreCallable.of(List.of(), TestToolchain.kernel(runtime, SOURCES.resolve("throw.cpp"))));
    }

    private ChipWorker worker(String platform, RuntimeKind runtime) {
        ChipWorker worker = ChipWorker.open(
                DevicePlace.IN_PROCESS.opener(platform, runtime, TestToolchain.settings(scratch)), 0);
        workers.add(worker);
        return worker;
    }
}
