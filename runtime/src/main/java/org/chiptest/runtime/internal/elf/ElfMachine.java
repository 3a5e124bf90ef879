package org.chiptest.runtime.internal.elf;

import java.util.Locale;

/** Name the machines that kernels and orchestrations are compiled for. */
public enum ElfMachine {
    X86_64(62, "x86-64"),
    AARCH64(183, "AArch64");

    private final int code;
    private final String title;

    ElfMachine(int code, String title) {
        this.code = code;
        this.title = title;
    }

    /**
     * Find the machine of a value of the system property {@code os.arch}.
     *
     * @throws IllegalArgumentException if chiptest does not run there
     */
    public static ElfMachine ofArchitecture(String osArch) {
        return switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x86-64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default -> throw new IllegalArgumentException("this machine is " + osArch
                    + "; chiptest loads libraries on Linux on x86-64 (amd64) and AArch64 (aarch64) only");
        };
    }

    /** Return the value of {@code e_machine} in the header of an ELF file. */
    public int code() {
        return code;
    }

    /** Return the name of the machine in sentences. */
    public String title() {
        return title;
    }

    static String titleOf(int code) {
        for (ElfMachine machine : values()) {
            if (machine.code == code) {
                return machine.title;
            }
        }
        return "machine " + code;
    }
}
