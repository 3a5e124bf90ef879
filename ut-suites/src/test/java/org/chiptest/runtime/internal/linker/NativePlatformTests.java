package org.chiptest.runtime.internal.linker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

    @ParameterizedTest
    @CsvSource({"CLOSE, 3, 57", "FCNTL, 72, 25", "FTRUNCATE, 77, 46", "FUTEX, 202, 98",
        "LSEEK, 8, 62", "MADVISE, 28, 233",
        "MEMFD_CREATE, 319, 279", "MMAP, 9, 222", "MUNMAP, 11, 215", "OPENAT, 257, 56"})
    void aSystemCallHasItsNumberOnEachMachine(SystemCall call, long onX86, long onAarch64) {
        assertThat(call.number(NativePlatform.X86_64)).isEqualTo(onX86);
        assertThat(call.number(NativePlatform.AARCH64)).isEqualTo(onAarch64);
    }
}
