package org.chiptest.runtime.internal.linker;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;

/** A process that watches its parent through standard input, and is otherwise busy for ever. */
final class WatchedChild {

    static final int EXIT_CODE = 42;

    private WatchedChild() {}

    /** Arguments: the shim, a library that makes {@code exit} block, the pid of the expected parent. */
    public static void main(String[] args) throws IOException {
        Shim shim = Shim.load(Path.of(args[0]));
        try (LibraryLoader loader = LibraryLoader.below(Path.of(args[0]).resolveSibling(""), shim)) {
            loader.open(MemorySegment.ofArray(Files.readAllBytes(Path.of(args[1]))), "blocks exit", Binding.NOW);
        }
        shim.watchParent(0, Long.parseLong(args[2]), EXIT_CODE);
        new PrintStream(System.out, true, StandardCharsets.UTF_8)
                .println("stdin " + Files.readSymbolicLink(Path.of("/proc/self/fd/0")) + ", read " + System.in.read()
                        + ", ready");
        while (true) {
            Thread.onSpinWait();
        }
    }
}
