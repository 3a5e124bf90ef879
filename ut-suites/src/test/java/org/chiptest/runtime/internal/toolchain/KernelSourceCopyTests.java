package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kernel is compiled from is found and keeps its places. */
class KernelSourceCopyTests {

    @TempDir
    Path suite;

    @TempDir
    Path copies;

    @Test
    void whatIsIncludedIsCopiedAndNothingElse() throws IOException {
        write("kernels/add.cpp", "#include \"../common.h\"\n  #  include <mine/deep.h>\n#include <vector>\n");
        write("common.h", "#include \"kernels/next.h\"\n");
        write("kernels/next.h", "#include \"../common.h\"\n");
        write("headers/mine/deep.h", "#include \"beside.h\"\n");
        write("headers/mine/beside.h", "");
        write("kernels/other.h", "");

        KernelSourceCopy copy = KernelSourceCopy.write(kernel("kernels/add.cpp", suite.resolve("headers")), List.of(),
                copies, "kernel_3");

        assertThat(copy.source()).isEqualTo(Path.of("kernel_3/kernels/add.cpp"));
        assertThat(copy.options()).contains("-O2", "-D__DAV_VEC__", "-fno-gnu-unique");
        assertThat(copy.search()).startsWith(Path.of("include/kernel")).endsWith(Path.of("kernel_3/headers"))
                .contains(Path.of("include/arch/a5"));
        try (var files = Files.walk(copies)) {
            assertThat(files.filter(Files::isRegularFile).map(copies::relativize).map(Path::toString))
                    .containsExactlyInAnyOrder("kernel_3/kernels/add.cpp", "kernel_3/common.h",
                            "kernel_3/kernels/next.h", "kernel_3/headers/mine/deep.h",
                            "kernel_3/headers/mine/beside.h");
        }
    }

    @Test
    void foldersThatComeFirstStayFirst() throws IOException {
        write("add.cpp", "#include <pto.h>\n");
        write("isa/pto.h", "");

        KernelSourceCopy copy = KernelSourceCopy.write(kernel("add.cpp", suite.resolve("absent")),
                List.of(suite.resolve("isa")), copies, "kernel");

        assertThat(copy.search()).startsWith(Path.of("kernel/isa"));
        assertThat(copies.resolve("kernel/isa/pto.h")).exists();
    }

    @Test
    void headersThatShipAreThoseOfTheRuntime() throws IOException {
        List<Path> search = KernelSourceCopy.writeHeaders(RuntimeKind.HOST_BUILD_GRAPH, copies);

        assertThat(search).allMatch(each -> each.startsWith("include"));
        assertThat(copies.resolve("include/task_interface/task_args.h")).exists();
        assertThat(copies.resolve("include/arch/a5/chip_arch.h")).exists();
        assertThat(copies.resolve("include/trb")).doesNotExist();
    }

    private CompileRequest.Kernel kernel(String source, Path includes) {
        return new CompileRequest.Kernel(SourceFile.of(suite.resolve(source)), CoreType.AIV, "a5",
                RuntimeKind.HOST_BUILD_GRAPH, List.of(includes), "");
    }

    private void write(String name, String text) throws IOException {
        Path file = suite.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
