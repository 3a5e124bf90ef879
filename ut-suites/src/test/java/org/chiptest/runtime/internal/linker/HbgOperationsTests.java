package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HbgOperationsTests {

    private static final String ORCHESTRATIONS = """
            #include <cstddef>
            #include <cstdint>

            struct Runtime;
            struct Operations {
                int32_t (*add_task)(Runtime *, uint64_t *, int32_t, int32_t, int32_t);
                int32_t (*set_tensor_info)(Runtime *, int32_t, void *, int32_t);
                void (*add_successor)(Runtime *, int32_t, int32_t);
                void (*record_tensor_pair)(Runtime *, void *, void *, size_t);
                int32_t (*get_task_count)(Runtime *);
                void (*print_runtime)(Runtime *);
                void *(*device_malloc)(Runtime *, size_t);
                void (*device_free)(Runtime *, void *);
                int32_t (*copy_to_device)(Runtime *, void *, const void *, size_t);
            };
            struct Runtime { const Operations *ops; };

            static void *pointer(uint64_t value) { return reinterpret_cast<void *>(value); }

            extern "C" int32_t every_operation(Runtime *rt, int64_t *out) {
                uint64_t words[2] = {5, 6};
                out[0] = rt->ops->add_task(rt, words, 2, 1023, 1);
                out[1] = rt->ops->set_tensor_info(rt, -3, pointer(0xfedcba9876543210u), 16);
                rt->ops->add_successor(rt, 131071, -1);
                rt->ops->record_tensor_pair(rt, pointer(0x7fff00000001u), pointer(0x7fff00000002u), SIZE_MAX);
                out[2] = rt->ops->get_task_count(rt);
                rt->ops->print_runtime(rt);
                void *memory = rt->ops->device_malloc(rt, size_t{1} << 40);
                out[3] = reinterpret_cast<int64_t>(memory);
                rt->ops->device_free(rt, memory);
                out[4] = rt->ops->copy_to_device(rt, pointer(1), pointer(2), 3);
                return 7;
            }

            extern "C" int32_t three_tasks(Runtime *rt, int64_t *out) {
                for (int i = 0; i < 3; i++) {
                    out[i] = rt->ops->add_task(rt, nullptr, i, 0, 0);
                }
                out[3] = rt->ops->get_task_count(rt);
                return 0;
            }

            extern "C" int32_t many_tasks(Runtime *rt, int64_t *out) {
                for (int i = 0; i < 20000; i++) {
                    out[0] += rt->ops->add_task(rt, nullptr, 0, i, 0);
                }
                return 0;
            }

            extern "C" int32_t foreign_runtime(Runtime *rt, int64_t *) {
                Runtime copy = *rt;
                return copy.ops->add_task(&copy, nullptr, 0, 0, 0);
            }
            """;

    @TempDir
    static Path directory;

    static Shim shim;
    static NativeLibrary orchestrations;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment out = arena.allocate(JAVA_LONG, 8);
    private final List<String> asked = new ArrayList<>();
    private OrchestrationCall call;

    @BeforeAll
    static void compile() throws IOException {
        shim = NativeSources.shim(directory);
        Path library = NativeSources.compile(directory, "orchestrations", ORCHESTRATIONS);
        try (LibraryLoader loader = LibraryLoader.below(directory, shim)) {
            orchestrations = loader.open(MemorySegment.ofArray(Files.readAllBytes(library)), "hbg orchestrations",
                    Binding.NOW);
        }
    }

    @AfterAll
    static void close() {
        orchestrations.close();
    }

    @BeforeEach
    void prepare() {
        call = newCall();
    }

    @Test
    void everyOperationArrivesWithItsArgumentsAndReturnsItsResult() {
        try (RuntimeObject runtime = shim.hbgRuntime(new Recorder(asked))) {
            assertThat(run("every_operation", runtime)).isEqualTo(7);
            assertThat(runtime.failure()).isNull();
        }
        assertThat(asked).containsExactly("addTask 5 6 count 2 func 1023 core 1",
                "setTensorInfo -3 fedcba9876543210 16", "addSuccessor 131071 -1",
                "recordTensorPair 7fff00000001 7fff00000002 -1", "taskCount", "printRuntime",
                "deviceMalloc 1099511627776", "deviceFree 123456789abcdef0", "copyToDevice 1 2 3");
        assertThat(out.toArray(JAVA_LONG)).startsWith(41, -42, 43, 0x123456789abcdef0L, -44);
    }

    @Test
    void anExceptionInJavaStopsTheRunAndIsThrownWhenTheEntryReturns() {
        IllegalStateException failure = new IllegalStateException("no room for task 1");
        HbgOperations failing = new Recorder(asked) {
            @Override
            public int addTask(long args, int argCount, int funcId, int coreType) {
                asked.add("addTask " + argCount);
                if (argCount == 1) {
                    throw failure;
                }
                return 5;
            }
        };
        try (RuntimeObject runtime = shim.hbgRuntime(failing)) {
            assertThatThrownBy(() -> run("three_tasks", runtime)).isSameAs(failure);
            assertThat(runtime.isStopped()).isTrue();
        }
        assertThat(asked).containsExactly("addTask 0", "addTask 1");
        assertThat(out.toArray(JAVA_LONG)).startsWith(5, -1, -1, 0);
    }

    @Test
    void evenAnErrorOfTheVmDoesNotEndTheProcess() {
        Error failure = new OutOfMemoryError("no heap for the graph");
        HbgOperations exhausted = new Recorder(asked) {
            @Override
            public int taskCount() {
                throw failure;
            }
        };
        try (RuntimeObject runtime = shim.hbgRuntime(exhausted)) {
            assertThatThrownBy(() -> run("every_operation", runtime)).isSameAs(failure);
        }
    }

    @Test
    void anOperationAfterTheRunHasNoEffect() {
        RuntimeObject runtime = shim.hbgRuntime(new Recorder(asked));
        runtime.close();

        assertThat(run("three_tasks", runtime)).isZero();

        assertThat(asked).isEmpty();
        assertThat(out.toArray(JAVA_LONG)).startsWith(-1, -1, -1, 0);
    }

    @Test
    void aPointerThatIsNoRuntimeIsRefused() {
        try (RuntimeObject runtime = shim.hbgRuntime(new Recorder(asked))) {
            assertThatExceptionOfType(CppException.class).isThrownBy(() -> run("foreign_runtime", runtime)).withMessage(
                    "std::invalid_argument: operation called with a pointer that is no runtime of this process");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void runsOnSeveralThreadsDoNotMix() throws ExecutionException, InterruptedException {
        List<Future<Long>> sums = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int device = 0; device < 4; device++) {
                int result = device;
                sums.add(threads.submit(() -> sumOfManyTasks(result)));
            }
        }
        for (int device = 0; device < 4; device++) {
            assertThat(sums.get(device).get()).isEqualTo(20_000L * device);
        }
    }

    private static long sumOfManyTasks(int result) {
        MemorySegment sum = Arena.ofAuto().allocate(JAVA_LONG);
        HbgOperations operations = new Recorder(new ArrayList<>()) {
            @Override
            public int addTask(long args, int argCount, int funcId, int coreType) {
                return result;
            }
        };
        try (RuntimeObject runtime = shim.hbgRuntime(operations)) {
            newCall().hbgEntry(orchestrations.symbol("many_tasks"), runtime, sum.address());
        }
        return sum.get(JAVA_LONG, 0);
    }

    private int run(String entry, RuntimeObject runtime) {
        return call.hbgEntry(orchestrations.symbol(entry), runtime, out.address());
    }

    private static OrchestrationCall newCall() {
        return shim.orchestrationCall(Arena.ofAuto().allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
    }

    private static class Recorder implements HbgOperations {

        final List<String> asked;

        Recorder(List<String> asked) {
            this.asked = asked;
        }

        @Override
        public int addTask(long args, int argCount, int funcId, int coreType) {
            asked.add("addTask %d %d count %d func %d core %d".formatted(NativeMemory.getLong(args),
                    NativeMemory.getLong(args + 8), argCount, funcId, coreType));
            return 41;
        }

        @Override
        public int setTensorInfo(int task, long infos, int count) {
            asked.add("setTensorInfo %d %x %d".formatted(task, infos, count));
            return -42;
        }

        @Override
        public void addSuccessor(int from, int to) {
            asked.add("addSuccessor %d %d".formatted(from, to));
        }

        @Override
        public void recordTensorPair(long host, long device, long size) {
            asked.add("recordTensorPair %x %x %d".formatted(host, device, size));
        }

        @Override
        public int taskCount() {
            asked.add("taskCount");
            return 43;
        }

        @Override
        public void printRuntime() {
            asked.add("printRuntime");
        }

        @Override
        public long deviceMalloc(long size) {
            asked.add("deviceMalloc " + size);
            return 0x123456789abcdef0L;
        }

        @Override
        public void deviceFree(long address) {
            asked.add("deviceFree %x".formatted(address));
        }

        @Override
        public int copyToDevice(long device, long host, long size) {
            asked.add("copyToDevice %d %d %d".formatted(device, host, size));
            return -44;
        }
    }
}
