package org.chiptest.runtime.internal.linker;

import java.util.Locale;

import org.chiptest.runtime.internal.settings.HostEnvironment;

/** A machine that the runtime can run on. */
public enum NativePlatform {

    X86_64, AARCH64;

    /**
     * Name the platform of this process.
     *
     * @throws UnsupportedOperationException if it is not Linux on x86-64 or AArch64
     */
    public static NativePlatform current() {
        HostEnvironment host = HostEnvironment.current();
        return of(host.operatingSystem(), host.architecture());
    }

    /**
     * Name the platform with the given values of {@code os.name} and {@code os.arch}.
     *
     * @throws UnsupportedOperationException if it is not Linux on x86-64 or AArch64
     */
    public static NativePlatform of(String osName, String osArch) {
        if (osName.toLowerCase(Locale.ROOT).equals("linux")) {
            switch (osArch.toLowerCase(Locale.ROOT)) {
                case "amd64", "x86_64" -> {
                    return X86_64;
                }
                case "aarch64", "arm64" -> {
                    return AARCH64;
                }
                default -> {
                    // refused below
                }
            }
        }
        throw new UnsupportedOperationException(
                "cannot run native code on os.name '%s', os.arch '%s': memory files, futexes"
                        .formatted(osName, osArch) + " and the binary layouts need 64-bit Linux on x86-64 or AArch64;"
                        + " use such a machine, a container or a virtual machine");
    }
}
