package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentWatchTests {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int KILLED = 128 + 9;
    private static final String BLOCKS_EXIT = """
            #include <cstdlib>
            #include <unistd.h>
            static void block() { for (;;) { pause(); } }
            __attribute__((constructor)) static void begin() { atexit(block); }
            """;

    @TempDir
    static Path directory;

    static Path shim;
    static Path blocksExit;

    private @Nullable Process child;

    @BeforeAll
    static void compile() {
        shim = NativeSources.compiledShim(directory);
        blocksExit = NativeSources.compile(directory, "blocks_exit", BLOCKS_EXIT);
    }

    @AfterEach
    void killChild() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void aChildEndsWhenItsPipeIsClosedThoughItIsBusyAndExitBlocks() throws Exception {
        Process process = startReady(ProcessHandle.current().pid());
        assertThat(process.isAlive()).isTrue();

        process.getOutputStream().close();

        assertThat(exitCode(process)).isEqualTo(WatchedChild.EXIT_CODE);
    }

    @Test
    void userCodeReadsNothingFromThePipe() throws Exception {
        Process process = startReady(ProcessHandle.current().pid());
        process.getOutputStream().write("not for user code".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();

        assertThat(output()).startsWith("stdin /dev/null, read -1, ready");
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aChildEndsAtOnceWhenItsParentIsNotTheExpectedOne() throws Exception {
        Process process = start(ProcessHandle.current().pid() + 1);
        assertThat(exitCode(process)).isEqualTo(WatchedChild.EXIT_CODE);
        assertThat(output()).isEmpty();
    }

    @Test
    void aStoppedChildIsKilledWhenTheThreadThatStartedItEnds() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<@Nullable Process> started = new AtomicReference<>();
        Thread starter = Thread.ofPlatform().start(() -> {
            try {
                started.set(start(ProcessHandle.current().pid()));
                end.await();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(DEADLINE).until(() -> started.get() != null && output().contains("ready"));
        Process process = child;
        assertThat(process).isNotNull();
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();

        end.countDown();
        starter.join();

        assertThat(exitCode(process)).isEqualTo(KILLED);
    }

    private Process startReady(long expectedParent) throws IOException {
        Process process = start(expectedParent);
        await().atMost(DEADLINE).until(() -> output().contains("ready"));
        return process;
    }

    private Process start(long expectedParent) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), WatchedChild.class.getName(),
                shim.toString(), blocksExit.toString(), Long.toString(expectedParent))
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(directory.resolve("errors").toFile()).start();
        child = process;
        return process;
    }

    private static String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private static int exitCode(Process process) throws InterruptedException, IOException {
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as("child has ended").isTrue();
        assertThat(directory.resolve("errors")).isEmptyFile();
        return process.exitValue();
    }
}
