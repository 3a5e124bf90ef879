package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Build the system tests' smallest example as users' sources are built, and run it on a runtime that knows only the ABI. */
class VectorExampleTests {

    private static final Path SOURCES = Path.of("../st-suites/src/test/resources/vector");

    @TempDir
    static Path temp;

    static ShippedHeaders headers;

    @BeforeAll
    static void unpack() throws IOException {
        headers = ShippedHeaders.unpack(temp.resolve("include"));
    }

    @Test
    void fiveTasksOfTensormapAndRingbufferGive47() throws IOException {
        assertThat(run("trb", "a5")).isEqualTo("""
                arguments 3
                0()<manual 1(0)1(0)2(1 2)0(3 0)>
                f 47 47 47
                """);
    }

    @Test
    void fourTasksOfHostBuildGraphGive42() throws IOException {
        assertThat(run("hbg", "a2a3")).isEqualTo("""
                without arguments -1
                entry 0
                0:0 2:1 1:1 3:2\s
                f 42 42 42
                """);
    }

    private static String run(String runtime, String arch) throws IOException {
        List<String> command = new ArrayList<>();
        List<String> options = headers.orchestrationOptions(runtime, arch);
        List<String> framework = headers.frameworkSources(runtime);
        command.add(Cxx.program(temp.resolve(runtime + "-runner"), with(options, framework),
                Cxx.probe(runtime + "_runner.cpp")).toString());
        command.add(Cxx.program(temp.resolve(runtime + ".so"), with(options, framework), "-shared", "-fPIC", "-O3",
                "-fno-gnu-unique", SOURCES.resolve(runtime + "/orchestration.cpp")).toString());
        for (String kernel : List.of("add", "add_scalar", "mul")) {
            command.add(Cxx.program(temp.resolve(runtime + kernel + ".so"), headers.kernelOptions(runtime, arch),
                    "-D__DAV_VEC__", "-shared", "-fPIC", "-O2", "-Wl,--no-undefined",
                    SOURCES.resolve(runtime + "/kernels/" + kernel + ".cpp")).toString());
        }
        return Cxx.run(command).output();
    }

    private static List<String> with(List<String> options, List<String> more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(more);
        return all;
    }
}
