package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What user code leaves changed of its thread is gone when it is back. */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
class ThreadStateTests {

    private static final String CHANGES = """
            #include <cstdint>
            #include <locale.h>
            #include <pthread.h>
            #include <sched.h>
            #include <signal.h>
            #include <stdexcept>

            static void mxcsr(uint32_t value) { asm volatile("ldmxcsr %0" ::"m"(value)); }
            static void x87(uint16_t value) { asm volatile("fldcw %0" ::"m"(value)); }

            static void flush() { mxcsr(0x9fc0); }
            static void round_up() { mxcsr(0x5f80); }
            static void unmask() { mxcsr(0x1d00); }
            static void x87_single() { x87(0x007f); }
            static void x87_unmask() { x87(0x0340); }
            static void x87_pending() { double zero = 0; x87(0x037f); asm volatile("fld1; fdivl %0" ::"m"(zero)); x87(0x0340); }
            static void x87_full() { asm volatile("fld1;fld1;fld1;fld1;fld1;fld1;fld1;fld1"); }
            static void x87_one() { asm volatile("fld1"); }
            static void mmx() { asm volatile("pcmpeqd %mm0, %mm0; pcmpeqd %mm7, %mm7"); }
            static void backwards() { asm volatile("std"); }
            static void check_alignment() { __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() | (1u << 18)); }
            static void block_signals() { sigset_t all; sigfillset(&all); pthread_sigmask(SIG_SETMASK, &all, nullptr); }
            static void one_cpu() {
                cpu_set_t cpus; sched_getaffinity(0, sizeof cpus, &cpus);
                for (int i = 0; i < CPU_SETSIZE; i++) if (CPU_ISSET(i, &cpus)) { CPU_ZERO(&cpus); CPU_SET(i, &cpus); break; }
                sched_setaffinity(0, sizeof cpus, &cpus);
            }
            static void locale() { uselocale(newlocale(LC_ALL_MASK, "C", nullptr)); }
            static void change(uint64_t which) {
                void (*const all[])() = {flush, round_up, unmask, x87_single, x87_unmask, x87_pending, x87_full, x87_one, mmx,
                    backwards, check_alignment, block_signals, one_cpu, locale};
                all[which]();
            }
            """;

    private static final String USERS = CHANGES + """
            extern "C" void leave(int64_t *args) { change(args[0]); }
            extern "C" void leave_and_throw(int64_t *args) { change(args[0]); throw std::runtime_error("left"); }

            // args: a double that is divided by ten in SSE, in x87, and the thread's state
            extern "C" void look(int64_t *args) {
                volatile double *numbers = reinterpret_cast<volatile double *>(args);
                volatile float tiny = 1e-38f;
                numbers[0] = static_cast<float>(tiny / 10);
                volatile long double third = 1; third /= 3;
                numbers[1] = third == 1.0L / 3 ? 1 : 0;
                volatile double one = 1, three = 3;
                numbers[2] = one / three;
                args[3] = (__builtin_ia32_readeflags_u64() & 0x40400) == 0;
                sigset_t mask; pthread_sigmask(SIG_SETMASK, nullptr, &mask);
                args[4] = sigismember(&mask, SIGSEGV);
                cpu_set_t cpus; sched_getaffinity(0, sizeof cpus, &cpus);
                args[5] = CPU_COUNT(&cpus);
                args[6] = uselocale(nullptr) == LC_GLOBAL_LOCALE;
            }

            struct Runtime { const void *const *operations; };
            // changes, asks Java, and looks whether its own mode is there again; then puts it back itself
            extern "C" int orchestrate(Runtime *rt, uint64_t *args) {
                change(args[0]);
                const uint64_t flags = __builtin_ia32_readeflags_u64() & 0x40400;
                asm volatile("cld");
                uint32_t before, after; uint16_t control, control_after;
                asm volatile("stmxcsr %0" : "=m"(before)); asm volatile("fnstcw %0" : "=m"(control));
                if (args[0] == 9) asm volatile("std");
                reinterpret_cast<int (*)(Runtime *)>(const_cast<void *>(rt->operations[4]))(rt);
                asm volatile("stmxcsr %0" : "=m"(after)); asm volatile("fnstcw %0" : "=m"(control_after));
                const uint64_t flags_after = __builtin_ia32_readeflags_u64() & 0x40400;
                args[1] = before == after && control == control_after && flags == flags_after;
                return 0;
            }
            """;

