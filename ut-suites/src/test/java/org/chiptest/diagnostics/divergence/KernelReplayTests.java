package org.chiptest.diagnostics.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.NpyArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A folder that runs the kernels of one task alone is built and run as a person would. */
class KernelReplayTests {

    private static final int TASKS = 4;
    private static final int FEW = 20;
    private static final int SAME = 0;
    private static final int NONE = 1;
    private static final int OTHER = 2;
    private static final int UNKNOWN_OPTION = 3;
    private static final int SANITIZER = 4;

    @TempDir
    Path scratch;

    /** What a script has left. */
    private record Ended(int code, String output) {}

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aWrongKernelShowsTheSameDifferenceAlone(RuntimeKind runtime) throws IOException, InterruptedException {
        Path folder = scratch.resolve("replay");
        Path script = replay(runtime, "add_wrong.cpp", folder);

        assertThat(run(script)).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(SAME);
            assertThat(ended.output()).isEqualTo("""
                    argument 1 (FLOAT32): 1 of 256 elements are not as expected, the first at [0, 255]: actual 25.5, \
                    expected 28.5, in the run 25.5
                    the same difference as in the run
                    """);
        });
        assertThat(run(script, "--binary").code()).isEqualTo(SAME);
        assertThat(NpyArray.read(folder.resolve("actual/1.npy")).get(255)).isEqualTo(25.5);
        assertThat(NpyArray.read(folder.resolve("expected/1.npy")).get(255)).isEqualTo(28.5);
        assertThat(NpyArray.read(folder.resolve("inputs/0.npy")).shape()).containsExactly(1, 256);
    }

    /** The kernels of a pair wait for each other, so alone they would never end. */
    @ParameterizedTest
    @CsvSource({"single, part", "paired, second_half"})
    void allBlocksAreRunWithTheKernelsOfAClusterAtTheSameTime(String entry, String kernel)
            throws IOException, InterruptedException {
        try (SimulatedRuns runs = new SimulatedRuns(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "a2a3sim", scratch)) {
            RunSide good = runs.blocks(entry, kernel + ".cpp");
            RunSide bad = runs.blocks(entry, kernel + "_wrong.cpp");
            Path script = KernelReplay.write((DivergentTask) Divergence.between(good, bad, Closeness.EXACT), good, bad,
                    Closeness.EXACT, runs.builds(kernel + "_wrong.cpp"), scratch.resolve("replay"));

            assertThat(run(script)).satisfies(ended -> {
                assertThat(ended.output())
                        .startsWith("argument 1 (FLOAT32): 1 of 256 elements are not as expected, the "
                                + "first at [0, 191]: ")
                        .endsWith("the same difference as in the run\n");
                assertThat(ended.code()).isEqualTo(SAME);
            });
            assertThat(run(script, "--together").code()).isEqualTo(SAME);
        }
    }

    @Test
    void aSourceThatWasCorrectedShowsNoDifference() throws IOException, InterruptedException {
        Path script = replay(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "add_wrong.cpp", scratch.resolve("replay"));
        Path source = script.resolveSibling("kernel_1/add_wrong.cpp");
        String wrong = Files.readString(source);

        Files.writeString(source, wrong.replace("-= 3.0f", "-= 0.0f"));
        Ended corrected = run(script);
        FileTime driver = Files.getLastModifiedTime(script.resolveSibling("build/replay"));
        Files.writeString(source, wrong.replace("-= 3.0f", "-= 4.0f"));
        Ended changed = run(script);

        assertThat(corrected.code()).isEqualTo(NONE);
        assertThat(corrected.output()).contains("no difference: the kernel computes what is expected");
        assertThat(changed.code()).isEqualTo(OTHER);
        assertThat(changed.output()).contains("another difference: 1 elements are not what they were in the run");
        assertThat(Files.getLastModifiedTime(script.resolveSibling("build/replay"))).as("the driver stays")
                .isEqualTo(driver);

        Path ofDriver = script.resolveSibling("driver.cpp");
        Files.writeString(ofDriver,
                Files.readString(ofDriver).replace("another difference: ", "not that difference: "));

        assertThat(run(script).output()).as("a changed driver is compiled").contains("not that difference: 1 elements");
    }

    @Test
    void anOutputThatIsNotWrittenIsToldFromAWrongOne() throws IOException, InterruptedException {
        Ended ended = run(replayOfDirtyMemory("add_half.cpp"));

        assertThat(ended.code()).isEqualTo(SAME);
        assertThat(ended.output())
                .contains("  128 elements are not written: they hold what lay in the memory before\n");
    }

    @Test
    void memoryThatIsNoArgumentIsFoundAndASanitizerNamesTheLine() throws IOException, InterruptedException {
        Path script = replayOfDirtyMemory("add_behind.cpp");

        Ended plain = run(script);
        Ended sanitized = run(script, "--sanitizer", "address");

        assertThat(plain.code()).isEqualTo(SAME);
        assertThat(plain.output())
                .contains("  1 elements depend on memory that is no argument, or that nobody has written\n");
        assertThat(sanitized.code()).isEqualTo(SANITIZER);
        assertThat(sanitized.output()).contains("AddressSanitizer", "in kernel_entry kernel_1/add_behind.cpp:",
                "it crashed, or the sanitizer has found something (exit code 99)");
    }

    @Test
    void unknownOptionsAndCompilersAreNamed() throws IOException, InterruptedException {
        Path script = replay(RuntimeKind.HOST_BUILD_GRAPH, "add_wrong.cpp", scratch.resolve("replay"));

        assertThat(run(script, "--fast")).isEqualTo(new Ended(UNKNOWN_OPTION,
                "replay.sh: unknown option '--fast'; known are --sanitizer NAME, --binary, --together\n"));
    }

    @Test
    void aReferenceSaysWhatIsExpected() throws IOException, InterruptedException {
        Map<Integer, KernelReference> references = Map.of(1,
                (in, out) -> out.tensor(1).fill(i -> (float) in.tensor(0).get(i) + in.floatScalar(0)));
        try (SimulatedRuns runs = new SimulatedRuns(RuntimeKind.HOST_BUILD_GRAPH, "a2a3sim", scratch)) {
            RunSide bad = runs.chain("chain", TASKS, "add_wrong.cpp");
            WrongTask wrong = (WrongTask) Divergence.judge(bad, references, Closeness.EXACT);

            Ended ended = run(KernelReplay.write(wrong, bad, references, Closeness.EXACT,
                    runs.builds("add_wrong.cpp"), scratch.resolve("replay")));

            assertThat(ended.code()).isEqualTo(SAME);
            assertThat(ended.output()).contains("1 of 256 elements are not as expected");
        }
    }

    @Test
    void aKernelOfWhichNothingIsKnownIsNamed() {
        try (SimulatedRuns runs = new SimulatedRuns(RuntimeKind.HOST_BUILD_GRAPH, "a2a3sim", scratch)) {
            RunSide good = runs.chain("chain", TASKS, "add.cpp");
            RunSide bad = runs.chain("chain", TASKS, "add_wrong.cpp");
            DivergentTask found = (DivergentTask) Divergence.between(good, bad, Closeness.EXACT);

            assertThatThrownBy(() -> KernelReplay.write(found, good, bad, Closeness.EXACT, Map.of(),
                    scratch.resolve("replay"))).isInstanceOf(IllegalArgumentException.class).hasMessage(
                            "task 2 of hbg-2 runs kernel 1, of which nothing is known; those that are given are []");
        }
    }

    private Path replay(RuntimeKind runtime, String middle, Path folder) {
        try (SimulatedRuns runs = new SimulatedRuns(runtime, "a2a3sim", scratch)) {
            RunSide good = runs.chain("chain", TASKS, "add.cpp");
            RunSide bad = runs.chain("chain", TASKS, middle);
            return KernelReplay.write((DivergentTask) Divergence.between(good, bad, Closeness.EXACT), good, bad,
                    Closeness.EXACT, runs.builds(middle), folder);
        }
    }

    /** The same kernel on both sides, on memory that is fresh and on memory that another run has used. */
    private Path replayOfDirtyMemory(String middle) {
        RuntimeKind runtime = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
        try (SimulatedRuns fresh = new SimulatedRuns(runtime, "a2a3sim", scratch.resolve("fresh"));
                SimulatedRuns used = new SimulatedRuns(runtime, "a2a3sim", scratch.resolve("used"))) {
            RunSide good = fresh.chain("chain", FEW, middle);
            used.chain("chain", FEW, "add.cpp");
            RunSide bad = used.chain("chain", FEW, middle);
            return KernelReplay.write((DivergentTask) Divergence.between(good, bad, Closeness.EXACT), good, bad,
                    Closeness.EXACT, used.builds(middle), scratch.resolve("replay"));
        }
    }

    private Ended run(Path script, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(options));
        Path output = scratch.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
