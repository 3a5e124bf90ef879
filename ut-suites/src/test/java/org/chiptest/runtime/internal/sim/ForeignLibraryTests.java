package org.chiptest.runtime.internal.sim;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.linker.NativeSources;
import org.chiptest.runtime.internal.platform.Platforms;
import org.chiptest.runtime.internal.worker.InProcessDevice;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Libraries that another build made, with g++'s own defaults: what is theirs ends with them. */
class ForeignLibraryTests {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/sim");
    private static final Path HEADERS = Path.of("../runtime/src/main/resources/org/chiptest/include/task_interface");
    private static final int COUNTERS = 5;

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    static Path directory;

    static byte[] statics;
    static byte[] undeletable;
    static byte[] staying;

    @TempDir
    Path scratch;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment counters = arena.allocate(JAVA_LONG, COUNTERS);
    private final List<ChipWorker> workers = new ArrayList<>();

    @BeforeAll
    static void compile() throws IOException {
        statics = compile("statics", "-fgnu-unique");
        undeletable = compile("statics", "-fgnu-unique", "-Wl,-z,nodelete", "-Wl,--hash-style=sysv", "-Wl,--strip-all");
        staying = compile("staying", "-fgnu-unique");
    }

    @AfterEach
    void closeWorkers() {
        workers.forEach(ChipWorker::close);
    }

    @ParameterizedTest
    @EnumSource
    void staticsBeginAnewWithEachRegistration(RuntimeKind runtime) throws IOException {
        for (byte[] library : List.of(statics, undeletable)) {
            ChipWorker worker = worker(runtime, 0);
            long mapped = 0;
            for (int round = 0; round < 4; round++) {
                try (PreparedCallable prepared = worker.prepare(0, callable(runtime, library, "entry"))) {
                    assertThat(count(prepared)).as("round " + round).containsOnly(1L);
                    assertThat(count(prepared)).as("round " + round).containsOnly(2L);
                    assertThat(worker.counters().liveLibraries()).isEqualTo(1);
                }
                assertThat(worker.counters().liveLibraries()).isZero();
                mapped = round == 0 ? mappings() : mapped;
                assertThat(mappings()).as("round " + round).isEqualTo(mapped);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void callablesThatAreThereTogetherHaveStaticsOfTheirOwn(RuntimeKind runtime) {
        ChipWorker one = worker(runtime, 0);
        ChipWorker other = worker(runtime, 1);
        try (PreparedCallable first = one.prepare(0, callable(runtime, statics, "entry"));
                PreparedCallable second = one.prepare(1, callable(runtime, statics, "entry"));
                PreparedCallable third = other.prepare(0, callable(runtime, undeletable, "entry"))) {
            assertThat(count(first)).containsOnly(1L);
            assertThat(count(first)).containsOnly(2L);
            assertThat(count(second)).containsOnly(1L);
            assertThat(count(third)).containsOnly(1L);
            assertThat(count(first)).containsOnly(3L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void staticsOfKernelsBelongToTheirCallableAndEndWithTheDevice(RuntimeKind runtime) throws IOException {
        for (int round = 0; round < 4; round++) {
            ChipWorker worker = worker(runtime, 0);
            try (PreparedCallable first = worker.prepare(0, withKernels(runtime, 1));
                    PreparedCallable second = worker.prepare(1, withKernels(runtime, 2))) {
                assertThat(count(first)).as("round " + round).containsOnly(1L);
                // which thread runs a kernel is open
                assertThat(count(first).subList(0, 4)).as("round " + round).containsOnly(2L);
                assertThat(count(second)).as("round " + round).containsOnly(1L);
            }
            worker.close();
            assertThat(mappings()).as("round " + round).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"hbg, reopens", "trb, reopens", "hbg, stays", "trb, stays"})
    void aLibraryThatKeepsItselfIsSaidOnceAndCountsAsLive(String name, String entry) {
        RuntimeKind runtime = RuntimeKind.named(name).orElseThrow();
        ChipWorker worker = worker(runtime, 0);
        for (int round = 1; round <= 3; round++) {
            try (PreparedCallable prepared = worker.prepare(0, callable(runtime, staying, entry))) {
                run(prepared);
            }
            assertThat(worker.counters().liveLibraries()).isEqualTo(round);
        }
        assertThat(output.text()).containsOnlyOnce(
                "[WARN] dlclose: orchestration of callable id 0 stays in the process after it was closed, and counts as"
                        + " live: a thread_local object with a destructor keeps its library until the thread ends, a"
                        + " dlopen of itself until a dlclose");
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryThatAThreadKeepsIsLiveUntilTheThreadHasEnded(RuntimeKind runtime) {
        ChipWorker worker = worker(runtime, 0);
        try (PreparedCallable prepared = worker.prepare(0, callable(runtime, staying, "thread"))) {
            run(prepared);
        }
        assertThat(worker.counters().liveLibraries()).isEqualTo(1);

        counters.set(JAVA_INT, 0, 2);

        await().untilAsserted(() -> {
            worker.prepare(0, callable(runtime, statics, "entry")).close();
            assertThat(worker.counters().liveLibraries()).isZero();
        });
        assertThat(output.text()).contains("stays in the process after it was closed");
    }

    private List<Long> count(PreparedCallable prepared) {
        counters.fill((byte) -1);
        run(prepared);
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            values.add(counters.getAtIndex(JAVA_LONG, i));
        }
        return values;
    }

    private void run(PreparedCallable prepared) {
        prepared.run(new TaskArgs().scalar(counters.address()).scalar(1L).scalar(1L).scalar(1L),
                CallConfig.defaults().withBlockDim(1));
    }

    private ChipWorker worker(RuntimeKind runtime, int device) {
        ChipWorker worker = new ChipWorker(InProcessDevice.opener(
                Platforms.load(getClass().getClassLoader()).named("a2a3sim").orElseThrow(), runtime,
                TestToolchain.shim(), scratch));
        worker.init(device);
        workers.add(worker);
        return worker;
    }

    private static ChipCallable callable(RuntimeKind runtime, byte[] library, String entry) {
        return ChipCallable.builder().orchestration(library).functionName(runtime.shortName() + "_" + entry).build();
    }

    private static ChipCallable withKernels(RuntimeKind runtime, int kernels) {
        ChipCallable.Builder builder = ChipCallable.builder().functionName("identities").orchestration(TestToolchain
                .orchestration(runtime, SOURCES.resolve(runtime.shortName() + "/identities.cpp")));
        for (int kernel = 0; kernel < kernels; kernel++) {
            builder.child(kernel, CoreCallable.of(List.of(), statics));
        }
        return builder.build();
    }

    private static byte[] compile(String name, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-I" + HEADERS);
        return Files.readAllBytes(NativeSources.compile(Files.createTempDirectory(directory, name), name,
                Files.readString(SOURCES.resolve(name + ".cpp")), all.toArray(String[]::new)));
    }

    private long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(scratch.toString())).count();
        }
    }
}
