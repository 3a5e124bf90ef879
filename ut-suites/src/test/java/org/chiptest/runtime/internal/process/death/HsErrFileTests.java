package org.chiptest.runtime.internal.process.death;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HsErrFileTests {

    private static final String REPORT = """
            #
            # A fatal error has been detected by the Java Runtime Environment:
            #
            #  SIGSEGV (0xb) at pc=0x00007f5fd032b34a, pid=17677, tid=17692
            #
            # JRE version: OpenJDK Runtime Environment Temurin-25.0.3+9 (25.0.3+9) (build 25.0.3+9-LTS)
            # Problematic frame:
            # C  [lib1.so+0x134a]  null_store+0xa
            #
            # Core dump will be written.

            ---------------  S U M M A R Y ------------
            """;

    @Test
    void eventFrameAndThreadAreFound() {
        HsErrFile file = HsErrFile.parse(REPORT);
        assertThat(file.event()).hasValue("SIGSEGV (0xb) at pc=0x00007f5fd032b34a, pid=17677, tid=17692");
        assertThat(file.problematicFrame()).hasValue("C  [lib1.so+0x134a]  null_store+0xa");
        assertThat(file.thread()).hasValue(17692);
        assertThat(file.text()).isEqualTo(REPORT);
    }

    @Test
    void anErrorInsideTheVirtualMachineIsAnEventToo() {
        HsErrFile file = HsErrFile.parse("#  Internal Error (a.cpp:1), pid=1, tid=2\n#  guarantee(x) failed\n");
        assertThat(file.event()).hasValue("Internal Error (a.cpp:1), pid=1, tid=2");
        assertThat(file.thread()).hasValue(2);
        assertThat(file.problematicFrame()).isEmpty();
    }

    @Test
    void aReportThatBreaksOffHasWhatItHas() {
        assertThat(HsErrFile.parse("")).isEqualTo(HsErrFile.parse(""));
        assertThat(HsErrFile.parse("# Problematic frame:\n").problematicFrame()).isEmpty();
        assertThat(HsErrFile.parse("# Problematic frame:\n#\n").problematicFrame()).isEmpty();
        assertThat(HsErrFile.parse("#\n").event()).isEmpty();
    }

    @Test
    void aProcessThatWroteNoneHasNone(@TempDir Path directory) {
        assertThat(HsErrFile.read(directory.resolve("hs_err.log"))).isEmpty();
    }
}
