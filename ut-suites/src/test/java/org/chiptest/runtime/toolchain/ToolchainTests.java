package org.chiptest.runtime.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainTests {

    private static final String KERNEL = """
            #include <cstdint>
            #include "pipe_sync.h"
            #include "data_type.h"
            #include "neighbour.h"
            extern "C" void kernel_entry(int64_t *args) { args[0] = neighbour(); }
            """;

    @TempDir
    Path temp;

    @Test
    void compilesAKernelOnceAndFindsItAgain() throws IOException {
        Path source = write("suite/add.cpp", KERNEL);
        write("suite/neighbour.h", "inline int neighbour() { return 7; }\n");

        CompiledLibrary first = compile(kernel(source));
        CompiledLibrary second = compile(kernel(source));

        assertThat(first.fromCache()).isFalse();
        assertThat(second.fromCache()).isTrue();
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(first.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).startsWith(0x7f, 'E', 'L', 'F');
    }

    @Test
    void compilesOrchestrationsForBothRuntimes() throws IOException {
        Path hbg = write("suite/hbg.cpp", """
                #include "orchestration_api.h"
                extern "C" int build(void *) { return runtimeId(); }
                """);
        Path trb = write("suite/trb.cpp", """
                #include "pto_orchestration_api.h"
                extern "C" void *aicpu_orchestration_entry() { return framework_current_runtime(); }
                """);

        CompiledLibrary onHost = compile(orchestration(hbg, TargetRuntime.HOST_BUILD_GRAPH));
        CompiledLibrary onAicpu = compile(orchestration(trb, TargetRuntime.TENSORMAP_AND_RINGBUFFER));

        assertThat(NmSymbols.defined(onHost.file())).contains("build").doesNotContain("framework_bind_runtime");
        assertThat(NmSymbols.defined(onAicpu.file())).contains("aicpu_orchestration_entry", "framework_bind_runtime")
                .doesNotContain("framework_current_runtime");
    }

    private CompiledLibrary compile(CompileRequest request) {
        ToolchainSettings settings = ToolchainSettings.defaults(System.getenv(), temp)
                .withCacheDirectory(temp.resolve("cache"));
        try (Toolchain toolchain = Toolchain.open(settings, new ShippedFixture(), InstantSource.system())) {
            return toolchain.compile(request).join();
        }
    }

    private static CompileRequest kernel(Path source) {
        return new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIV, "a2a3",
                TargetRuntime.TENSORMAP_AND_RINGBUFFER,
                List.of(), "vector");
    }

    private static CompileRequest orchestration(Path source, TargetRuntime runtime) {
        return new CompileRequest.Orchestration(SourceFile.of(source), "a2a3", runtime, List.of(), "vector");
    }

    private Path write(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
