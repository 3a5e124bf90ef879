package org.chiptest.runtime.internal.trb;

import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.graph.KernelTable;
import org.chiptest.runtime.internal.linker.LibraryLoader;
import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.chiptest.runtime.internal.linker.NativeLibrary;
import org.chiptest.runtime.internal.linker.Shim;

/** The C++ sources of tests, compiled and opened once for all test classes of a JVM. */
public final class CompiledCode {

    private static final RuntimeKind TRB = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
    private static final Path VECTOR = TestToolchain.VECTOR.resolve(TRB.shortName());
    private static final Map<Path, NativeLibrary> OPENED = new ConcurrentHashMap<>();

    private CompiledCode() {}

    /** Return the shim. */
    public static Shim shim() {
        return Shim.load(TestToolchain.shim());
    }

    /** Return the entry of the orchestration that interprets programs. */
    static TrbOrchestration interpreter() {
        return orchestration(TestToolchain.CONFORMANCE.resolve("trb/interpreter.cpp"), "interpreter_entry");
    }

    /** Return a kernel of random graphs. */
    static long graphKernel(String name) {
        return kernels(TestToolchain.CONFORMANCE.resolve("trb/" + name + ".cpp")).symbol("kernel_entry");
    }

    /** Return a function of a source of kernels that is a resource. */
    static long kernel(String resource, String function) {
        return kernels(resource(resource)).symbol(function);
    }

    /** Return an entry of an orchestration that is a resource. */
    public static TrbOrchestration orchestration(String resource, String entry) {
        return orchestration(resource(resource), entry);
    }

    /** Return the entry of the vector example's orchestration. */
    public static TrbOrchestration vectorOrchestration() {
        return orchestration(VECTOR.resolve("orchestration.cpp"), "aicpu_orchestration_entry");
    }

    /** Return the kernels of the vector example. */
    public static KernelTable vectorKernels() {
        return table(Stream.of("add", "add_scalar", "mul").mapToLong(
                name -> kernels(VECTOR.resolve("kernels/" + name + ".cpp")).symbol("kernel_entry")).toArray());
    }

    /** Return functions of a source of kernels that is a resource, with func ids from 0. */
    public static KernelTable kernels(String resource, String... functions) {
        NativeLibrary library = kernels(resource(resource));
        return table(Stream.of(functions).mapToLong(library::symbol).toArray());
    }

    private static KernelTable table(long... functions) {
        return KernelTable.of(IntStream.range(0, functions.length).toArray(), functions);
    }

    private static TrbOrchestration orchestration(Path source, String entry) {
        NativeLibrary library = OPENED.computeIfAbsent(source,
                path -> open(path, TestToolchain.orchestration(TRB, path)));
        return new TrbOrchestration(library.symbol(entry),
                library.findSymbol(entry.replace("_entry", "_config")).orElse(0),
                library.symbol("framework_bind_runtime"), library.findSymbol("framework_scope_site").orElse(0));
    }

    private static NativeLibrary kernels(Path source) {
        return OPENED.computeIfAbsent(source, path -> open(path, TestToolchain.kernel(TRB, path)));
    }

    private static NativeLibrary open(Path source, byte[] library) {
        try (LibraryLoader loader = LibraryLoader.below(Path.of("target"), shim())) {
            return loader.open(MemorySegment.ofArray(library), source.toString(), Binding.NOW);
        }
    }

    private static Path resource(String name) {
        URL url = Objects.requireNonNull(CompiledCode.class.getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
