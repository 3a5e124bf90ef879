package org.chiptest.runtime.internal.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfMachineTests {

    @ParameterizedTest
    @CsvSource({"amd64, X86_64", "x86_64, X86_64", "aarch64, AARCH64", "AARCH64, AARCH64", "arm64, AARCH64"})
    void aSupportedArchitectureHasAMachine(String osArch, ElfMachine machine) {
        assertThat(ElfMachine.ofArchitecture(osArch)).isEqualTo(machine);
    }

    @Test
    void codesAreThoseOfTheFormat() {
        assertThat(ElfMachine.X86_64.code()).isEqualTo(62);
        assertThat(ElfMachine.AARCH64.code()).isEqualTo(183);
    }

    @Test
    void anotherArchitectureIsRefused() {
        assertThatThrownBy(() -> ElfMachine.ofArchitecture("riscv64")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this machine is riscv64; chiptest loads libraries on Linux on x86-64 (amd64) and AArch64"
                        + " (aarch64) only");
    }
}
