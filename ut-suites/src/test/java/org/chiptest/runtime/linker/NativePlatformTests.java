package org.chiptest.runtime.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativePlatformTests {

    @ParameterizedTest
    @CsvSource({"Linux, amd64, X86_64", "Linux, x86_64, X86_64", "linux, aarch64, AARCH64", "Linux, arm64, AARCH64"})
    void knowsTheTwoLinuxMachines(String osName, String osArch, NativePlatform expected) {
        assertThat(NativePlatform.of(osName, osArch)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, aarch64", "Windows 11, amd64", "Linux, riscv64", "'', ''"})
    void refusesAnyOtherAndSaysWhatIsNeeded(String osName, String osArch) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> NativePlatform.of(osName, osArch))
                .withMessageStartingWith("cannot run native code on os.name '" + osName + "', os.arch '" + osArch + "'")
                .withMessageContaining("64-bit Linux on x86-64 or AArch64");
    }

    @Test
    void eachMachineHasItsOwnNumberOfTheFutexCall() {
        assertThat(NativePlatform.X86_64.futexCall()).isEqualTo(202);
        assertThat(NativePlatform.AARCH64.futexCall()).isEqualTo(98);
    }
}
