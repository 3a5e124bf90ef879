package org.chiptest.runtime.trb;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.graph.KernelTable;
import org.chiptest.runtime.linker.LibraryLoader;
import org.chiptest.runtime.linker.LibraryLoader.Binding;
import org.chiptest.runtime.linker.NativeLibrary;
import org.chiptest.runtime.linker.Shim;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/** The C++ sources of these tests, compiled and opened once for all test classes of a JVM. */
public final class CompiledCode {

    private static final String ARCHITECTURE = "a2a3";
    private static final RuntimeKind TRB = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
    private static final Path VECTOR = Path.of("../st-suites/src/test/resources/vector/trb");
    private static final Toolchain TOOLCHAIN = Toolchain.open(
            ToolchainSettings.parse(System::getProperty, System.getenv())
                    .withCacheDirectory(Path.of("target/compile-cache")));
    private static final CompletableFuture<CompiledLibrary> SHIM = TOOLCHAIN.compile(new CompileRequest.Shim());
    private static final Map<Path, NativeLibrary> OPENED = new ConcurrentHashMap<>();

    private CompiledCode() {}

    /** Return the shim. */
    public static Shim shim() {
        return Shim.load(SHIM.join().file());
    }

    /** Return an entry of an orchestration among these tests' resources. */
    public static TrbOrchestration orchestration(String resource, String entry) {
        return orchestration(resource(resource), entry);
    }

    /** Return an entry of the vector example's orchestration. */
    public static TrbOrchestration vectorOrchestration() {
        return orchestration(VECTOR.resolve("orchestration.cpp"), "aicpu_orchestration_entry");
    }

    /** Return the kernels of the vector example. */
    public static KernelTable vectorKernels() {
        return KernelTable.of(new int[]{0, 1, 2}, List.of("add", "add_scalar", "mul").stream()
                .mapToLong(name -> kernelLibrary(VECTOR.resolve("kernels/" + name + ".cpp")).symbol("kernel_entry"))
                .toArray());
    }

    /** Return functions of a source of kernels among these tests' resources, with func ids from 0. */
    public static KernelTable kernels(String resource, String... functions) {
        NativeLibrary library = kernelLibrary(resource(resource));
        return KernelTable.of(IntStream.range(0, functions.length).toArray(),
                List.of(functions).stream().mapToLong(library::symbol).toArray());
    }

    private static TrbOrchestration orchestration(Path source, String entry) {
        NativeLibrary library = OPENED.computeIfAbsent(source, path -> open(new CompileRequest.Orchestration(
                SourceFile.of(path), ARCHITECTURE, TRB, List.of(), "")));
        return new TrbOrchestration(library.symbol(entry),
                library.findSymbol(entry.replace("_entry", "_config")).orElse(0),
                library.symbol("framework_bind_runtime"));
    }

    private static NativeLibrary kernelLibrary(Path source) {
        return OPENED.computeIfAbsent(source, path -> open(new CompileRequest.Kernel(SourceFile.of(path), CoreType.AIV,
                ARCHITECTURE, TRB, List.of(), "")));
    }

    private static NativeLibrary open(CompileRequest request) {
        CompiledLibrary compiled = TOOLCHAIN.compile(request).join();
        try (LibraryLoader loader = LibraryLoader.below(Path.of("target"), shim())) {
            return loader.open(compiled.bytes(), request.description(), Binding.NOW);
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
