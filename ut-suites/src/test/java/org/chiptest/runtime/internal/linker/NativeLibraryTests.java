package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTests {

    private static final String COUNTER = """
            #include <cstdint>
            static int64_t calls = START;
            extern "C" void kernel_entry(int64_t *args) { args[0] = ++calls; }
            """;
    private static final String UNDEFINED = """
            #include <cstdint>
            extern "C" void function_of_nobody();
            extern "C" void kernel_entry(int64_t *args) { args[0] = 5; }
            extern "C" void other_entry(int64_t *) { function_of_nobody(); }
            """;

    @TempDir
    static Path sources;

    static Shim shim;
    static MemorySegment counter;

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();
    private LibraryLoader loader;
    private KernelCall call;

    @BeforeAll
    static void compile() throws IOException {
        shim = NativeSources.shim(sources);
        counter = bytes("counter", COUNTER.replace("START", "0"));
    }

    @BeforeEach
    void prepare() {
        loader = LibraryLoader.below(directory, shim);
        call = shim.kernelCall(arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
    }

    @AfterEach
    void close() {
        loader.close();
    }

    @Test
    void theSameBytesOpenedTwiceAreTwoLibraries() {
        try (NativeLibrary one = open(counter); NativeLibrary other = open(counter)) {
            assertThat(List.of(count(one), count(one), count(other), count(one))).containsExactly(1L, 2L, 1L, 3L);
        }
    }

    @Test
    void aLibraryOpenedAfterAnotherWasClosedIsItself() throws IOException {
        try (NativeLibrary first = open(counter)) {
            assertThat(count(first)).isEqualTo(1);
        }
        try (NativeLibrary second = open(bytes("counter_from_100", COUNTER.replace("START", "100")))) {
            assertThat(count(second)).isEqualTo(101);
        }
        try (NativeLibrary third = open(counter)) {
            assertThat(count(third)).isEqualTo(1);
        }
    }

    @Test
    void noFileIsLeftWhileALibraryIsOpen() throws IOException {
        try (NativeLibrary library = open(counter)) {
            Path privateDirectory = onlyEntry(directory);
            assertThat(privateDirectory).isEmptyDirectory();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateDirectory)))
                    .isEqualTo("rwx------");
            assertThat(library).hasToString("a counter");
        }
        loader.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatTheLoaderRefusesIsReportedWithPurposeAndReason() throws IOException {
        MemorySegment garbage = MemorySegment.ofArray("no shared object".getBytes(StandardCharsets.US_ASCII));

        assertThatExceptionOfType(NativeLibraryException.class)
                .isThrownBy(() -> loader.open(garbage, "kernel 3 of callable x", Binding.NOW))
                .withMessageStartingWith("kernel 3 of callable x: cannot open its library: ")
                .withMessageContaining("file too short");

        assertThat(onlyEntry(directory)).isEmptyDirectory();
    }

    @Test
    void aMissingFunctionRefusesALibraryAtOnceUnlessItIsBoundLazily() throws IOException {
        MemorySegment undefined = bytes("undefined", UNDEFINED);
        assertThatExceptionOfType(NativeLibraryException.class)
                .isThrownBy(() -> loader.open(undefined, "orchestration of x", Binding.NOW))
                .withMessageStartingWith("orchestration of x: cannot open its library: ")
                .withMessageContaining("undefined symbol: function_of_nobody");

        try (NativeLibrary lazy = loader.open(undefined, "orchestration of x", Binding.LAZY)) {
            assertThat(count(lazy)).isEqualTo(5);
        }
    }

    @Test
    void aMissingSymbolIsNamed() {
        try (NativeLibrary library = open(counter)) {
            assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> library.symbol("entry"))
                    .withMessageStartingWith("a counter: no symbol 'entry': ")
                    .withMessageContaining("undefined symbol: entry")
                    .withMessageEndingWith("; export it with extern \"C\" and default visibility");
            assertThat(library.findSymbol("entry")).isEmpty();
            assertThat(library.findSymbol("kernel_entry")).hasValue(library.symbol("kernel_entry"));
        }
    }

    @Test
    void aLibraryIsClosedOnce() throws IOException {
        NativeLibrary library = open(counter);
        long address = library.symbol("kernel_entry");
        assertThat(isMapped(address)).isTrue();

        library.close();

        assertThat(isMapped(address)).isFalse();
        assertThatIllegalStateException().isThrownBy(library::close)
                .withMessage("a counter: library is already closed");
        assertThatIllegalStateException().isThrownBy(() -> library.symbol("kernel_entry"));
        assertThatIllegalStateException().isThrownBy(() -> library.findSymbol("kernel_entry"));
        assertThat(library).hasToString("a counter (closed)");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> LibraryLoader.below(missing, shim))
                .withMessage("cannot make a private directory for native libraries below " + missing);
    }

    @Test
    void bytesThatCannotBeWrittenAreAnErrorOfTheLibrary() throws IOException {
        Files.delete(onlyEntry(directory));
        assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> open(counter))
                .withMessageStartingWith(
                        "a counter: cannot write its %d bytes to %s".formatted(counter.byteSize(), directory));
    }

    @Test
    void aFileThatCannotBeRemovedYetCostsNoLibraryAndIsRemovedAtTheEnd() throws IOException {
        MemorySegment holding = bytes("holding", """
                #include <cstdint>
                #include <dlfcn.h>
                #include <string>
                #include <sys/stat.h>
                #include <unistd.h>
                __attribute__((constructor)) static void hold() {
                    Dl_info self;
                    if (dladdr(reinterpret_cast<void *>(&hold), &self) == 0 || unlink(self.dli_fname) != 0
                            || mkdir(self.dli_fname, 0700) != 0) {
                        throw 1;
                    }
                    mkdir((std::string(self.dli_fname) + "/held").c_str(), 0700);
                }
                extern "C" void kernel_entry(int64_t *args) { args[0] = 7; }
                """);
        try (NativeLibrary library = open(holding)) {
            assertThat(count(library)).isEqualTo(7);
        }
        Files.delete(onlyEntry(onlyEntry(directory)).resolve("held"));

        loader.close();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aLoaderThatCannotBeMadeLeavesNoDirectory() throws IOException {
        // the loader of glibc replaces this word in paths
        Path parent = Files.createDirectory(sources.resolve("$LIB"));

        assertThatExceptionOfType(NativeLibraryException.class).isThrownBy(() -> LibraryLoader.below(parent, shim))
                .withMessageContaining("globals.so");

        assertThat(parent).isEmptyDirectory();
    }

    private NativeLibrary open(MemorySegment bytes) {
        return loader.open(bytes, "a counter", Binding.NOW);
    }

    private long count(NativeLibrary library) {
        MemorySegment args = arena.allocate(JAVA_LONG, 16);
        assertThat(call.run(library.symbol("kernel_entry"), args.address(), 0, 0, 0)).isTrue();
        return args.get(JAVA_LONG, 0);
    }

    private static MemorySegment bytes(String name, String source) throws IOException {
        return MemorySegment.ofArray(Files.readAllBytes(NativeSources.compile(sources, name, source)));
    }

    private static Path onlyEntry(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.reduce((one, other) -> {
                throw new AssertionError("more than one entry: " + one + ", " + other);
            }).orElseThrow();
        }
    }

    private static boolean isMapped(long address) throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.map(line -> line.split("[- ]", 3))
                    .anyMatch(range -> Long.compareUnsigned(Long.parseUnsignedLong(range[0], 16), address) <= 0
                            && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0);
        }
    }
}
