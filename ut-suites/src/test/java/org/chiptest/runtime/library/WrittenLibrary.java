package org.chiptest.runtime.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.files.FileTree;
import org.chiptest.runtime.toolchain.Toolchain;

/** The runtime's library, written once for a test JVM, and images that programs give it. */
public final class WrittenLibrary {

    static final Path SAXPY = Path.of("..", "examples", "kernels", "src", "test", "resources", "com",
            "example", "kernels", "saxpy");
    private static final Path HOME = write();

    private WrittenLibrary() {}

    /** Return the folder that everything was written into. */
    public static Path home() {
        return HOME;
    }

    /** Return the folder of a variant of a2a3. */
    static Path variant(RuntimeKind runtime) {
        return HOME.resolve("a2a3", "sim", runtime.id());
    }

    /** Write an image of y = a x + y into a folder. */
    static Path saxpy(Path folder, RuntimeKind runtime) {
        return image(folder, "saxpy", runtime, SAXPY.resolve("saxpy_" + runtime.shortName() + ".cpp"));
    }

    /** Write an image whose kernel of y = a x + y does something else. */
    static Path faulty(Path folder, String name, String body) {
        try {
            Path kernel = Files.writeString(folder.resolve(name + ".cpp"), """
                    #include <cstdint>

                    extern "C" void kernel_entry(int64_t *args) {
                        %s
                    }
                    """.formatted(body));
            return image(folder, name, RuntimeKind.HOST_BUILD_GRAPH, kernel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compile a program. */
    static Path program(Path folder, Path source, String... command) throws IOException, InterruptedException {
        Path program = folder.resolve(source.getFileName().toString().replaceFirst("\\.\\w+$", ""));
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("-Wall", "-Wextra", "-Werror", "-O1", "-o", program.toString(), source.toString(), "-ldl",
                "-pthread"));
        Path log = folder.resolve(program.getFileName() + ".log");
        if (new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor() != 0) {
            throw new IllegalStateException(words + "\n" + Files.readString(log));
        }
        return program;
    }

    private static Path image(Path folder, String name, RuntimeKind runtime, Path kernel) {
        List<ArgDirection> directions = List.of(ArgDirection.IN, ArgDirection.INOUT, ArgDirection.SCALAR);
        ChipCallable callable = ChipCallable.builder().signature(directions)
                .orchestration(TestToolchain.orchestration(runtime, SAXPY.resolve(runtime.shortName() + ".cpp")))
                .functionName(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_saxpy" : "")
                .child(0, CoreCallable.of(directions, TestToolchain.kernel(runtime, kernel))).build();
        try {
            return Files.write(folder.resolve(name + "-" + runtime.shortName() + ".image"),
                    callable.image().toArray(ValueLayout.JAVA_BYTE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write() {
        try (Toolchain toolchain = TestToolchain.open()) {
            Path folder = Files.createTempDirectory("chiptest-library-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            HostRuntimeLibrary.write(folder, toolchain);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
