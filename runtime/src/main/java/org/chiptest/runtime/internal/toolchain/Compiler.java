package org.chiptest.runtime.internal.toolchain;

import java.nio.file.Path;
import java.util.List;

/**
 * A compiler that was found and asked who it is.
 *
 * @param executable the absolute path under which it was found
 * @param version the first line of {@code --version}
 * @param major the first number of its version
 * @param identity everything about it and its tools that may change what it produces
 */
record Compiler(Path executable, String version, int major, List<String> identity) {

    public Compiler {
        identity = List.copyOf(identity);
    }

    public boolean isClang() {
        return identity.stream().anyMatch(line -> line.contains("clang"));
    }
}