    private static final String CONSTRUCTOR = CHANGES + """
            __attribute__((constructor)) static void opened() { change(WHICH); }
            """;
    private static final String DESTRUCTOR = CHANGES + """
            __attribute__((destructor)) static void closed() { change(WHICH); }
            """;

    @TempDir
    static Path directory;

    static Shim shim;
    static NativeLibrary users;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment args = arena.allocate(JAVA_LONG, 16);
    private final List<String> said = new ArrayList<>();
    private final ThreadStateListener changes = (culprit, changed) -> said.add(culprit + ": " + changed);
    private KernelCall call;
    private int cpus;

    @BeforeAll
    static void compile() {
        shim = NativeSources.shim(directory);
        users = open("users", USERS, ThreadStateListener.NONE);
    }

    @BeforeEach
    void prepare() {
        call = shim.kernelCall(frame(), changes);
        cpus = (int) look().getAtIndex(JAVA_LONG, 5);
    }

    @ParameterizedTest
    @CsvSource({"0, FLOATING_POINT", "1, FLOATING_POINT", "2, FLOATING_POINT", "3, FLOATING_POINT", "4, FLOATING_POINT",
        "5, FLOATING_POINT", "7, X87_STACK", "9, PROCESSOR_FLAGS", "10, PROCESSOR_FLAGS"})
    void whatAKernelLeavesChangedIsPutBackAndSaid(int change, String state) {
        args.setAtIndex(JAVA_LONG, 0, change);

        assertThat(call.run(users.symbol("leave"), args.address(), 1, 7, 0)).isTrue();

        assertUnchanged();
        assertThat(said).hasSize(1).first().asString().startsWith("kernel 7: [").contains(state);
    }

    @ParameterizedTest
    @CsvSource({"6", "8"})
    void registersThatAreAllInUseAreReleased(int change) {
        args.setAtIndex(JAVA_LONG, 0, change);

        assertThat(call.run(users.symbol("leave"), args.address(), 1, 7, 0)).isTrue();

        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource({"0, FLOATING_POINT", "4, FLOATING_POINT"})
    void aKernelThatThrowsLeavesNoChangeEither(int change, String state) {
        args.setAtIndex(JAVA_LONG, 0, change);

        assertThat(call.run(users.symbol("leave_and_throw"), args.address(), 1, 7, 0)).isFalse();

        assertThat(call.thrown()).hasMessage("std::runtime_error: left");
        assertUnchanged();
        assertThat(said).containsExactly("kernel 7: [" + state + "]");
    }

    @ParameterizedTest
    @CsvSource({"11, SIGNAL_MASK", "12, CPU_AFFINITY", "13, LOCALE"})
    void whatOnlySystemCallsShowIsPutBackAtTheEndOfTheRun(int change, String state) {
        args.setAtIndex(JAVA_LONG, 0, change);
        assertThat(call.run(users.symbol("leave"), args.address(), 1, 7, 0)).isTrue();

        call.settle();

        assertUnchanged();
        assertThat(said.stream().filter(text -> !text.contains("CPU_AFFINITY") || cpus > 1).toList())
                .containsExactlyElementsOf(state.equals("CPU_AFFINITY") && cpus == 1
                        ? List.of()
                        : List.of("kernel 7, or one that ran on the same thread before it,: [" + state + "]"));
    }

    @Test
    void aKernelThatChangesNothingIsNotMentioned() {
        look();
        call.settle();

        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "6", "8", "9", "10", "11", "13"})
    void whatAConstructorOfALibraryChangesIsPutBackAndSaid(int change) {
        NativeLibrary library = open("constructor" + change, CONSTRUCTOR.replace("WHICH", "" + change), changes);

        assertUnchanged();
        library.close();
        assertThat(said).allMatch(text -> text.startsWith("a constructor of test library: ["))
                .hasSize(change == 6 || change == 8 ? 0 : 1);
    }

