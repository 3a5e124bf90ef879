package org.chiptest.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.internal.toolchain.Prerequisite;
import org.chiptest.runtime.internal.toolchain.Prerequisite.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTests {

    @TempDir
    private Path temp;
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>(System.getenv());

    @BeforeEach
    void useACacheOfOnesOwn() {
        properties.put("chiptest.compile.cache", temp.resolve("cache").toString());
    }

    @Test
    void aMachineThatRunsTheTestsLacksNothing() {
        assertThat(examine()).filteredOn(each -> each.finding() == Finding.MISSING).isEmpty();
        assertThat(examine()).filteredOn(Prerequisite::found).extracting(Prerequisite::name).contains("JDK 25",
                "Linux on x86-64 or AArch64", "/proc", "native access", "shared memory (memfd)",
                "folder for temporary files", "compile cache", "compiler of kernels", "C++ library and linker");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            java.version | 21.0.2 | JDK 25 | run with JDK 25, from adoptium.net for example
            java.home | /nowhere | JDK 25 | install a whole JDK, not an image without launcher
            os.name | Mac OS X | Linux on x86-64 or AArch64 | use such a machine, a container or a virtual machine
            os.arch | riscv64 | Linux on x86-64 or AArch64 | use such a machine, a container or a virtual machine
            java.io.tmpdir | /nowhere | folder for temporary files | make it so, or name another with -Djava.io.tmpdir
            chiptest.compile.deadline | soon | settings | correct it or leave it out
            """)
    void whatIsMissingComesWithItsFix(String property, String value, String name, String fix) {
        properties.put(property, value);

        assertThat(examine()).filteredOn(each -> each.finding() == Finding.MISSING).singleElement()
                .satisfies(missing -> {
                    assertThat(missing.name()).isEqualTo(name);
                    assertThat(missing.fix()).isEqualTo(fix);
                });
    }

    @Test
    void platformsThatAreDescribedAreLookedAt() {
        properties.put("platform.mysim.like", "a2a3sim");
        properties.put("platform.mysim.home", temp.toString());

        List<Prerequisite> all = examine();

        assertThat(all).filteredOn(each -> each.finding() == Finding.MISSING).extracting(Prerequisite::name)
                .containsExactly("mysim, library of host_build_graph", "mysim, library of tensormap_and_ringbuffer");
        assertThat(all).filteredOn(each -> each.finding() == Finding.ABSENT).extracting(Prerequisite::name)
                .contains("platform a2a3, if asked for", "platform a5, if asked for");
    }

    @Test
    void whatIsWrongWithADescriptionIsMissing() {
        properties.put("platform.mysim.like", "a9sim");

        assertThat(examine())
                .filteredOn(each -> each.finding() == Finding.MISSING).singleElement()
                .satisfies(missing -> assertThat(missing.detail())
                        .startsWith("platform mysim stands for 'a9sim', which is none"));
    }

    @Test
    void programsThatExplainFailuresCanBeDoneWithout() throws IOException {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Path nm = Files.createFile(bin.resolve("nm"));
        assertThat(nm.toFile().setExecutable(true)).isTrue();

        List<Prerequisite> tools = new ToolDiagnosis("/nowhere::" + bin).examine();

        assertThat(tools).extracting(Prerequisite::finding).containsExactly(Finding.ABSENT, Finding.ABSENT,
                Finding.FOUND);
        assertThat(tools.getFirst().fix()).isEqualTo("install gdb (Debian, Ubuntu: apt-get install gdb; Fedora: dnf "
                + "install gdb; openSUSE: zypper install gdb)");
        assertThat(tools.getLast().detail()).isEqualTo(nm.toString());
    }

    @Test
    void theReportCountsWhatIsMissing() {
        variables.put("PATH", "/nowhere");

        String text = report(false);

        assertThat(text).contains("found    /proc: readable", "MISSING  compiler of kernels: No C++ compiler",
                "         fix: install g++ 11 or later", "absent   gdb, for native stacks of workers that hang: no gdb")
                .endsWith("2 things are missing; nothing runs without." + System.lineSeparator());
    }

    @Test
    void theReportSaysThatAllIsThere() {
        assertThat(report(true)).endsWith("All that is needed is there." + System.lineSeparator())
                .doesNotContain("MISSING");
    }

    @ParameterizedTest
    @CsvSource({"120,0", "soon,1"})
    void theExitCodeSaysWhetherTestsCanRun(String deadline, int code) throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Dchiptest.compile.deadline=" + deadline,
                "-Dchiptest.compile.cache=" + temp.resolve("cache"), "-cp", System.getProperty("java.class.path"),
                Doctor.class.getName()).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(text).isEqualTo(code);
    }

    private List<Prerequisite> examine() {
        return doctor().examine();
    }

    private String report(boolean healthy) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        assertThat(doctor().report(new PrintStream(text, true, StandardCharsets.UTF_8))).isEqualTo(healthy);
        return text.toString(StandardCharsets.UTF_8);
    }

    private Doctor doctor() {
        return new Doctor(name -> properties.getOrDefault(name, System.getProperty(name)), properties.keySet(),
                variables);
    }
}
