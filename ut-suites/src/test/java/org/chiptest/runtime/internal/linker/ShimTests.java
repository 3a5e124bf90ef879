package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShimTests {

    private static final int EBADF = 9;

    @TempDir
    static Path directory;

    static Path library;

    @BeforeAll
    static void compile() {
        library = NativeSources.compiledShim(directory);
    }

    @Test
    void isLoadedOncePerProcess() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.so"), library);
        assertThat(Shim.load(library)).isSameAs(Shim.load(link));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("missing.so");
        assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> Shim.load(missing))
                .withMessage("shim %s: there is no such file; compile shim.cpp first", missing);
    }

    @Test
    void aFileThatIsNoLibraryIsNamed() throws IOException {
        Path text = Files.writeString(directory.resolve("text.so"), "text");
        assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> Shim.load(text)).withMessage(
                "shim %s: cannot open it for %s: %s: file too short: compile shim.cpp again", text,
                NativePlatform.current(), text);
    }

    @Test
    void anotherLibraryOrVersionIsRefused() {
        Path other = NativeSources.compile(directory, "other", "int x;");
        assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> Shim.load(other))
                .withMessage("shim %s: is another library: it has no chiptest_abi_version", other);

        Path older = NativeSources.compile(directory, "older",
                "extern \"C\" long chiptest_abi_version(long, long, long, long) { return -1; }");
        assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> Shim.load(older))
                .withMessage("shim %s: has version -1, this runtime needs 6: compile its own shim.cpp", older);
    }

    @Test
    void aPipeThatIsNotOpenCannotBeWatched() {
        Shim shim = Shim.load(library);
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> shim.watchParent(1_000_000, 1, 1))
                .withMessage("watchParent(pipe 1000000, parent 1) failed: Bad file descriptor (errno 9)")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(EBADF));
    }

    @Test
    void anIdThatNoProcessCanHaveIsRefusedInsteadOfCut() {
        Shim shim = Shim.load(library);
        assertThatExceptionOfType(LibcException.class).isThrownBy(() -> shim.watchParent(1_000_000, (1L << 32) + 1, 1))
                .withMessage("watchParent(pipe 1000000, parent 4294967297) failed: Invalid argument (errno 22)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "libraries.h | chiptest_close(int64_t handle | chiptest_close(int32_t handle | no previous declaration",
        "calls.h | chiptest_call_kernel(int64_t call, | chiptest_call_kernel(CallFrame *call, | no previous declaration",
        "libraries.h | int64_t chiptest_is_loaded( | int32_t chiptest_is_loaded( | ambiguating new declaration",
        "shim.cpp | chiptest_abi_version(int64_t, | chiptest_abi_version( | no previous declaration",
        "libraries.h | int64_t chiptest_open( | extern \"C\" void *chiptest_open( | conflicting declaration of C function",
        "thread_state.h | int64_t, int64_t) noexcept { | int64_t, int64_t) { | has a different exception specifier",
        "warm_up.h | void chiptest_warm_kernel( | extern \"C\" void chiptest_other( | no previous declaration"})
    void anExportedFunctionOfAnotherTypeThanItIsCalledWithDoesNotCompile(String part, String right, String wrong,
            String error, @TempDir Path folder) throws IOException {
        Path file = NativeSources.shimSources(folder).resolve(part);
        String text = Files.readString(file);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));

        assertThatIllegalStateException().isThrownBy(() -> NativeSources.checkShimSources(folder))
                .withMessageMatching("(?s).*/" + part + ":\\d+:\\d+: error: [^\n]*" + error + ".*");
    }

    @Test
    void theSourcesAsTheyAreCompileWithoutAWarning(@TempDir Path folder) throws IOException {
        NativeSources.shimSources(folder);

        assertThatNoException().isThrownBy(() -> NativeSources.checkShimSources(folder));
    }

    @Test
    void runtimeObjectsAreLimitedAndTheirAddressesUsedAgainAsLateAsPossible() {
        Shim shim = Shim.load(library);
        HbgOperations operations = new UnusedHbgOperations() {};
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < RuntimeObjects.CAPACITY; i++) {
            try (RuntimeObject object = shim.hbgRuntime(operations)) {
                addresses.add(object.address());
            }
        }
        assertThat(addresses).hasSize(RuntimeObjects.CAPACITY);

        List<RuntimeObject> open = new ArrayList<>();
        for (int i = 0; i < RuntimeObjects.CAPACITY; i++) {
            open.add(shim.hbgRuntime(operations));
        }
        assertThatIllegalStateException().isThrownBy(() -> shim.hbgRuntime(operations))
                .withMessage("1024 runtime objects are open in this process; close each one when its run is over");
        open.get(500).close();
        try (RuntimeObject last = shim.hbgRuntime(operations)) {
            assertThat(last.address()).isEqualTo(open.get(500).address());
            open.get(500).close();
            assertThat(last.isStopped()).as("stopped by the second close of an older object at its address").isFalse();
        }
        open.forEach(RuntimeObject::close);
    }
}
