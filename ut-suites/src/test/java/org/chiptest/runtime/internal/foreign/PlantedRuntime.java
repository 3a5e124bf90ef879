package org.chiptest.runtime.internal.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.Counters;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.NativeSources;

/** A small runtime behind the C interface, of either generation, that works, or does wrong what it is told. */
public final class PlantedRuntime {

    private static final Path SOURCES = Path.of("src/test/resources/org/chiptest/runtime/foreign");

    private final Path home;

    private PlantedRuntime(Path home) {
        this.home = home;
    }

    /** Put a copy of the runtime into a folder, as a build lies, with what it does wrong. */
    public static PlantedRuntime in(Path home, ForeignGeneration generation, String... faults) {
        try {
            Files.createDirectories(home);
            Files.copy(generation == ForeignGeneration.FIRST ? Compiled.FIRST : Compiled.SECOND,
                    home.resolve("libhost_runtime.so"));
            Files.writeString(home.resolve("libhost_runtime.so.fault"), String.join("\n", faults));
            Files.writeString(home.resolve("libaicpu_kernel.so"), "code for the AICPU");
            Files.writeString(home.resolve("libaicore_kernel.so"), "code for the cores");
            return new PlantedRuntime(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Return the folder of its files. */
    public Path home() {
        return home;
    }

    ForeignFiles files(Path... preloads) {
        return new ForeignFiles(List.of(preloads), home.resolve("libhost_runtime.so"),
                Optional.of(home.resolve("libaicpu_kernel.so")),
                Optional.of(home.resolve("libaicore_kernel.so")), Optional.empty());
    }

    ForeignRuntime runtime() {
        return new ForeignRuntime("planted", files(), List.of(Pattern.compile("deinit timed out")));
    }

    /** Compile the runtime anew, with other options. */
    static Path compile(Path folder, String name, String... options) {
        try {
            return NativeSources.compile(Files.createDirectories(folder), name,
                    Files.readString(SOURCES.resolve("planted_runtime.cpp")),
                    Stream.concat(Stream.of("-I", SOURCES.toString()), Stream.of(options)).toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Return a callable that the runtime can run: the vector example, or its counterpart of generation 2. */
    public static ChipCallable vector(ForeignGeneration generation) {
        return generation == ForeignGeneration.FIRST ? Compiled.VECTOR : Compiled.SECOND_VECTOR;
    }

    /** Return what a process provides to a device that a test opens itself. */
    static Device.Host host(Path scratch) {
        MemorySegment counters = Arena.ofAuto().allocate(CounterDescriptor.SIZE, CounterDescriptor.ALIGNMENT);
        new Counters(counters).generation(1);
        return new Device.Host(TestToolchain.shim(), scratch, counters,
                Arena.ofAuto().allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT), _ -> {
                    throw new AssertionError("no run is lost here");
                }, MemorySegment.NULL);
    }

    private static ChipCallable secondVector(Path folder) throws IOException {
        List<ArgDirection> directions = List.of(ArgDirection.IN, ArgDirection.IN, ArgDirection.OUT);
        String kernel = Files.readString(SOURCES.resolve("second_kernel.cpp"));
        Path add = NativeSources.compile(folder, "add", kernel, "-DADD");
        Path twice = NativeSources.compile(folder, "twice", kernel);
        Path orchestration = NativeSources.compile(folder, "orchestration",
                Files.readString(SOURCES.resolve("second_orchestration.cpp")));
        return ChipCallable.builder().signature(directions).functionName("entry").orchestration(orchestration)
                .child(0, CoreCallable.of(directions, add))
                .child(1, CoreCallable.of(List.of(ArgDirection.INOUT), twice)).build();
    }

    private static final class Compiled {

        static final Path FOLDER = temporary();
        static final Path FIRST = compile(FOLDER, "first", "-DGENERATION=1");
        static final Path SECOND = compile(FOLDER, "second", "-DGENERATION=2");
        static final ChipCallable VECTOR = TestToolchain.vector(RuntimeKind.HOST_BUILD_GRAPH);
        static final ChipCallable SECOND_VECTOR = second();

        private static ChipCallable second() {
            try {
                return secondVector(FOLDER);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path temporary() {
            try {
                Path folder = Files.createTempDirectory("chiptest-planted-");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path folder) {
            try (var files = Files.walk(folder)) {
                files.sorted((one, other) -> other.compareTo(one)).forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
