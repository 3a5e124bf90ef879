package org.chiptest.runtime.internal.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilePlannerTests {

    private static final Compiler GCC = new Compiler(Path.of("/usr/bin/g++"), "g++ 15.1.0", 15, List.of("g++ 15.1.0"));
    private static final Compiler CLANG = new Compiler(Path.of("/usr/bin/g++"), "Apple clang 17.0.0", 17,
            List.of("Apple clang 17.0.0"));

    @TempDir
    Path temp;

    private ShippedSources shipped;
    private SourceFile source;

    @BeforeEach
    void writeSource() throws IOException {
        WorkDirectory work = new WorkDirectory(temp.resolve("work"));
        shipped = new ShippedSources(new ShippedFixture(),
                new ContentTrees(temp.resolve("trees"), work, InstantSource.system()));
        source = SourceFile.of(Files.writeString(temp.resolve("k.cpp"), ""));
    }

    @Test
    void kernelsHaveTheOptionsOfTheSpecificationInItsOrder() throws IOException {
        CompilePlan plan = planner(Optional.empty()).kernel(kernel(CoreType.AIC), GCC);

        assertThat(plan.options()).containsExactly("-O2", "-fPIC", "-std=c++23", "-fpermissive",
                "-Wno-ignored-attributes", "-D__CPU_SIM", "-DPTO_CPU_MAX_THREADS=1", "-DNDEBUG", "-g1",
                "-D__DAV_CUBE__", "-fno-gnu-unique");
        assertThat(plan.repeatableCommand()).startsWith(GCC.executable().toString(), "-shared", "-O2");
        assertThat(plan.roots().labels()).containsExactly("source", "kernel", "runtime", "common", "task_interface",
                "platform",
                "arch", "shared", "extra0", "extra1");
    }

    @Test
    void theInstructionLibraryComesFirst() throws IOException {
        CompilePlan plan = planner(Optional.of(Path.of("/opt/isa"))).kernel(kernel(CoreType.AIV), GCC);

        assertThat(plan.roots().searchOptions()).startsWith("-I/opt/isa/include", "-I/opt/isa/include/pto")
                .endsWith("-I/extra/one", "-I/extra/two");
    }

    @Test
    void orchestrationsHaveTheOptionsOfTheSpecificationAndAssertions() throws IOException {
        CompilePlan plan = planner(Optional.empty())
                .orchestration(orchestration(RuntimeKind.TENSORMAP_AND_RINGBUFFER), GCC, List.of());

        assertThat(plan.options()).containsExactly("-fPIC", "-O3", "-g1", "-std=c++17", "-fno-gnu-unique",
                "-Wl,--build-id=sha1");
        assertThat(plan.roots().labels()).containsExactly("source", "runtime", "common", "task_interface", "platform",
                "arch",
                "shared", "extra0", "orchestration");
    }

    @Test
    void theFrameworkIsCompiledForTensormapOnly() throws IOException {
        CompilePlanner planner = planner(Optional.empty());

        assertThat(planner.framework(orchestration(RuntimeKind.HOST_BUILD_GRAPH), GCC)).isEmpty();
        assertThat(planner.framework(orchestration(RuntimeKind.TENSORMAP_AND_RINGBUFFER), GCC)).singleElement()
                .satisfies(plan -> {
                    assertThat(plan.source().fileName()).isEqualTo("framework.cpp");
                    assertThat(plan.repeatableCommand()).contains("-c").doesNotContain("-shared");
                    assertThat(plan.extension()).isEqualTo(".o");
                });
    }

    @Test
    void stacksNameTheFolderOfTheShimsSources() throws IOException {
        CompilePlan plan = planner(Optional.empty()).shim(new CompileRequest.Shim(), GCC);

        Path source = plan.source().path();
        assertThat(source).endsWithRaw(Path.of("chiptest-shim", "shim.cpp"));
        assertThat(source.resolveSibling("part.h")).exists();
        assertThat(plan.roots().nameOf(source.resolveSibling("part.h").toString()))
                .isEqualTo("source:chiptest-shim/part.h");
        assertThat(plan.roots().searchOptions()).isEmpty();
        assertThat(plan.repeatableCommand()).endsWith("-o", "shim.so", source.toString(), "-ldl", "-pthread");
    }

    @Test
    void clangIsNotAskedForWhatOnlyGccKnows() throws IOException {
        CompilePlan plan = planner(Optional.empty()).kernel(kernel(CoreType.AIV), CLANG);

        assertThat(plan.options()).contains("-Wno-macro-redefined").doesNotContain("-fno-gnu-unique");
    }

    @Test
    void theInnermostFolderGivesAFileItsNameAndComesLastForTheCompiler() {
        IncludeRoots roots = new IncludeRoots(List.of(new IncludeRoots.Root("source", Path.of("/suite")),
                new IncludeRoots.Root("extra0", Path.of("/suite/inner")),
                new IncludeRoots.Root("extra1", Path.of("/suite"))));

        assertThat(roots.nameOf("/suite/inner/x.h")).isEqualTo("extra0:x.h");
        assertThat(roots.nameOf("/suite/../other/x.h")).isEqualTo("source:../other/x.h");
        assertThat(roots.nameOf("/suites/x.h")).isEqualTo("/suites/x.h");
        assertThat(roots.resolve("extra0:x.h")).isEqualTo(Path.of("/suite/inner/x.h"));
        assertThat(roots.resolve("/usr/include/x.h")).isEqualTo(Path.of("/usr/include/x.h"));
        assertThat(roots.prefixMaps()).containsExactly("-ffile-prefix-map=/suite/=extra1/",
                "-ffile-prefix-map=/suite/=",
                "-ffile-prefix-map=/suite/inner/=extra0/");
    }

    private CompilePlanner planner(Optional<Path> isa) {
        return new CompilePlanner(shipped, isa, List.of());
    }

    private CompileRequest.Kernel kernel(CoreType core) {
        return new CompileRequest.Kernel(source, core, "a2a3", RuntimeKind.TENSORMAP_AND_RINGBUFFER,
                List.of(Path.of("/extra/one"), Path.of("/extra/two")), "");
    }

    private CompileRequest.Orchestration orchestration(RuntimeKind runtime) {
        return new CompileRequest.Orchestration(source, "a2a3", runtime, List.of(Path.of("/extra/one")), "");
    }
}
