package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.chiptest.runtime.device.DeviceActivity.Kind;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningCallTests {

    private static final String USER_CODE = """
            #include <cstdint>
            #include <unistd.h>

            static void wait(volatile int64_t *args) {
                args[0] = gettid();
                while (args[1] == 0) {
                    usleep(100);
                }
            }
            extern "C" void wait_kernel(int64_t *args) { wait(args); }
            extern "C" int32_t wait_entry(void *, int64_t *args) { wait(args); return 0; }
            extern "C" void quick(int64_t *) {}
            """;

    @TempDir
    static Path directory;

    static Shim shim;
    static NativeLibrary userCode;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment frame = arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT);
    private final MemorySegment args = arena.allocate(JAVA_LONG, 16);

    @BeforeAll
    static void compile() throws IOException {
        shim = NativeSources.shim(directory);
        Path library = NativeSources.compile(directory, "user_code", USER_CODE);
        try (LibraryLoader loader = LibraryLoader.below(directory, shim)) {
            userCode = loader.open(MemorySegment.ofArray(Files.readAllBytes(library)), "user code", Binding.NOW);
        }
    }

    @AfterAll
    static void close() {
        userCode.close();
    }

    @Test
    void aKernelIsDescribedWhileItRunsAndOnlyThen() throws InterruptedException {
        long before = System.nanoTime();
        KernelCall call = shim.kernelCall(frame);
        call.identify(2, 3, 10, 1);
        assertThat(RunningCall.read(frame)).isEmpty();
        Thread thread = Thread
                .ofPlatform().start(() -> call.run(userCode.symbol("wait_kernel"), args.address(), 0x500000007L, 9, 4));
        int threadId = awaitUserCode();

        Optional<RunningCall> running = RunningCall.read(frame);
        long start = running.orElseThrow().startNanos();
        assertThat(running).contains(new RunningCall(Kind.KERNEL, 0x500000007L, 9, 4, 2, 3, 10, 1, threadId, start));
        assertThat(Duration.ofNanos(start - before)).isBetween(Duration.ofMillis(-50), Duration.ofMinutes(5));
        assertThat(running.orElseThrow().age(start + 5)).isEqualTo(Duration.ofNanos(5));
        assertThat(running.orElseThrow().age(start - 5)).isZero();

        letGo(thread);
        assertThat(RunningCall.read(frame)).isEmpty();
    }

    @Test
    void anOrchestrationIsDescribedWhileItRuns() throws InterruptedException {
        OrchestrationCall call = shim.orchestrationCall(frame);
        call.identify(6);
        try (RuntimeObject runtime = shim.hbgRuntime(new UnusedHbgOperations() {})) {
            Thread thread = Thread.ofPlatform()
                    .start(() -> call.hbgEntry(userCode.symbol("wait_entry"), runtime, args.address()));
            int threadId = awaitUserCode();
            Optional<RunningCall> running = RunningCall.read(frame);
            assertThat(running).contains(new RunningCall(Kind.ENTRY, -1, -1, -1, 6, -1, -1, 0, threadId,
                    running.orElseThrow().startNanos()));
            letGo(thread);
        }
    }

    @Test
    void aReaderNeverSeesTheWordsOfTwoCallsMixed() throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(() -> {
            KernelCall call = shim.kernelCall(frame);
            long quick = userCode.symbol("quick");
            // each number fits the smallest of the fields
            for (int i = 1; !Thread.currentThread().isInterrupted(); i = i % 255 + 1) {
                call.identify(i, i, i, i);
                call.run(quick, 0, i, i, i);
            }
        });
        Stream.generate(() -> RunningCall.read(frame)).flatMap(Optional::stream).limit(2000)
                .forEach(call -> assertThat(new long[]{call.funcId(), call.block(), call.device(), call.cluster(),
                    call.core(), call.lane()}).containsOnly(call.task()));
        thread.interrupt();
        thread.join();
    }

    @Test
    void aFrameThatWasDestroyedDescribesNothing() {
        frame.set(JAVA_INT, CallFrameDescriptor.SEQUENCE, 1);
        for (int kind : new int[]{0, -1, 6, Integer.MAX_VALUE}) {
            frame.set(JAVA_INT, CallFrameDescriptor.KIND, kind);
            assertThat(RunningCall.read(frame)).isEmpty();
        }
    }

    private int awaitUserCode() {
        await().until(() -> args.get(JAVA_LONG, 0) != 0);
        return (int) args.get(JAVA_LONG, 0);
    }

    private void letGo(Thread thread) throws InterruptedException {
        args.setAtIndex(JAVA_LONG, 1, 1);
        thread.join();
    }
}
