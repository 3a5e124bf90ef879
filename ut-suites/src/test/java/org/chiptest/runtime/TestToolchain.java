package org.chiptest.runtime;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/** The toolchain of tests that run native code: one for the test JVM, with a cache in the build folder. */
public final class TestToolchain {

    /** The sources of the system suites' vector example. */
    public static final Path VECTOR = Path.of("..", "st-suites", "src", "test", "resources", "vector");

    /** The sources of the conformance kit, whose graphs are those of tests too. */
    public static final Path CONFORMANCE = Path.of("..", "harness-engine", "src", "main", "resources", "org",
            "chiptest",
            "engine", "internal", "conformance");

    private static final Toolchain TOOLCHAIN = open();

    private TestToolchain() {}

    /** Open another toolchain on the same cache; the caller closes it. */
    public static Toolchain open() {
        return Toolchain.open(compiling());
    }

    /** Return settings of toolchains on the same cache. */
    public static ToolchainSettings compiling() {
        return ToolchainSettings.parse(System::getProperty, System.getenv())
                .withCacheDirectory(Path.of("target", "native-cache"));
    }

    /** Compile the shim. */
    public static Path shim() {
        return compile(new CompileRequest.Shim()).file();
    }

    /** Return settings for devices, in this process or in children, with a folder for their files. */
    public static WorkerSettings settings(Path directory) {
        return WorkerSettings.withShim(shim()).withDirectory(directory);
    }

    /** Compile a vector kernel. */
    public static byte[] kernel(RuntimeKind runtime, Path source) {
        return compile(new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIV, "a2a3", runtime,
                List.of(CONFORMANCE.toAbsolutePath()), ""))
                .toByteArray();
    }

    /** Compile an orchestration. */
    public static byte[] orchestration(RuntimeKind runtime, Path source) {
        return compile(new CompileRequest.Orchestration(SourceFile.of(source), "a2a3", runtime, List.of(), ""))
                .toByteArray();
    }

    /** Build the vector example for a runtime. */
    public static ChipCallable vector(RuntimeKind runtime) {
        Path folder = VECTOR.resolve(runtime.shortName());
        List<ArgDirection> binary = List.of(ArgDirection.IN, ArgDirection.IN, ArgDirection.OUT);
        List<ArgDirection> scalar = List.of(ArgDirection.IN, ArgDirection.OUT);
        return ChipCallable.builder().signature(binary)
                .orchestration(orchestration(runtime, folder.resolve("orchestration.cpp")))
                .functionName(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_example_graph" : "")
                .child(0, CoreCallable.of(binary, kernel(runtime, folder.resolve("kernels/add.cpp"))))
                .child(1, CoreCallable.of(scalar, kernel(runtime, folder.resolve("kernels/add_scalar.cpp"))))
                .child(2, CoreCallable.of(binary, kernel(runtime, folder.resolve("kernels/mul.cpp")))).build();
    }

    /** Compile what is asked for. */
    public static CompiledLibrary compiled(CompileRequest request) {
        return compile(request);
    }

    private static CompiledLibrary compile(CompileRequest request) {
        return TOOLCHAIN.compile(request).join();
    }
}
