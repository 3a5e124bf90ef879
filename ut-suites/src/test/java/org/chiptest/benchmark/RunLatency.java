package org.chiptest.benchmark;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;

import org.chiptest.benchmark.RepeatedRuns.Measurement;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;

/**
 * Measure run() of the vector example: latency, and what grows with the number of runs in the process of the device. Beside it, in the
 * same process, what its kernels and copies take in C, and a loop in C that only spins for as long.
 *
 * <p>Arguments: number of runs after the warm-up (default 9,000), then platforms, runtimes, block dims and places to measure,
 * each a comma-separated list; places are {@code in_process} (the default) and {@code child}; then number of runs for warm-up (default
 * 1,000), after which much is not compiled yet.
 */
public final class RunLatency {

    private RunLatency() {}

    public static void main(String[] args) throws IOException {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 9_000;
        System.out
                .println(
                        "| platform | runtime | block dim | place | runs | median us | p90 us | p99 us | caller B | RSS KiB | fds"
                                + " | maps | threads |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        int warmUp = Integer.parseInt(list(args, 5, "1000")[0]);
        try (Scratch scratch = Scratch.create(); Arena arena = Arena.ofShared()) {
            for (String place : list(args, 4, "in_process")) {
                for (String platform : list(args, 1, "a2a3sim,a5sim")) {
                    for (String runtime : list(args, 2, "hbg,trb")) {
                        for (String blockDim : list(args, 3, "3,24")) {
                            print(RepeatedRuns.of(platform, RuntimeKind.named(runtime).orElseThrow(),
                                    Integer.parseInt(blockDim), DevicePlace.valueOf(place.toUpperCase(Locale.ROOT)),
                                    scratch.path()),
                                    warmUp, runs);
                        }
                    }
                }
            }
            RunFloor floor = RunFloor.in(scratch.path(), arena);
            for (String runtime : list(args, 2, "hbg,trb")) {
                Percentiles least = floor.kernelsAndCopies(RuntimeKind.named(runtime).orElseThrow(), runs);
                print(runtime, "kernels and copies in C", runs, least);
                print(runtime, "spinning in C", runs, floor.spinning(least.median(), runs));
            }
        }
    }

    private static void print(String runtime, String what, int runs, Percentiles measured) {
        System.out.printf(Locale.ROOT, "| - | %s | - | %s | %d | %.1f | %.1f | %.1f | | | | | |%n", runtime, what, runs,
                measured.median(), measured.p90(), measured.p99());
    }

    private static void print(RepeatedRuns repeated, int warmUp, int runs) {
        Measurement measured = repeated.measure(warmUp, runs);
        ProcessUse growth = measured.growth();
        System.out.printf(Locale.ROOT,
                "| %s | %s | %d | %s | %d | %.1f | %.1f | %.1f | %.0f | %+d | %+d | %+d | %+d |%n",
                repeated.platform().name(), repeated.runtime().shortName(), repeated.blockDim(),
                repeated.place().name().toLowerCase(Locale.ROOT), runs, measured.run().median(),
                measured.run().p90(), measured.run().p99(), measured.callerBytes(), growth.residentKib(),
                growth.descriptors(), growth.mappings(),
                growth.threads());
    }

    private static String[] list(String[] args, int index, String defaults) {
        return (args.length > index ? args[index] : defaults).split(",");
    }
}
