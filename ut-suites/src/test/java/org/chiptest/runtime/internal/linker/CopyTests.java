package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.chiptest.runtime.ExpectedOutput;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy of the process that user code makes and that comes back ends at once, also in a JVM that is no worker. */
class CopyTests {

    private static final int ENDED_AS_COPY = 71;

    private static final String SOURCE = """
            #include <cstdint>
            #include <cstdlib>
            #include <stdexcept>
            #include <sys/syscall.h>
            #include <sys/wait.h>
            #include <unistd.h>

            static int64_t end_of(pid_t copy) {
                int status = 0;
                while (waitpid(copy, &status, 0) != copy) {}
                return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
            }

            extern "C" void fork_and_return(int64_t *args) {
                pid_t copy = fork();
                if (copy != 0) args[0] = end_of(copy);
            }
            extern "C" void raw_fork_and_return(int64_t *args) {
                pid_t copy = static_cast<pid_t>(syscall(SYS_fork));
                if (copy != 0) args[0] = end_of(copy);
            }
            extern "C" void fork_and_throw(int64_t *args) {
                pid_t copy = fork();
                if (copy == 0) throw std::runtime_error("the copy");
                args[0] = end_of(copy);
            }
            extern "C" void fork_and_crash(int64_t *args) {
                pid_t copy = fork();
                if (copy == 0) *reinterpret_cast<volatile int *>(args[1]) = 1;
                args[0] = end_of(copy);
            }

            struct Runtime { const void *const *operations; };
            static int count(Runtime *rt) {
                return reinterpret_cast<int (*)(Runtime *)>(const_cast<void *>(rt->operations[4]))(rt);
            }
            extern "C" int fork_and_ask(Runtime *rt, int64_t *args) {
                pid_t copy = fork();
                if (copy == 0) {
                    count(rt);
                    _exit(0);
                }
                args[0] = end_of(copy);
                return count(rt);
            }
            extern "C" int fork_and_return_from_entry(Runtime *, int64_t *args) {
                pid_t copy = fork();
                if (copy != 0) args[0] = end_of(copy);
                return 0;
            }
            """;

    private static final String AT_LOAD = """
            #include <cstdint>
            #include <cstdio>
            #include <sys/wait.h>
            #include <unistd.h>

            __attribute__((WHEN)) static void copy() {
                pid_t copy = fork();
                if (copy == 0) return;
                int status = 0;
                while (waitpid(copy, &status, 0) != copy) {}
                std::FILE *file = std::fopen("WHERE", "w");
                std::fprintf(file, "%d", WEXITSTATUS(status));
                std::fclose(file);
            }
            """;

    @TempDir
    static Path directory;

    static Shim shim;
    static NativeLibrary users;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment args = arena.allocate(JAVA_LONG, 16);

    @RegisterExtension
    final ExpectedOutput output = new ExpectedOutput();

    @BeforeAll
    static void compile() {
        shim = NativeSources.shim(directory);
        users = open("copies", SOURCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork_and_return", "raw_fork_and_return", "fork_and_throw"})
    void aCopyThatComesBackFromAKernelEnds(String kernel) {
        assertThat(shim.kernelCall(frame()).run(users.symbol(kernel), args.address(), 1, 0, 0)).isTrue();

        assertThat(args.getAtIndex(JAVA_LONG, 0)).isEqualTo(ENDED_AS_COPY);
        assertEnded("a kernel");
    }

    @Test
    void aCopyThatCrashesDiesOfItsSignalWithoutAReportOfTheJvm() {
        args.setAtIndex(JAVA_LONG, 1, 8);

        assertThat(shim.kernelCall(frame()).run(users.symbol("fork_and_crash"), args.address(), 1, 0, 0)).isTrue();

        assertThat(args.getAtIndex(JAVA_LONG, 0)).as("exit status, negative for SIGSEGV").isEqualTo(-11);
    }

    @Test
    void aCopyThatCallsAnOperationEndsBeforeItReachesJava() {
        AtomicInteger counted = new AtomicInteger();
        HbgOperations operations = new UnusedHbgOperations() {
            @Override
            public int taskCount() {
                return counted.incrementAndGet();
            }
        };

        assertThat(entry("fork_and_ask", operations)).isEqualTo(1);

        assertThat(args.getAtIndex(JAVA_LONG, 0)).isEqualTo(ENDED_AS_COPY);
        assertThat(counted).hasValue(1);
        assertEnded("user code");
    }

    @Test
    void aCopyThatComesBackFromAnEntryEnds() {
        assertThat(entry("fork_and_return_from_entry", new UnusedHbgOperations() {})).isZero();

        assertThat(args.getAtIndex(JAVA_LONG, 0)).isEqualTo(ENDED_AS_COPY);
        assertEnded("an orchestration's entry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"constructor", "destructor"})
    void aCopyThatALibraryMakesWhenItIsOpenedOrClosedEnds(String when) throws IOException {
        Path file = directory.resolve(when + ".txt");

        open(when, AT_LOAD.replace("WHEN", when).replace("WHERE", file.toString())).close();

        assertThat(file).hasContent(Integer.toString(ENDED_AS_COPY));
        assertEnded("a library's " + when);
    }

    private void assertEnded(String place) {
        assertThat(output.text()).containsPattern("chiptest: process \\d+ is a copy that fork\\(\\) made in " + place
                + " and that came back from it; it ends here, the original goes on");
    }

    private int entry(String function, HbgOperations operations) {
        try (RuntimeObject runtime = shim.hbgRuntime(operations)) {
            return shim.orchestrationCall(frame()).hbgEntry(users.symbol(function), runtime, args.address());
        }
    }

    private MemorySegment frame() {
        return arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT);
    }

    private static NativeLibrary open(String name, String source) {
        Path library = NativeSources.compile(directory, name, source);
        try (LibraryLoader loader = LibraryLoader.below(directory, shim)) {
            return loader.open(MemorySegment.ofArray(Files.readAllBytes(library)), "test library", Binding.NOW);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
