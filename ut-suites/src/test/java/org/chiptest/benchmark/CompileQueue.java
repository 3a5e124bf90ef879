package org.chiptest.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.HostEnvironment;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.Toolchain;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/**
 * Measure how long a library that is known takes while compilers are busy, as the shim is when devices open in a fresh clone.
 *
 * <p>Argument: how many kernels wait for a compiler, of about a second each.
 */
public final class CompileQueue {

    private CompileQueue() {}

    public static void main(String[] args) throws IOException {
        int kernels = Integer.parseInt(args[0]);
        HostEnvironment host = HostEnvironment.current();
        try (Scratch scratch = Scratch.create();
                Toolchain toolchain = Toolchain.open(ToolchainSettings.parse(host::property, host.variables())
                        .withCacheDirectory(scratch.path().resolve("cache")).withParallelism(2))) {
            toolchain.compile(new CompileRequest.Shim()).join();
            double alone = shimMillis(toolchain);
            List<CompletableFuture<CompiledLibrary>> waiting = new ArrayList<>();
            for (int i = 0; i < kernels; i++) {
                Path source = Files.writeString(scratch.path().resolve("kernel" + i + ".cpp"),
                        "#include <regex>\nextern \"C\" void kernel_entry(long *) {} // " + i);
                waiting.add(toolchain.compile(new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIV, "a2a3",
                        RuntimeKind.HOST_BUILD_GRAPH, List.of(), "")));
            }
            double beside = shimMillis(toolchain);
            waiting.forEach(CompletableFuture::join);
            System.out.printf(Locale.ROOT, "known library: alone %.1f ms, behind %d kernels %.1f ms%n", alone, kernels,
                    beside);
        }
    }

    private static double shimMillis(Toolchain toolchain) {
        long start = System.nanoTime();
        toolchain.compile(new CompileRequest.Shim()).join();
        return (System.nanoTime() - start) / 1e6;
    }
}
