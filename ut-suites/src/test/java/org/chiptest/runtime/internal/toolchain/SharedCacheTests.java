package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedCacheTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void createWorkbench() {
        bench = new Workbench(temp);
    }

    @Test
    void processesThatStartTogetherCompileOnce() throws IOException, InterruptedException {
        Path compiler = bench.writeCompiler("g++", """
                echo run >> "$HERE/runs"
                exec g++ "$@"
                """);
        Path source = bench.write("suite/add.cpp",
                "#include \"data_type.h\"\nextern \"C\" void kernel_entry(int64_t *) {}\n");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(CompilingProcess.start(bench.path("cache"), compiler, source, bench.path("out" + i)));
        }

        for (int i = 0; i < 3; i++) {
            assertThat(processes.get(i).waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(CompilingProcess.text(bench.path("out" + i + ".err"))).isEmpty();
            assertThat(CompilingProcess.text(bench.path("out" + i))).hasSize(64)
                    .isEqualTo(CompilingProcess.text(bench.path("out0")));
        }
        assertThat(Files.readAllLines(bench.path("runs"))).hasSize(1);
    }

    @Test
    void aKilledProcessLeavesNothingThatOthersStumbleOver() throws IOException, InterruptedException {
        Path endless = bench.writeCompiler("g++", """
                echo $$ > "$HERE/driver.tmp"; mv "$HERE/driver.tmp" "$HERE/driver"
                [ -e "$HERE/go" ] && exec g++ "$@"
                exec sleep 3600
                """);
        Path source = bench.write("suite/add.cpp",
                "#include \"data_type.h\"\nextern \"C\" void kernel_entry(int64_t *) {}\n");
        Process killed = CompilingProcess.start(bench.path("cache"), endless, source, bench.path("out0"));
        await().atMost(PATIENCE).until(() -> Files.exists(bench.path("driver")));
        ProcessHandle compiler = ProcessHandle.of(Long.parseLong(Files.readString(bench.path("driver")).strip()))
                .orElseThrow();
        killed.destroyForcibly().waitFor();
        bench.write("go", "");

        try {
            Process next = CompilingProcess.start(bench.path("cache"), endless, source, bench.path("out1"));

            assertThat(next.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(CompilingProcess.text(bench.path("out1"))).hasSize(64);
        } finally {
            compiler.destroyForcibly();
        }
    }

    @Test
    void aProcessThatEndsWithoutClosingStopsItsCompiler() throws IOException {
        Path endless = bench.writeCompiler("g++", """
                echo $$ > "$HERE/driver.tmp"; mv "$HERE/driver.tmp" "$HERE/driver"
                exec sleep 3600
                """);
        Path source = bench.write("suite/add.cpp", "extern \"C\" void kernel_entry(long *) {}\n");
        Process process = CompilingProcess.start(bench.path("cache"), endless, source, bench.path("out"));
        await().atMost(PATIENCE).until(() -> Files.exists(bench.path("driver")));

        process.destroy();

        await().atMost(PATIENCE).until(() -> !process.isAlive() && !Processes.runs(bench.path("driver")));
        assertThat(bench.cache().resolve("work")).isEmptyDirectory();
    }
}
