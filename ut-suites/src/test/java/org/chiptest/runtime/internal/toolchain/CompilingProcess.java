package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.chiptest.runtime.toolchain.ToolchainSettings;

/** A process of its own that compiles one kernel and prints the digest of the library. */
final class CompilingProcess {

    private CompilingProcess() {}

    /** Compile with the cache, the compiler and the source given as arguments. */
    public static void main(String[] arguments) {
        ToolchainSettings settings = ToolchainSettings.parse(Map.of("user.home", "/nowhere")::get, System.getenv())
                .withCacheDirectory(Path.of(arguments[0])).withCompiler(arguments[1]);
        try (CompileService toolchain = CompileService.open(settings)) {
            System.out.print(toolchain.compile(Workbench.kernel(Path.of(arguments[2]))).join().digest());
        }
    }

    static Process start(Path cache, Path compiler, Path source, Path output) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = location(CompileService.class) + ":" + location(CompilingProcess.class);
        return new ProcessBuilder(List.of(java, "-Xshare:auto", "-cp", classPath, CompilingProcess.class.getName(),
                cache.toString(), compiler.toString(), source.toString())).redirectOutput(output.toFile())
                .redirectError(Path.of(output + ".err").toFile()).start();
    }

    static String text(Path output) throws IOException {
        return java.nio.file.Files.readString(output, StandardCharsets.UTF_8);
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(Objects.requireNonNull(type.getProtectionDomain().getCodeSource()).getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class path", e);
        }
    }
}
