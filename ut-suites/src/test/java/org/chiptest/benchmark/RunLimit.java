package org.chiptest.benchmark;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;

import org.chiptest.runtime.TestToolchain;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.linker.NativeSources;
import org.chiptest.runtime.place.DevicePlace;
import org.chiptest.runtime.toolchain.CompileRequest;
import org.chiptest.runtime.toolchain.CoreType;
import org.chiptest.runtime.toolchain.SourceFile;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * Compare runs with the limit: calls of the same kernel, from the same library, in a loop in C. The kernels of a chained graph can
 * only run one after the other, as in the loop; those of an independent one may run at the same time.
 *
 * <p>Arguments: microseconds that a kernel takes (default 50), tasks in a run (default 16), runs of each after as many for warm-up
 * (default 200).
 */
public final class RunLimit {

    static final String KERNEL = "/org/chiptest/benchmark/limit/work.cpp";
    static final String TRB = "/org/chiptest/benchmark/limit/trb.cpp";

    private static final long STEPS = 100_000;
    private static final int CALIBRATIONS = 200;

    private RunLimit() {}

    public static void main(String[] args) throws IOException {
        double micros = args.length > 0 ? Double.parseDouble(args[0]) : 50;
        int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        int runs = args.length > 2 ? Integer.parseInt(args[2]) : 200;
        try (Scratch scratch = Scratch.create(); Arena arena = Arena.ofShared()) {
            Loop loop = Loop.in(scratch.path(), arena);
            long steps = loop.steps(micros);
            double limit = median(runs, () -> loop.nanos(tasks, steps)) / 1e3;
            System.out.printf(Locale.ROOT, "%d calls of a kernel of %.1f us in a loop: %.1f us%n", tasks,
                    limit / tasks, limit);
            System.out.println("| platform | runtime | place | graph | median us | of the loop |");
            System.out.println("| --- | --- | --- | --- | --- | --- |");
            for (DevicePlace place : List.of(DevicePlace.IN_PROCESS, DevicePlace.CHILD)) {
                for (String platform : List.of("a2a3sim", "a5sim")) {
                    for (RuntimeKind runtime : RuntimeKind.values()) {
                        print(platform, runtime, place, scratch.path(), tasks, steps, runs, limit);
                    }
                }
            }
        }
    }

    /** Return how many steps of the kernel take so many microseconds. */
    static long steps(double micros) throws IOException {
        try (Scratch scratch = Scratch.create(); Arena arena = Arena.ofShared()) {
            return Loop.in(scratch.path(), arena).steps(micros);
        }
    }

    private static void print(String platform, RuntimeKind runtime, DevicePlace place, Path scratch, int tasks,
            long steps, int runs, double limit) {
        try (ChipWorker worker = ChipWorker.open(
                place.opener(platform, runtime, TestToolchain.settings(scratch)), 0);
                PreparedCallable graph = worker.prepare(0, callable(runtime))) {
            for (boolean chained : List.of(true, false)) {
                TaskArgs args = new TaskArgs().scalar((long) tasks).scalar(steps).scalar(chained ? 1L : 0L);
                double run = median(runs, () -> {
                    long start = System.nanoTime();
                    graph.run(args, CallConfig.defaults().withBlockDim(24));
                    return System.nanoTime() - start;
                }) / 1e3;
                System.out.printf(Locale.ROOT, "| %s | %s | %s | %s | %.1f | %.2f |%n", platform, runtime.shortName(),
                        place.name().toLowerCase(Locale.ROOT), chained ? "chained" : "independent", run, run / limit);
            }
        }
    }

    static ChipCallable callable(RuntimeKind runtime) {
        return ChipCallable.builder().signature(List.of())
                .orchestration(TestToolchain.orchestration(runtime, source(runtime.shortName() + ".cpp")))
                .functionName(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_graph" : "")
                .child(0, CoreCallable.of(List.of(), TestToolchain.kernel(runtime, source("work.cpp")))).build();
    }

    private static double median(int runs, LongSupplier nanos) {
        long[] measured = new long[runs];
        for (int i = -runs; i < runs; i++) {
            measured[Math.max(0, i)] = nanos.getAsLong();
        }
        Arrays.sort(measured);
        return measured[runs / 2];
    }

    /** Return a source of this benchmark and its like. */
    static Path source(String name) {
        try {
            return Path.of(Objects.requireNonNull(
                    RunLimit.class.getResource("/org/chiptest/benchmark/limit/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The loop in C, and the library with the kernel. */
    private record Loop(MethodHandle function, Path kernel) {

        static Loop in(Path folder, Arena arena) throws IOException {
            Path library = NativeSources.compile(folder, "loop", Files.readString(source("loop.cpp")));
            Path kernel = TestToolchain.compiled(new CompileRequest.Kernel(SourceFile.of(source("work.cpp")),
                    CoreType.AIV, "a2a3", RuntimeKind.HOST_BUILD_GRAPH, List.of(), "")).file();
            return new Loop(Linker.nativeLinker().downcallHandle(
                    SymbolLookup.libraryLookup(library, arena).findOrThrow("call_in_a_loop"),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG)),
                    kernel);
        }

        long steps(double micros) {
            return Math.round(micros * 1e3 * STEPS / median(CALIBRATIONS, () -> nanos(1, STEPS)));
        }

        long nanos(long calls, long steps) {
            try (Arena arena = Arena.ofConfined()) {
                long nanos = (long) function.invokeExact(arena.allocateFrom(kernel.toAbsolutePath().toString()), calls,
                        steps);
                if (nanos < 0) {
                    throw new IllegalStateException("the loop cannot open " + kernel);
                }
                return nanos;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("the loop cannot be called", e);
            }
        }
    }
}
