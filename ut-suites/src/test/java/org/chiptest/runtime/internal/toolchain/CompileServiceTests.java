package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CompileServiceTests {

    /** Stays with two processes until it is killed; the second one has left its session and its parent. */
    private static final String ENDLESS = """
            echo $$ > "$HERE/driver.tmp"; mv "$HERE/driver.tmp" "$HERE/driver"
            ( setsid sh -c 'echo $$ > "$0/stray.tmp"; mv "$0/stray.tmp" "$0/stray"; exec sleep 3600' "$HERE" & )
            touch "$TMPDIR/left-over"
            exec sleep 3600
            """;
    /** Note each run and compile once the test says so. */
    private static final String GATED = """
            echo run >> "$HERE/runs"
            while [ ! -e "$HERE/go" ]; do sleep 0.02; done
            exec g++ "$@"
            """;

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void createWorkbench() {
        bench = new Workbench(temp);
    }

    @Test
    void equalRequestsInFlightAreCompiledOnce() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()).withParallelism(4));
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));
        try (CompileService toolchain = bench.open()) {
            List<CompletableFuture<CompiledLibrary>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(toolchain.compile(request));
            }
            bench.write("go", "");

            assertThat(futures).extracting(future -> future.join().digest())
                    .containsOnly(futures.getFirst().join().digest());
            assertThat(Files.readAllLines(bench.path("runs"))).hasSize(1);
            assertThat(toolchain.statistics().shared()).isEqualTo(7);
        }
    }

    @Test
    void architecturesThatShareAKernelCompileItOnceAtTheSameTime() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()).withParallelism(4));
        SourceFile source = SourceFile.of(bench.writeKernel("suite", 7));
        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> a2a3 = toolchain.compile(Workbench.kernel(source, "a2a3"));
            CompletableFuture<CompiledLibrary> a5 = toolchain.compile(Workbench.kernel(source, "a5"));
            bench.write("go", "");

            assertThat(a2a3.join().digest()).isEqualTo(a5.join().digest());
            assertThat(Files.readAllLines(bench.path("runs"))).hasSize(1);
        }
    }

    @Test
    void twoToolchainsShareACache() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()));
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));
        try (CompileService one = bench.open(); CompileService other = bench.open()) {
            CompletableFuture<CompiledLibrary> first = one.compile(request);
            CompletableFuture<CompiledLibrary> second = other.compile(request);
            bench.write("go", "");

            assertThat(first.join().toByteArray()).isEqualTo(second.join().toByteArray());
            assertThat(Files.readAllLines(bench.path("runs"))).as("%s, %s", one.statistics(), other.statistics())
                    .hasSize(1);
        }
    }

    @Test
    void whatIsMissingInACacheWhoseDiskIsFullIsCompiledElsewhere() throws IOException {
        // such as g++ ends then: the words for it would be on that disk
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", """
                case "$PWD $*" in *"$HERE/cache"*) exit 1 ;; esac
                exec g++ "$@"
                """).toString()));
        DiskSpace full = folder -> folder.startsWith(bench.settings().cache().directory()) ? 100_000 : 1L << 40;
        Path other;
        try (CompileService toolchain = open(full)) {
            CompiledLibrary library = toolchain.compile(Workbench.kernel(bench.writeKernel("suite", 7))).join();

            other = library.file();
            assertThat(other).isRegularFile().matches(file -> !file.startsWith(bench.cache()));
            assertThat(output.text()).contains("The compile cache in " + bench.settings().cache().directory()
                    + " cannot be used: java.io.IOException: its disk is full, 97 KiB are left. Free it, or choose"
                    + " another folder", "What is missing is compiled in ", "which is deleted at the end of the run");
        }
        assertThat(other).doesNotExist();
    }

    @Test
    void whereEveryDiskIsFullTheCacheThatCannotBeUsedIsTheError() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", "exit 1").toString()));
        try (CompileService toolchain = open(_ -> 0)) {
            assertThat(toolchain.compile(Workbench.kernel(bench.writeKernel("suite", 7))))
                    .failsWithin(Duration.ofMinutes(1)).withThrowableThat().havingCause()
                    .isInstanceOf(CacheUnusableException.class)
                    .withMessageContaining("its disk is full, 0 KiB are left");
        }
        assertThat(output.text()).contains("its disk is full");
    }

    private CompileService open(DiskSpace space) {
        return CompileService.open(bench.settings(), bench.shipped, InstantSource.system(), space,
                Optional.of(new CompileSubstitute(folder -> CompileService.open(
                        bench.settings().withCacheDirectory(folder), bench.shipped, InstantSource.system(), space,
                        Optional.empty()))));
    }

    @Test
    void differentRequestsAreCompiledAtTheSameTime() throws IOException {
        // each compiler waits for the other one
        String meeting = """
                for argument; do case "$argument" in */one.cpp) me=one you=two ;; */two.cpp) me=two you=one ;; esac; done
                touch "$HERE/$me.here"
                while [ ! -e "$HERE/$you.here" ]; do sleep 0.02; done
                exec g++ "$@"
                """;
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", meeting).toString()).withParallelism(2));
        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> one = toolchain
                    .compile(Workbench.kernel(bench.write("suite/one.cpp", "extern \"C\" void one() {}")));
            CompletableFuture<CompiledLibrary> two = toolchain
                    .compile(Workbench.kernel(bench.write("suite/two.cpp", "extern \"C\" void two() {}")));

            assertThat(one.join().digest()).isNotEqualTo(two.join().digest());
        }
    }

    @Test
    void whatTheCacheHasIsAnsweredWhileAllCompilersAreBusy() throws IOException {
        CompileRequest known = Workbench.orchestration(
                bench.write("suite/known.cpp", "extern \"C\" void known() {}"), RuntimeKind.TENSORMAP_AND_RINGBUFFER);
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()).withParallelism(1));
        bench.write("go", "");
        bench.compile(known);
        Files.delete(bench.path("go"));
        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> compiling = toolchain
                    .compile(Workbench.kernel(bench.writeKernel("suite", 7)));
            CompletableFuture<CompiledLibrary> waiting = toolchain
                    .compile(Workbench.kernel(bench.writeKernel("other", 8)));

            assertThat(toolchain.compile(known)).succeedsWithin(Duration.ofMinutes(1))
                    .returns(true, CompiledLibrary::fromCache);

            assertThat(List.of(compiling.isDone(), waiting.isDone())).containsOnly(false);
            assertThat(toolchain.statistics().hits()).as("the framework and what it goes into").isEqualTo(2);
            bench.write("go", "");
            assertThat(List.of(compiling.join().fromCache(), waiting.join().fromCache())).containsOnly(false);
        }
    }

    @Test
    void librariesAreCompiledInTheOrderInWhichTheyWereAskedFor() throws IOException {
        String noting = """
                for argument; do case "$argument" in *.cpp) basename "$argument" >> "$HERE/order" ;; esac; done
                while [ ! -e "$HERE/go" ]; do sleep 0.02; done
                exec g++ "$@"
                """;
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", noting).toString()).withParallelism(1));
        List<String> names = IntStream.range(0, 12).mapToObj(i -> "k" + (i * 7 % 12) + ".cpp").toList();
        try (CompileService toolchain = bench.open()) {
            List<CompletableFuture<CompiledLibrary>> futures = new ArrayList<>();
            for (String name : names) {
                futures.add(toolchain.compile(
                        Workbench.kernel(bench.write("suite/" + name, "extern \"C\" void f() {} // " + name))));
            }
            bench.write("go", "");
            futures.forEach(CompletableFuture::join);

            assertThat(Files.readAllLines(bench.path("order"))).isEqualTo(names);
        }
    }

    @Test
    void cancellingWhatWaitsForACompilerLetsItNeverStart() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()).withParallelism(1));
        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> compiling = toolchain
                    .compile(Workbench.kernel(bench.writeKernel("suite", 7)));
            CompletableFuture<CompiledLibrary> waiting = toolchain
                    .compile(Workbench.kernel(bench.writeKernel("other", 8)));
            await().until(() -> Files.exists(bench.path("runs")));

            waiting.cancel(true);
            bench.write("go", "");
            compiling.join();
            toolchain.compile(Workbench.kernel(bench.writeKernel("third", 9))).join();

            assertThat(Files.readAllLines(bench.path("runs"))).hasSize(2);
        }
    }

    @Test
    void atTheDeadlineAllProcessesOfTheCompilerAreKilled() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("endless-g++", ENDLESS).toString())
                .withDeadline(Duration.ofSeconds(3)));
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));

        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> future = toolchain.compile(request);

            assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join).havingCause()
                    .isInstanceOf(CompileTimeoutException.class).withMessageStartingWith("Compiling kernel ")
                    .withMessageContaining("took longer than 3 s and was stopped")
                    .withMessageContaining(CompileSettings.DEADLINE.name());
            assertThat(Processes.runs(bench.path("driver"))).isFalse();
            assertThat(Processes.runs(bench.path("stray"))).isFalse();
            assertThat(toolchain.statistics().failures()).isEqualTo(1);
        }
        assertThat(bench.cache().resolve("work")).isEmptyDirectory();
    }

    @Test
    void cancellingTheOnlyFutureStopsTheCompiler() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("endless-g++", ENDLESS).toString()));
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));
        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> future = toolchain.compile(request);
            awaitEndlessCompiler();

            future.cancel(true);

            await().until(() -> !Processes.runs(bench.path("driver")) && !Processes.runs(bench.path("stray")));
        }
    }

    @Test
    void cancellingOneOfTwoFuturesStopsNothing() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()));
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));
        try (CompileService toolchain = bench.open()) {
            CompletableFuture<CompiledLibrary> first = toolchain.compile(request);
            CompletableFuture<CompiledLibrary> second = toolchain.compile(request);

            first.cancel(true);
            bench.write("go", "");

            assertThat(second.join().fromCache()).isFalse();
            assertThat(Files.readAllLines(bench.path("runs"))).hasSize(1);
        }
    }

    @Test
    void aRequestAfterACancelledOneIsCompiledAnew() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("g++", GATED).toString()));
        CompileRequest request = Workbench.kernel(bench.writeKernel("suite", 7));
        try (CompileService toolchain = bench.open()) {
            toolchain.compile(request).cancel(true);
            CompletableFuture<CompiledLibrary> second = toolchain.compile(request);
            bench.write("go", "");

            assertThat(second.join().bytes().byteSize()).isPositive();
        }
    }

    @Test
    void closingStopsCompilersAndFailsWhatWaits() throws IOException {
        bench.with(bench.settings().withCompiler(bench.writeCompiler("endless-g++", ENDLESS).toString())
                .withParallelism(1));
        CompileService toolchain = bench.open();
        CompletableFuture<CompiledLibrary> running = toolchain.compile(Workbench.kernel(bench.writeKernel("suite", 7)));
        CompletableFuture<CompiledLibrary> waiting = toolchain.compile(Workbench.kernel(bench.writeKernel("other", 8)));
        awaitEndlessCompiler();

        toolchain.close();

        assertThat(Processes.runs(bench.path("driver"))).isFalse();
        assertThat(Processes.runs(bench.path("stray"))).isFalse();
        assertThat(bench.cache().resolve("work")).isEmptyDirectory();
        assertThat(running).isCompletedExceptionally();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get).havingCause()
                .withMessage("The toolchain was closed before kernel " + bench.path("other/add.cpp")
                        + " (AIV, a2a3, tensormap_and_ringbuffer) of callable vector was compiled");
        assertThatIllegalStateException().isThrownBy(() -> toolchain.compile(new CompileRequest.Shim()))
                .withMessage("The toolchain is closed; it was asked for the runtime's shim");
    }

    @Test
    void closingTwiceIsHarmless() {
        CompileService toolchain = bench.open();
        toolchain.close();
        toolchain.close();

        assertThat(bench.cache().resolve("work")).isEmptyDirectory();
    }

    private void awaitEndlessCompiler() {
        await().until(() -> Files.exists(bench.path("driver")) && Files.exists(bench.path("stray")));
    }
}