    @Test
    void aLibraryThatIsLinkedForFastMathDoesNotFlushTheDenormalsOfOthers() {
        NativeLibrary library = open("fast", "extern \"C\" void nothing() {}", changes, "-Ofast");

        assertUnchanged();
        library.close();
        assertThat(said).containsExactly("a constructor of test library: [FLOATING_POINT]");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "6", "8", "9", "10", "11", "13"})
    void whatADestructorOfALibraryChangesIsPutBackAndSaid(int change) {
        open("destructor" + change, DESTRUCTOR.replace("WHICH", "" + change), changes).close();

        assertUnchanged();
        assertThat(said).allMatch(text -> text.startsWith("a destructor of test library: ["))
                .hasSize(change == 6 || change == 8 ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "9", "10"})
    void javaComputesInItsOwnModeWhenAnOrchestrationCallsItAndTheOrchestrationFindsItsOwnAgain(int change) {
        args.setAtIndex(JAVA_LONG, 0, change);
        OrchestrationCall orchestration = shim.orchestrationCall(frame(), changes);
        double[] computed = new double[2];
        HbgOperations operations = new UnusedHbgOperations() {
            @Override
            public int taskCount() {
                computed[0] = tiny() / 10;
                computed[1] = one() / 3;
                return 0;
            }
        };

        try (RuntimeObject runtime = shim.hbgRuntime(operations)) {
            orchestration.hbgEntry(users.symbol("orchestrate"), runtime, args.address());
        }

        assertThat(computed).containsExactly(1e-308 / 10, 1.0 / 3);
        assertThat(args.getAtIndex(JAVA_LONG, 1)).as("the orchestration found its own mode").isEqualTo(1);
        assertUnchanged();
        assertThat(said).hasSize(1).first().asString().startsWith("the orchestration's entry: [");
    }

    @Test
    void anOperationThatIsCalledWithoutItsRuntimeThrowsInTheModeOfItsCaller() {
        args.setAtIndex(JAVA_LONG, 0, 0);
        OrchestrationCall orchestration = shim.orchestrationCall(frame(), changes);
        HbgOperations operations = new UnusedHbgOperations() {
            @Override
            public int taskCount() {
                throw new IllegalStateException("no count");
            }
        };

        try (RuntimeObject runtime = shim.hbgRuntime(operations)) {
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(
                    () -> orchestration.hbgEntry(users.symbol("orchestrate"), runtime, args.address()));
        }

        assertThat(args.getAtIndex(JAVA_LONG, 1)).isEqualTo(1);
        assertUnchanged();
    }

    // not constants, which the compiler would fold

    private static double tiny() {
        return Double.parseDouble("1e-308");
    }

    private static double one() {
        return Double.parseDouble("1");
    }

    private MemorySegment look() {
        MemorySegment seen = arena.allocate(JAVA_LONG, 16);
        assertThat(shim.kernelCall(frame()).run(users.symbol("look"), seen.address(), 2, 1, 0)).isTrue();
        return seen;
    }

    private void assertUnchanged() {
        MemorySegment seen = look();
        assertThat(seen.getAtIndex(JAVA_DOUBLE, 0)).as("a denormal").isEqualTo(1e-38f / 10);
        assertThat(seen.getAtIndex(JAVA_DOUBLE, 1)).as("an exact x87 division").isEqualTo(1);
        assertThat(seen.getAtIndex(JAVA_DOUBLE, 2)).as("a rounded division").isEqualTo(1.0 / 3);
        assertThat(tiny() / 10).as("a denormal of Java").isEqualTo(1e-308 / 10);
        assertThat(seen.getAtIndex(JAVA_LONG, 3)).as("flags are clear").isEqualTo(1);
        assertThat(seen.getAtIndex(JAVA_LONG, 4)).as("SIGSEGV is blocked").isZero();
        assertThat(seen.getAtIndex(JAVA_LONG, 5)).as("CPUs").isEqualTo(cpus);
        assertThat(seen.getAtIndex(JAVA_LONG, 6)).as("locale is global").isEqualTo(1);
    }

    private MemorySegment frame() {
        return arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT);
    }

    private static NativeLibrary open(String name, String source, ThreadStateListener changes, String... options) {
        Path library = NativeSources.compile(directory, name,
                "#pragma GCC diagnostic ignored \"-Wunused-function\"\n" + source, options);
        try (LibraryLoader loader = LibraryLoader.below(directory, shim, changes)) {
            return loader.open(MemorySegment.ofArray(Files.readAllBytes(library)), "test library", Binding.NOW);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
