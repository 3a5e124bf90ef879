package org.chiptest.benchmark;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.linker.NativeSources;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;

/** What a run of the vector example comes to at least, in C: its kernels and copies, and what only spins for as long. */
record RunFloor(MethodHandle runs, MethodHandle spins) {

    private static final long STEPS = 100_000;
    private static final int CALIBRATIONS = 200;

    /** Compile it into a folder. */
    static RunFloor in(Path folder, Arena arena) throws IOException {
        SymbolLookup library = SymbolLookup.libraryLookup(
                NativeSources.compile(folder, "floor", Files.readString(RunLimit.source("floor.cpp"))), arena);
        return new RunFloor(
                Linker.nativeLinker().downcallHandle(library.findOrThrow("run_floor"),
                        FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS)),
                Linker.nativeLinker().downcallHandle(library.findOrThrow("spin"),
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS)));
    }

    /** Measure the kernels and copies of so many runs. */
    Percentiles kernelsAndCopies(RuntimeKind runtime, int rounds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nanos = arena.allocate(JAVA_LONG, rounds);
            long failed = (long) runs.invokeExact(kernel("add.cpp", arena), kernel("add_scalar.cpp", arena),
                    kernel("mul.cpp", arena), runtime == RuntimeKind.HOST_BUILD_GRAPH ? 0L : 1L, (long) rounds, nanos);
            if (failed != 0) {
                throw new IllegalStateException("the kernels of the vector example cannot be opened");
            }
            return Percentiles.of(nanos.toArray(JAVA_LONG));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the loop cannot be called", e);
        }
    }

    /** Measure a loop that spins for so many microseconds, as often. */
    Percentiles spinning(double micros, int rounds) {
        double step = spin(STEPS, CALIBRATIONS).median() / STEPS;
        return spin(Math.round(micros / step), rounds);
    }

    private Percentiles spin(long steps, int rounds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nanos = arena.allocate(JAVA_LONG, rounds);
            long done = (long) spins.invokeExact(steps, (long) rounds, nanos);
            if (done != 0) {
                throw new IllegalStateException("the loop said " + done);
            }
            return Percentiles.of(nanos.toArray(JAVA_LONG));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the loop cannot be called", e);
        }
    }

    private static MemorySegment kernel(String name, Arena arena) {
        return arena.allocateFrom(TestToolchain.compiled(new CompileRequest.Kernel(
                SourceFile.of(TestToolchain.VECTOR.resolve("hbg/kernels").resolve(name)), CoreType.AIV, "a2a3",
                RuntimeKind.HOST_BUILD_GRAPH, List.of(), "")).file().toAbsolutePath().toString());
    }
}
