package org.chiptest.runtime.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.foreign.ForeignGeneration;
import org.chiptest.runtime.internal.process.launch.WorkerDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are no JVM load the runtime, use it, and do to it what programs do. */
class HostRuntimeLibraryTests {

    private static final Path STEPS = Path.of("src/test/resources/org/chiptest/runtime/library/steps.cpp");
    private static final Path EXAMPLE = Path.of("../examples/library/src/main/c/run_image.c");

    private static final Path WRITE_IMAGE = Path.of("../examples/library/src/main/java/WriteImage.java");

    @TempDir
    static Path built;

    private static Path steps = Path.of("");

    @TempDir
    Path folder;

    @TempDir
    Path temporary;

    private final Map<String, String> environment = new TreeMap<>();

    private record Result(int exit, List<String> lines, String errors) {}

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        steps = WrittenLibrary.program(built, STEPS, "g++", "-std=c++17");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(temporary).isEmptyDirectory();
        assertThat(workers()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theExampleRunsTheImageOfACallable(RuntimeKind runtime) throws IOException, InterruptedException {
        Path example = WrittenLibrary.program(folder, EXAMPLE, "gcc", "-std=c11", "-D_GNU_SOURCE");
        Path image = folder.resolve("saxpy.image");
        Result written = run(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                WRITE_IMAGE.toAbsolutePath().toString(), runtime.shortName(),
                WrittenLibrary.SAXPY.toAbsolutePath().toString(), image.toString()));
        assertThat(written).isEqualTo(new Result(0, List.of(), ""));
        Result result = run(List.of(example.toString(), WrittenLibrary.variant(runtime).toString(), image.toString()));
        assertThat(result).isEqualTo(
                new Result(0, List.of("y = 2 x + y: y[21] is 43", "y = 0.5 x + y: y[21] is 11.5"), ""));
    }

    @Test
    void everyVariantHasTheWholeInterfaceOfGenerationOne() throws IOException {
        try (Stream<Path> files = Files.walk(WrittenLibrary.home())) {
            assertThat(files.filter(file -> file.endsWith("libhost_runtime.so"))).hasSize(4)
                    .allSatisfy(file -> assertThat(ForeignGeneration.of(file)).isEqualTo(ForeignGeneration.FIRST));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallableIsPreparedOnceAndRunAgainAndAgain(RuntimeKind runtime) throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, runtime);
        boolean hbg = runtime == RuntimeKind.HOST_BUILD_GRAPH;
        assertThat(steps(runtime, "init", "prepare:0:" + image, "run:0", "run:0", "memory", "host-opens", "aicpu-opens",
                "unregister:0", "unregister:0", "finalize", "finalize", "host-opens", "aicpu-opens", "destroy").lines())
                .containsExactly("init 0", "prepare 0", "run 0", "run 0", "memory 0",
                        hbg ? "host-opens 1" : "host-opens 0",
                        hbg ? "aicpu-opens 0" : "aicpu-opens 1", "unregister 0", "unregister 0", "finalize 0",
                        "finalize 0", hbg ? "host-opens 1" : "host-opens 0", "aicpu-opens 0", "destroy 0");
    }

