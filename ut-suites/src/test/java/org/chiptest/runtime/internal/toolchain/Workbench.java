package org.chiptest.runtime.internal.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CompiledLibrary;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.toolchain.ToolchainSettings;

/** A folder with sources, a cache and compilers for one test. */
public final class Workbench {

    public final ShippedFixture shipped = new ShippedFixture();
    private final Path home;
    private ToolchainSettings settings;

    public Workbench(Path home) {
        this.home = home;
        this.settings = ToolchainSettings
                .parse(Map.of("user.home", "/nowhere")::get, Map.of("PATH", System.getenv("PATH")))
                .withCacheDirectory(home.resolve("cache"));
    }

    public ToolchainSettings settings() {
        return settings;
    }

    public Workbench with(ToolchainSettings other) {
        settings = other;
        return this;
    }

    public Path cache() {
        return settings.cache().directory().resolve("v1");
    }

    public Path path(String name) {
        return home.resolve(name);
    }

    public Path write(String name, String text) throws IOException {
        Path file = path(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** Write a kernel that returns the value of {@code neighbour.h} beside it. */
    public Path writeKernel(String folder, int value) throws IOException {
        write(folder + "/neighbour.h", "inline int neighbour() { return " + value + "; }\n");
        return write(folder + "/add.cpp", """
                #include "data_type.h"
                #include "neighbour.h"
                extern "C" void kernel_entry(Word *args) { args[0] = neighbour(); }
                """);
    }

    /**
     * Write a compiler that answers questions like g++ and compiles by the given lines of shell.
     *
     * @param lines may use {@code $HERE}, the folder of this workbench
     */
    public Path writeCompiler(String name, String lines) throws IOException {
        Path script = write(name, """
                #!/bin/sh
                HERE='%s'
                case "$1" in
                --version) echo 'g++ (pretended) 13.1.0'; exit ;;
                -dumpmachine) echo pretended-linux; exit ;;
                -print-prog-name=*) echo nothing; exit ;;
                esac
                %s
                """.formatted(home, lines));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    public CompileService open() {
        return CompileService.open(settings, shipped, InstantSource.system());
    }

    /** Compile with a toolchain of its own, as another process would. */
    public CompiledLibrary compile(CompileRequest request) {
        try (CompileService toolchain = open()) {
            return toolchain.compile(request).join();
        }
    }

    public static CompileRequest kernel(Path source, Path... includes) {
        return kernel(SourceFile.of(source), "a2a3", includes);
    }

    public static CompileRequest kernel(SourceFile source, String architecture, Path... includes) {
        return new CompileRequest.Kernel(source, CoreType.AIV, architecture, RuntimeKind.TENSORMAP_AND_RINGBUFFER,
                List.of(includes), "vector");
    }

    public static CompileRequest orchestration(Path source, RuntimeKind runtime) {
        return new CompileRequest.Orchestration(SourceFile.of(source), "a2a3", runtime, List.of(), "vector");
    }
}
