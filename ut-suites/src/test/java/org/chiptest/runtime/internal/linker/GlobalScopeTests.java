package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobalScopeTests {

    private static final String OTHERS = """
            #include <cstdint>
            #include <initializer_list>
            #include <dlfcn.h>
            extern "C" __attribute__((weak)) int32_t chiptest_abi_version();
            extern "C" void kernel_entry(int64_t *args) {
                args[0] = chiptest_abi_version != nullptr;
                args[1] = 0;
                for (const char *name : {"chiptest_open", "chiptest_call_kernel", "chiptest_install", "chiptest_close"}) {
                    args[1] += dlsym(RTLD_DEFAULT, name) != nullptr;
                }
                args[2] = dlsym(RTLD_DEFAULT, "pto_cpu_sim_get_task_cookie") != nullptr;
            }
            """;
    private static final String DEFINING = """
            #include <cstddef>
            #include <cstdint>
            extern "C" __attribute__((weak)) uint64_t pto_cpu_sim_get_task_cookie() { return 0; }
            extern "C" __attribute__((weak)) void *pto_sim_get_pipe_shared_state(uint64_t, size_t) { return nullptr; }
            extern "C" uint32_t pto_sim_get_subblock_id() { return 77; }
            extern "C" void *chiptest_open(const char *) { return nullptr; }
            extern "C" void kernel_entry(int64_t *args) {
                args[0] = pto_cpu_sim_get_task_cookie() != 0;
                args[1] = pto_sim_get_pipe_shared_state(3, 64) != nullptr;
                args[2] = pto_sim_get_subblock_id();
            }
            """;
    private static final String STORING = """
            #include <cstddef>
            #include <cstdint>
            #include <cstring>
            extern "C" void *pto_cpu_sim_get_shared_storage(const char *, size_t);
            extern "C" void kernel_entry(int64_t *args) {
                constexpr size_t SIZE = 16384;
                char *block = static_cast<char *>(pto_cpu_sim_get_shared_storage("key", SIZE));
                for (size_t i = 0; i < SIZE; i += 512) {
                    args[0] += block[i] != 0;
                }
                args[1] += reinterpret_cast<uintptr_t>(block) % 64 != 0;
                memset(block, 1, SIZE);
            }
            """;

    private static final String NAMESAKES = """
            #include <cstdint>
            double gamma = 2;
            int64_t y1 = 3;
            int64_t optind = 4;
            extern "C" __attribute__((noinline)) int64_t ffs(int64_t value) { return value + 1; }
            extern "C" void kernel_entry(int64_t *args) {
                args[0] = static_cast<int64_t>(gamma);
                args[1] = y1;
                args[2] = optind;
                args[3] = ffs(args[3]);
            }
            """;

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();
    private final Shim shim = Shim.load(TestToolchain.shim());
    private final MemorySegment args = arena.allocate(JAVA_LONG, 4);
    private final KernelCall call = shim
            .kernelCall(arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
    private LibraryLoader loader;

    @BeforeEach
    void open() {
        loader = LibraryLoader.below(directory, shim);
        call.identify(7, 0, 1, 1);
    }

    @AfterEach
    void close() {
        loader.close();
        shim.clearPipeState(7);
    }

    @Test
    void theGlobalScopeHasNoOtherFunctionOfTheShim() throws IOException {
        try (NativeLibrary kernel = open("others", OTHERS)) {
            run(kernel);
        }
        assertThat(args.toArray(JAVA_LONG)).startsWith(0, 0, 1);
    }

    @Test
    void aKernelThatDefinesTheNamesItselfIsServedAllTheSame() throws IOException {
        try (NativeLibrary kernel = open("defining", DEFINING)) {
            run(kernel);
        }
        assertThat(args.toArray(JAVA_LONG)).startsWith(1, 1, 1);
    }

    @Test
    void variablesAndFunctionsWithNamesOfTheCLibraryAreTheKernelsOwn() throws IOException {
        args.setAtIndex(JAVA_LONG, 3, 4);
        try (NativeLibrary kernel = open("namesakes", NAMESAKES, "-fno-builtin", "-lm")) {
            run(kernel);
        }
        assertThat(args.toArray(JAVA_LONG)).containsExactly(2, 3, 4, 5);
    }

    @Test
    void sharedMemoryIsGivenBackWithItsBlock() throws IOException {
        try (NativeLibrary kernel = open("storing", STORING)) {
            run(kernel);
            long before = residentPages();
            for (int i = 0; i < 100_000; i++) {
                call.block(call.newCookie(), 1, 1);
                run(kernel);
            }
            assertThat(residentPages() - before).as("pages of 1.6 GB").isLessThan(50_000);
        }
        assertThat(args.toArray(JAVA_LONG)).as("not zero, not aligned").startsWith(0, 0);
    }

    @Test
    void memoryOfABlockStaysUntilItsLastKernelHasEnded() throws IOException {
        try (NativeLibrary kernel = open("storing", STORING)) {
            call.block(call.newCookie(), 3, 2);
            run(kernel);
            assertThat(args.get(JAVA_LONG, 0)).as("of the first").isZero();
            run(kernel);
            assertThat(args.get(JAVA_LONG, 0)).as("of the second").isEqualTo(32);
            run(kernel);
            assertThat(args.get(JAVA_LONG, 0)).as("of the third").isEqualTo(64);
            run(kernel);
            assertThat(args.get(JAVA_LONG, 0)).as("of a block with the same cookie").isEqualTo(64);
            shim.clearPipeState(7);
            run(kernel);
            assertThat(args.get(JAVA_LONG, 0)).as("after a run that failed").isEqualTo(64);
        }
    }

    private void run(NativeLibrary kernel) {
        assertThat(call.run(kernel.symbol("kernel_entry"), args.address(), 0, 0, 0)).isTrue();
    }

    private NativeLibrary open(String name, String source, String... options) throws IOException {
        return loader.open(
                MemorySegment.ofArray(Files.readAllBytes(NativeSources.compile(directory, name, source, options))),
                name,
                Binding.NOW);
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    }
}
