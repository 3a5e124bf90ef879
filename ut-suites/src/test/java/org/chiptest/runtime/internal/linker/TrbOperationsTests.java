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
import java.util.Objects;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrbOperationsTests {

    private static final String ORCHESTRATIONS = """
            #include <cstddef>
            #include <cstdint>
            #include <stdexcept>
            #include <string>
            #include <thread>
            #include <fcntl.h>
            #include <unistd.h>

            struct Outputs { uint64_t task; uint32_t count; void *tensors[16]; };
            struct Runtime;
            struct Operations {
                Outputs (*submit_task)(Runtime *, const int32_t *, const void *);
                void (*scope_begin)(Runtime *);
                void (*scope_end)(Runtime *);
                void (*orchestration_done)(Runtime *);
                bool (*is_fatal)(Runtime *);
                void (*report_fatal)(Runtime *, int32_t, const char *, const char *, ...);
                void (*log_error)(const char *, const char *, ...);
                void (*log_warn)(const char *, const char *, ...);
                void (*log_debug)(const char *, const char *, ...);
                void (*log_info_v)(const char *, int32_t, const char *, ...);
                uint64_t (*get_tensor_data)(Runtime *, const void *, uint32_t, const uint32_t *);
                void (*set_tensor_data)(Runtime *, const void *, uint32_t, const uint32_t *, uint64_t);
                Outputs (*alloc_tensors)(Runtime *, const void *);
                Outputs (*submit_dummy_task)(Runtime *, const void *);
            };
            struct Runtime { const Operations *ops; uint8_t pending_scope_mode; };

            static Runtime *bound = nullptr;
            static const void *pointer(uint64_t value) { return reinterpret_cast<const void *>(value); }
            static uint64_t sum(const Outputs &outputs) {
                uint64_t total = outputs.task * 1000;
                for (uint32_t i = 0; i < outputs.count; i++) {
                    total += reinterpret_cast<uint64_t>(outputs.tensors[i]);
                }
                return total;
            }

            extern "C" void framework_bind_runtime(Runtime *rt) { bound = rt; }

            extern "C" void every_operation(int64_t *out) {
                const int32_t kernels[3] = {1, -1, 3};
                const uint32_t indices[2] = {7, 8};
                bound->pending_scope_mode = 1;
                bound->ops->scope_begin(bound);
                out[0] = sum(bound->ops->submit_task(bound, kernels, pointer(0xa1)));
                out[1] = sum(bound->ops->alloc_tensors(bound, pointer(0xa2)));
                out[2] = sum(bound->ops->submit_dummy_task(bound, pointer(0xa3)));
                bound->ops->scope_begin(bound);
                bound->ops->scope_end(bound);
                out[3] = bound->ops->get_tensor_data(bound, pointer(0xa4), 2, indices);
                bound->ops->set_tensor_data(bound, pointer(0xa5), 2, indices, UINT64_MAX - 1);
                out[4] = bound->ops->is_fatal(bound);
                bound->ops->orchestration_done(bound);
            }

            extern "C" void messages(int64_t *) {
                bound->ops->log_error("f", "%s has %d of %5.2f and %lld", "tensor", -3, 2.5, 1LL << 40);
                bound->ops->log_warn("g", "plain");
                bound->ops->log_debug(nullptr, "%c%c%c%c%c%c%c%c", 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
                bound->ops->log_info_v("h", 9, "%f %f %f %f %f %f %f %f %f %f", 0., 1., 2., 3., 4., 5., 6., 7., 8., 9.);
                bound->ops->log_error("i", "%s", std::string(100000, 'x').c_str());
                bound->ops->log_error("j", nullptr);
            }

            extern "C" void message_of_another_thread(int64_t *args) {
                const int before = dup(2);
                const int file = open(reinterpret_cast<const char *>(args[0]), O_CREAT | O_WRONLY, 0600);
                dup2(file, 2);
                std::thread([] { bound->ops->log_warn("helper", "%d tensors", 3); }).join();
                dup2(before, 2);
                close(before);
                close(file);
            }

            extern "C" void fatal(int64_t *out) {
                bound->ops->report_fatal(bound, 9, "fatal", "boom %d", 7);
                out[0] = bound->ops->is_fatal(bound);
                const Outputs outputs = bound->ops->submit_dummy_task(bound, nullptr);
                out[1] = outputs.task;
                out[2] = outputs.count;
                out[3] = bound->ops->get_tensor_data(bound, nullptr, 0, nullptr);
                bound->ops->scope_end(bound);
                bound->ops->report_fatal(bound, 10, "fatal", "again");
                bound->ops->log_warn("fatal", "cleaning up");
            }

            struct Scope {
                Scope() { bound->ops->scope_begin(bound); }
                ~Scope() { bound->ops->scope_end(bound); }
            };
            extern "C" void assertion_in_a_scope(int64_t *) {
                Scope scope;
                const Outputs outputs = bound->ops->submit_dummy_task(bound, nullptr);
                if (outputs.count == 0) {
                    throw std::logic_error("no output 0");
                }
            }

            struct Config { int32_t expected_arg_count; };
            extern "C" Config config(const int64_t *args) { return Config{static_cast<int32_t>(args[0])}; }
            extern "C" Config failing_config(const int64_t *) { throw std::runtime_error("no config"); }
            extern "C" void entry_without_runtime(int64_t *out) { out[0] = bound == nullptr; }
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
            orchestrations = loader.open(MemorySegment.ofArray(Files.readAllBytes(library)), "trb orchestrations",
                    Binding.LAZY);
        }
    }

    @AfterAll
    static void close() {
        orchestrations.close();
    }

    @BeforeEach
    void prepare() {
        call = shim.orchestrationCall(
                Arena.ofAuto().allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
    }

    @Test
    void everyOperationArrivesWithItsArgumentsAndReturnsItsResult() {
        runWith(new Recorder(asked), "every_operation");

        assertThat(asked).containsExactly("scopeBegin 1", "submitTask 1 -1 3 arg a1", "allocTensors a2",
                "submitDummyTask a3", "scopeBegin 0", "scopeEnd", "getTensorData a4 2 7 8",
                "setTensorData a5 2 7 8 -2", "orchestrationDone");
        // task 5 with tensors 1..16; nothing written; task 6 with tensor 40
        assertThat(out.toArray(JAVA_LONG)).startsWith(5000 + 136, -1000, 6000 + 40, 0x8000000000000001L, 0);
    }

    @Test
    void messagesAreFormattedInCAndCutToABound() {
        runWith(new Recorder(asked), "messages");

        assertThat(asked).startsWith("ERROR 0 f: tensor has -3 of  2.50 and 1099511627776", "WARN 0 g: plain",
                "DEBUG 0 : abcdefgh",
                "INFO 9 h: 0.000000 1.000000 2.000000 3.000000 4.000000 5.000000 6.000000 7.000000 8.000000 9.000000");
        assertThat(asked.get(4)).matches("ERROR 0 i: x{4092}\\.\\.\\.");
        assertThat(asked.get(5)).isEqualTo("ERROR 0 j: (message with an invalid format)");
    }

    @Test
    void aMessageOfAThreadThatTheOrchestrationStartedGoesToStandardError() throws IOException {
        Path errors = directory.resolve("errors");
        out.set(JAVA_LONG, 0, arena.allocateFrom(errors.toString()).address());

        runWith(new Recorder(asked), "message_of_another_thread");

        assertThat(errors).hasContent("WARN helper: 3 tensors");
        assertThat(asked).isEmpty();
    }

    @Test
    void afterAFatalErrorOnlyMessagesArrive() {
        runWith(new Recorder(asked), "fatal");

        assertThat(asked).containsExactly("reportFatal 9 fatal: boom 7", "WARN 0 fatal: cleaning up");
        assertThat(out.toArray(JAVA_LONG)).startsWith(1, -1, 0, 0);
    }

    @Test
    void anExceptionInJavaComesBeforeTheAssertionThatFollowsFromIt() {
        IllegalStateException failure = new IllegalStateException("task ring is broken");
        Recorder failing = new Recorder(asked) {
            @Override
            public void submitDummyTask(long arg, long outputs) {
                throw failure;
            }
        };

        assertThatThrownBy(() -> runWith(failing, "assertion_in_a_scope")).isSameAs(failure);

        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(CppException.class)
                .satisfies(e -> assertThat(e).hasMessage("std::logic_error: no output 0"));
        assertThat(asked).containsExactly("scopeBegin 0");
    }

    @Test
    void anAssertionUnwindsTheOrchestration() {
        Recorder withoutOutputs = new Recorder(asked) {
            @Override
            public void submitDummyTask(long arg, long outputs) {
                asked.add("submitDummyTask");
            }
        };

        assertThatExceptionOfType(CppException.class).isThrownBy(() -> runWith(withoutOutputs, "assertion_in_a_scope"))
                .withMessage("std::logic_error: no output 0");

        assertThat(asked).containsExactly("scopeBegin 0", "submitDummyTask", "scopeEnd");
    }

    @Test
    void theConfigSaysHowManyArgumentsAreExpected() {
        try (RuntimeObject runtime = shim.trbRuntime(new Recorder(asked))) {
            out.set(JAVA_LONG, 0, -5);
            assertThat(call.trbConfig(orchestrations.symbol("config"), runtime, out.address())).isEqualTo(-5);
            assertThatExceptionOfType(CppException.class).isThrownBy(
                    () -> call.trbConfig(orchestrations.symbol("failing_config"), runtime, out.address()))
                    .withMessage("std::runtime_error: no config");
        }
    }

    @Test
    void theRuntimeIsUnboundAfterTheRun() {
        runWith(new Recorder(asked), "messages");
        runWith(new Recorder(asked), "entry_without_runtime");
        assertThat(out.get(JAVA_LONG, 0)).isZero();

        try (RuntimeObject runtime = shim.trbRuntime(new Recorder(asked))) {
            call.trbEntry(orchestrations.symbol("entry_without_runtime"), runtime, out.address());
        }
        assertThat(out.get(JAVA_LONG, 0)).isEqualTo(1);
    }

    @Test
    void operationsOfTheOtherKindAreRefused() {
        try (RuntimeObject runtime = shim.trbRuntime(new Recorder(asked))) {
            assertThatExceptionOfType(ClassCastException.class)
                    .isThrownBy(() -> runtime.operations(HbgOperations.class));
        }
    }

    private void runWith(Recorder operations, String entry) {
        long bind = orchestrations.symbol("framework_bind_runtime");
        try (RuntimeObject runtime = shim.trbRuntime(operations)) {
            operations.runtime = runtime;
            call.bindRuntime(bind, runtime);
            try {
                call.trbEntry(orchestrations.symbol(entry), runtime, out.address());
            } finally {
                call.unbindRuntime(bind, runtime);
            }
        }
    }

    private static class Recorder implements TrbOperations {

        final List<String> asked;
        @Nullable
        RuntimeObject runtime;

        Recorder(List<String> asked) {
            this.asked = asked;
        }

        @Override
        public void submitTask(long kernels, long arg, long outputs) {
            asked.add("submitTask %d %d %d arg %x".formatted(NativeMemory.getInt(kernels),
                    NativeMemory.getInt(kernels + 4),
                    NativeMemory.getInt(kernels + 8), arg));
            NativeMemory.putLong(outputs, 5);
            NativeMemory.putInt(outputs + 8, 16);
            for (int i = 0; i < 16; i++) {
                NativeMemory.putLong(outputs + 16 + 8 * i, i + 1);
            }
        }

        @Override
        public void submitDummyTask(long arg, long outputs) {
            asked.add("submitDummyTask %x".formatted(arg));
            NativeMemory.putLong(outputs, 6);
            NativeMemory.putInt(outputs + 8, 1);
            NativeMemory.putLong(outputs + 16, 40);
        }

        @Override
        public void allocTensors(long arg, long outputs) {
            asked.add("allocTensors %x".formatted(arg));
        }

        @Override
        public void scopeBegin(int mode) {
            asked.add("scopeBegin " + mode);
        }

        @Override
        public void scopeEnd() {
            asked.add("scopeEnd");
        }

        @Override
        public void orchestrationDone() {
            asked.add("orchestrationDone");
        }

        @Override
        public void reportFatal(int code, String function, String message) {
            asked.add("reportFatal %d %s: %s".formatted(code, function, message));
            Objects.requireNonNull(runtime).stop();
        }

        @Override
        public void log(LogLevel level, int verbosity, String function, String message) {
            asked.add("%s %d %s: %s".formatted(level, verbosity, function, message));
        }

        @Override
        public long getTensorData(long tensor, int dims, long indices) {
            asked.add("getTensorData %x %d %d %d".formatted(tensor, dims, NativeMemory.getInt(indices),
                    NativeMemory.getInt(indices + 4)));
            return 0x8000000000000001L;
        }

        @Override
        public void setTensorData(long tensor, int dims, long indices, long value) {
            asked.add("setTensorData %x %d %d %d %d".formatted(tensor, dims, NativeMemory.getInt(indices),
                    NativeMemory.getInt(indices + 4), value));
        }
    }
}
