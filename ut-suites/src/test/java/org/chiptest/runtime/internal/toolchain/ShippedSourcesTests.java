package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compile against the headers that really ship. */
class ShippedSourcesTests {

    @TempDir
    Path temp;

    private Workbench bench;

    @BeforeEach
    void createWorkbench() {
        bench = new Workbench(temp);
    }

    @ParameterizedTest
    @CsvSource({"a2a3, HOST_BUILD_GRAPH", "a2a3, TENSORMAP_AND_RINGBUFFER", "a5, HOST_BUILD_GRAPH",
        "a5, TENSORMAP_AND_RINGBUFFER"})
    void kernelsFindTheirHeaders(String architecture, RuntimeKind runtime) throws IOException {
        Path source = bench.write("k.cpp", """
                #include <cstdint>
                %s
                #include "pipe_sync.h"
                #include "arg_direction.h"
                #include "platform_comm/comm_context.h"
                extern "C" __aicore__ void kernel_entry(int64_t *args) { args[0] = PLATFORM_MAX_BLOCKDIM; }
                """.formatted(runtime == RuntimeKind.HOST_BUILD_GRAPH
                ? "#include \"tensor_info.h\""
                : "#include \"tensor.h\"\n#include \"intrinsic.h\"\n#include \"common/platform_config.h\""));

        CompiledLibrary library = compile(
                new CompileRequest.Kernel(SourceFile.of(source), CoreType.AIV, architecture, runtime, List.of(), ""));

        assertThat(NmSymbols.exported(library.file())).contains("kernel_entry");
        assertThat(library.warnings()).isEmpty();
    }

    @Test
    void hostBuildGraphOrchestrationsFindTheirInterface() throws IOException {
        Path source = bench.write("o.cpp", """
                #include "orchestration_api.h"
                extern "C" int build(OrchestrationRuntime *, const ChipStorageTaskArgs &) { return 0; }
                """);

        assertThat(NmSymbols.exported(compile(Workbench.orchestration(source, RuntimeKind.HOST_BUILD_GRAPH)).file()))
                .contains("build");
    }

    @Test
    void tensormapOrchestrationsFindTheirInterfaceAndFramework() throws IOException {
        Path source = bench.write("o.cpp", """
                #include "pto_orchestration_api.h"
                extern "C" void *aicpu_orchestration_entry(const ChipStorageTaskArgs &) { return framework_current_runtime(); }
                """);

        assertThat(NmSymbols
                .exported(compile(Workbench.orchestration(source, RuntimeKind.TENSORMAP_AND_RINGBUFFER)).file()))
                .contains("aicpu_orchestration_entry", "framework_bind_runtime")
                .doesNotContain("framework_current_runtime");
    }

    private CompiledLibrary compile(CompileRequest request) {
        try (CompileService toolchain = CompileService.open(bench.settings())) {
            return toolchain.compile(request).join();
        }
    }
}