    @Test
    void theLibraryAtTheTopIsTheVariantThatTheEnvironmentNames() throws IOException, InterruptedException {
        environment.put("CHIPTEST_VARIANT", "a5/sim/host_build_graph");
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(
                steps(WrittenLibrary.home().resolve(HostRuntimeLibrary.LIBRARY), "init", "prepare:0:" + image, "run:0")
                        .lines())
                .containsExactly("init 0", "prepare 0", "run 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "prepare:0:IMAGE | prepare_callable: no device is open; call simpler_init first",
        "init;init:1 | simpler_init: the context is open on device 0; finalize it before it opens device 1",
        "init:-1 | simpler_init: device -1: device numbers begin at 0",
        "init;prepare:64:IMAGE | prepare_callable: callable id 64 is out of range; ids are 0 to 63",
        "init;run:5 | run_prepared: callable id 5 is not prepared; prepared ids are [], prepare it first",
        "init;run-counting:65:0 | run_prepared: the arguments count 65 tensors; 0 to 64 are possible",
        "init;run-counting:0:-1 | run_prepared: the arguments count -1 scalars; 0 to 128 are possible",
        "null;finalize | finalize_device: the context is NULL"})
    void whatCannotBeIsRefusedWithItsReason(String sequence, String message) throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, sequence.replace("IMAGE", image.toString()).split(";"));
        assertThat(result.lines().getLast()).endsWith(" -1");
        assertThat(result.errors().lines()).singleElement().asString()
                .matches("\\[.*]\\[T0x\\p{XDigit}+]\\[ERROR] \\Q" + message + "\\E");
    }

    @Test
    void tensorsMayShareMemoryAndInputsMayBeReadOnly() throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.TENSORMAP_AND_RINGBUFFER);
        assertThat(steps(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "init", "prepare:0:" + image, "run-read-only:0").lines())
                .endsWith("run-read-only 0");
        Path hbg = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + hbg, "run-in-place:0").lines())
                .endsWith("run-in-place 0");
    }

    @Test
    void aWorkerOutlivesTheThreadThatHasOpenedTheDevice() throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(steps(RuntimeKind.HOST_BUILD_GRAPH, "thread-init", "prepare:0:" + image, "run:0", "errno").lines())
                .containsExactly("thread-init 0", "prepare 0", "run 0", "errno 0");
    }

    @Test
    void aCopyOfTheProgramCanDoNothingWithTheContextAndDoesNothingToIt() throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + image, "copy", "run:0", "destroy");
        assertThat(result.lines()).containsExactly("init 0", "prepare 0", "copy -1", "run 0", "destroy 0");
        assertThat(result.errors()).containsPattern(
                "the context belongs to process \\d+, of which this one is a copy; create one here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "close-library", "finalize"})
    void nothingIsLeftOfAContextThatNobodyDestroys(String last) throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        List<String> all = new ArrayList<>(List.of("init", "prepare:0:" + image, "run:0"));
        if (!last.equals("exit")) {
            all.add(last);
        }
        assertThat(steps(RuntimeKind.HOST_BUILD_GRAPH, all.toArray(String[]::new)).exit()).isZero();
    }

    @Test
    void aProgramMayWaitForAllItsChildren() throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + image, "wait-for-any", "run:0",
                "run:0", "finalize", "init", "prepare:0:" + image, "run:0");
        assertThat(result.lines().subList(2, 9)).containsExactly("wait-for-any 0", "run -1", "run -1", "finalize 0",
                "init 0",
                "prepare 0", "run 0");
        assertThat(result.errors()).containsPattern(
                "run_prepared: the worker process \\d+ (has ended; another part of this program has taken its exit status"
                        + "|was ended by signal 9 \\(Killed\\))")
                .contains(
                        " during run_prepared); destroy this context and create another one");
    }

    @Test
    void aProgramMayIgnoreTheEndOfItsChildren() throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(steps(RuntimeKind.HOST_BUILD_GRAPH, "ignore-children", "init", "prepare:0:" + image, "run:0",
                "finalize").lines()).endsWith("run 0", "finalize 0");
    }

    @Test
    void aWorkerEndsWithAProgramThatIsKilled() throws IOException, InterruptedException {
        Process process = start(command(WrittenLibrary.variant(RuntimeKind.HOST_BUILD_GRAPH)
                .resolve("libhost_runtime.so"), "init", "worker", "pause"));
        try (var output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("init 0");
            long worker = Long.parseLong(output.readLine().replace("worker ", ""));
            process.destroyForcibly();
            await().atMost(Duration.ofSeconds(30)).until(() -> ProcessHandle.of(worker).isEmpty());
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // the next worker of a Java program deletes what is left in its folder
        WorkerDirectory.deleteAbandoned(temporary);
    }

    @Test
    void aCrashCostsTheRunAndSaysWhere() throws IOException, InterruptedException {
        Path crashing = WrittenLibrary.faulty(folder, "crash", "*reinterpret_cast<volatile int64_t *>(8) = args[2];");
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + crashing, "run:0", "memory",
                "unregister:0", "finalize", "init", "memory");
        // a JVM that crashes says so on standard output, whatever it is told
        assertThat(result.lines()).filteredOn(line -> !line.startsWith("#")).containsExactly("init 0", "prepare 0",
                "run -1", "memory 1", "unregister 0", "finalize 0", "init 0", "memory 0");
        assertThat(result.errors())
                .containsPattern("run_prepared: the worker process \\d+ was ended by signal 6 \\(Aborted\\):"
                        + " SIGSEGV \\(0xb\\) at pc=\\S+, pid=\\d+, tid=\\d+, in C  \\[lib.*]  kernel_entry");
    }

    @Test
    void aRunThatDoesNotReturnIsEndedAtItsDeadline() throws IOException, InterruptedException {
        environment.put("CHIPTEST_RUN_SECONDS", "1");
        Path spinning = WrittenLibrary.faulty(folder, "spin", "while (*reinterpret_cast<volatile int64_t *>(args)) {}");
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + spinning, "run:0");
        assertThat(result.lines().getLast()).isEqualTo("run -100");
        assertThat(result.errors()).contains("was killed: user code does not return: ");
    }

    @Test
    void whatAnOrchestrationWritesBehindATensorIsFound() throws IOException, InterruptedException {
        Path image = WrittenLibrary.faulty(folder, "overrun", "reinterpret_cast<float *>(args[1])[args[3]] = 1;");
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + image, "run:0");
        assertThat(result.lines().getLast()).isEqualTo("run -1");
        assertThat(result.errors()).contains("memory overrun: ", "behind the end");
    }

    @Test
    void aRingSettingOfTheEnvironmentCountsFromTheNextRunAndABadOneIsIgnored()
            throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.TENSORMAP_AND_RINGBUFFER);
        Result result = steps(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "init", "prepare:0:" + image,
                "set:PTO2_RING_TASK_WINDOW:8", "run:0", "set:PTO2_RING_TASK_WINDOW:7", "run:0",
                "set:PTO2_RING_TASK_WINDOW:8", "set:PTO2_RING_HEAP:1024", "run:0");
        assertThat(result.lines()).filteredOn(line -> line.startsWith("run")).containsExactly("run 0", "run 0",
                "run 0");
        assertThat(result.errors()).contains(
                "PTO2_RING_TASK_WINDOW=7 is ignored: it takes a decimal integer from 4, a power of two");
    }

    @Test
    void aCaptureIsWrittenWhereTheProgramIs() throws IOException, InterruptedException {
        Path image = WrittenLibrary.saxpy(folder, RuntimeKind.HOST_BUILD_GRAPH);
        assertThat(steps(RuntimeKind.HOST_BUILD_GRAPH, "init", "prepare:0:" + image, "run-captured:capture").lines())
                .endsWith("run-captured 0");
        assertThat(folder.resolve("capture")).isDirectoryContaining("glob:**/*");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void chipsOfSeveralProgramsReachEachOthersWindows(int ranks) throws IOException, InterruptedException {
        List<Process> programs = new ArrayList<>();
        try {
            for (int rank = 0; rank < ranks; rank++) {
                String ofRank = ":" + rank + ":" + ranks;
                programs.add(start(command(WrittenLibrary.variant(RuntimeKind.TENSORMAP_AND_RINGBUFFER)
                        .resolve("libhost_runtime.so"), "init:" + rank, "join" + ofRank + ":group",
                        "exchange" + ofRank, "leave", "join" + ofRank + ":group", "exchange" + ofRank, "leave",
                        "finalize")));
            }
            for (Process program : programs) {
                assertThat(program.inputReader().lines()).containsExactly("init 0", "join 0", "exchange 0", "leave 0",
                        "join 0", "exchange 0", "leave 0", "finalize 0");
            }
        } finally {
            programs.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void aRankThatIsClosedReleasesTheOthers() throws IOException, InterruptedException {
        Path library = WrittenLibrary.variant(RuntimeKind.TENSORMAP_AND_RINGBUFFER).resolve("libhost_runtime.so");
        Process closed = start(command(library, "init:1", "join:1:2:group", "finalize"));
        try {
            Result result = steps(library, "init:0", "join:0:2:group", "exchange:0:2", "finalize");
            assertThat(result.lines()).containsExactly("init 0", "join 0", "exchange -1", "finalize 0");
            assertThat(result.errors())
                    .contains("rank 0 was released from a barrier: rank 1 was closed before it had left the group");
            assertThat(closed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            closed.destroyForcibly();
        }
    }

    @Test
    void aRankWhoseWorkerCrashesReleasesTheOthersAtOnce() throws IOException, InterruptedException {
        Path library = WrittenLibrary.variant(RuntimeKind.HOST_BUILD_GRAPH).resolve("libhost_runtime.so");
        Path crash = WrittenLibrary.faulty(folder, "crash", "*reinterpret_cast<volatile int64_t *>(8) = args[2];");
        Process crashed = start(
                command(library, "init:1", "prepare:0:" + crash, "join:1:2:group", "run:0", "finalize"));
        try {
            Result result = steps(library, "init:0", "join:0:2:group", "exchange:0:2", "finalize");
            assertThat(result.lines()).containsExactly("init 0", "join 0", "exchange -1", "finalize 0");
            assertThat(result.errors())
                    .containsPattern("rank 0 waited at a barrier for rank 1, whose process \\d+ has ended");
            assertThat(crashed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            crashed.destroyForcibly();
        }
    }

    @Test
    void aRankThatEndsBeforeItJoinsReleasesTheOthersAndDisturbsNoLaterGroup() throws IOException, InterruptedException {
        Path library = WrittenLibrary.variant(RuntimeKind.HOST_BUILD_GRAPH).resolve("libhost_runtime.so");
        // the one that waits begins first: what had ended before it would be of an earlier group
        Process waiting = start(command(library, "init:0", "join:0:2:group", "finalize"));
        Process ending = start(command(library, "init:1", "announce:1:2:group"));
        try {
            assertThat(waiting.inputReader().lines()).containsExactly("init 0", "join -1", "finalize 0");
            assertThat(folder.resolve("errors")).content().containsPattern(
                    "rank 0 waited at the start of the group for rank 1, whose process \\d+ has ended");
            assertThat(ending.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            ending.destroyForcibly();
            waiting.destroyForcibly();
        }
        Process other = start(command(library, "init:1", "join:1:2:group", "leave"));
        try {
            assertThat(steps(library, "init:0", "join:0:2:group", "leave").lines()).containsExactly("init 0", "join 0",
                    "leave 0");
            assertThat(other.inputReader().lines()).endsWith("join 0", "leave 0");
        } finally {
            other.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "join:2:2:group | comm_init: rank 2 of 2: a group has 1 to 64 ranks, numbered from 0",
        "join:0:65:group | comm_init: rank 0 of 65: a group has 1 to 64 ranks, numbered from 0",
        "join:0:1:/nowhere/group | comm_init: cannot open /nowhere/group, by which the ranks of a group find each other: No such file"})
    void aGroupThatCannotBeIsRefused(String step, String message) throws IOException, InterruptedException {
        Result result = steps(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "init", step);
        assertThat(result.lines()).endsWith("join -1");
        assertThat(result.errors()).contains(message);
    }

    @Test
    void anInstallationThatIsNotWholeIsNamed() throws IOException, InterruptedException {
        environment.put("CHIPTEST_HOME", folder.toString());
        environment.put("JAVA_HOME", "/nowhere");
        Result result = steps(RuntimeKind.HOST_BUILD_GRAPH, "init");
        assertThat(result.lines()).containsExactly("init -1");
        assertThat(result.errors())
                .contains("simpler_init: a JDK from version 25 is needed; set JAVA_HOME to one, or put"
                        + " it into " + folder.resolve("jdk") + ". Looked at:\n  " + folder.resolve("jdk")
                        + " is no JDK\n  /nowhere is no JDK");
    }

    @Test
    void aVariantThatIsNotThereIsNamed() throws IOException, InterruptedException {
        environment.put("CHIPTEST_VARIANT", "a9/sim/trb");
        Result result = steps(WrittenLibrary.home().resolve(HostRuntimeLibrary.LIBRARY), "init");
        assertThat(result.lines()).containsExactly("init -1");
        assertThat(result.errors()).contains("nor " + WrittenLibrary.home().resolve("a9/sim/trb/worker.command")
                + "; set CHIPTEST_HOME to the folder that HostRuntimeLibrary has written, and CHIPTEST_VARIANT to a folder in"
                + " it, such as a2a3/sim/host_build_graph");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{java};-version | exited with code 0 during start",
        "/nowhere/java | simpler_init: cannot start /nowhere/java: No such file or directory"})
    void aWorkerThatDoesNotStartIsNamed(String command, String message) throws IOException, InterruptedException {
        Path variant = Files.createDirectories(folder.resolve("a/b/c"));
        Files.copy(WrittenLibrary.home().resolve(HostRuntimeLibrary.LIBRARY), variant.resolve("libhost_runtime.so"));
        Files.writeString(variant.resolve("worker.command"), command.replace(';', '\n'));
        Files.copy(WrittenLibrary.home().resolve("java-home"), folder.resolve("java-home"));
        Result result = steps(variant.resolve("libhost_runtime.so"), "init", "init");
        assertThat(result.lines()).containsExactly("init -1", "init -1");
        assertThat(result.errors()).contains(message.replace(" during start", ""));
    }

    private Result steps(RuntimeKind runtime, String... all) throws IOException, InterruptedException {
        return steps(WrittenLibrary.variant(runtime).resolve("libhost_runtime.so"), all);
    }

    private Result steps(Path library, String... all) throws IOException, InterruptedException {
        return run(command(library, all));
    }

    private static List<String> command(Path library, String... all) {
        return Stream.concat(Stream.of(steps.toString(), library.toString()), Stream.of(all)).toList();
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("errors").toFile()));
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("errors"), "");
        Process process = start(command);
        try (var output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Result(process.exitValue(), lines, Files.readString(folder.resolve("errors")));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Find workers of programs of this test: their scratch folders are in its temporary one. */
    private List<String> workers() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().arguments().stream().flatMap(Stream::of))
                .filter(argument -> argument.startsWith(temporary.toString())).toList();
    }
}
