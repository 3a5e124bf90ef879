package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Run programs that use every declaration of the headers and check what it does; each failed check is a line that they print. */
class DeclarationTests {

    @TempDir
    static Path temp;

    static ShippedHeaders headers;

    @BeforeAll
    static void unpack() throws IOException {
        headers = ShippedHeaders.unpack(temp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2a3", "a5"})
    void orchestrationsOfTensormapAndRingbuffer(String arch) throws IOException {
        Path program = Cxx.program(temp.resolve("trb-" + arch), headers.orchestrationOptions("trb", arch),
                headers.frameworkSources("trb").getFirst(), Cxx.probe("trb_orchestration_probe.cpp"));

        assertThat(Cxx.run(List.of(program.toString()))).isEqualTo(new Cxx.Outcome(0, ""));
    }

    @ParameterizedTest
    @CsvSource({"a2a3, __DAV_VEC__, plain C++", "a2a3, __DAV_CUBE__, a core with caches",
        "a5, __DAV_CUBE__, plain C++", "a5, __DAV_VEC__, an instruction library"})
    void kernelsOfTensormapAndRingbuffer(String arch, String core, String surroundings) throws IOException {
        List<String> options = new ArrayList<>(headers.kernelOptions("trb", arch));
        options.add("-D" + core);
        switch (surroundings) {
            case "a core with caches" -> options.add("-DPROBE_WITH_CACHES");
            case "an instruction library" -> options.addAll(
                    List.of("-DPROBE_WITH_ISA", "-I" + Cxx.probe("isa"), "-I" + Cxx.probe("isa/pto")));
            default -> assertThat(surroundings).isEqualTo("plain C++");
        }
        Path program = Cxx.program(temp.resolve("kernel-" + arch + core), options, Cxx.probe("trb_kernel_probe.cpp"));

        assertThat(Cxx.run(List.of(program.toString()))).isEqualTo(new Cxx.Outcome(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2a3", "a5"})
    void orchestrationsOfHostBuildGraph(String arch) throws IOException {
        Path program = Cxx.program(temp.resolve("hbg-" + arch), headers.orchestrationOptions("hbg", arch),
                Cxx.probe("hbg_probe.cpp"));

        assertThat(Cxx.run(List.of(program.toString()))).isEqualTo(new Cxx.Outcome(0, ""));
    }
}
