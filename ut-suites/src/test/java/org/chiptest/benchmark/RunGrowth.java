package org.chiptest.benchmark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.chiptest.benchmark.RepeatedRuns.Held;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;

/**
 * Show what the process of a device holds after so many runs of one callable id: resident memory after a garbage collection,
 * descriptors, mappings and threads.
 *
 * <p>Arguments: numbers of runs in ascending order (default 1,000 to 1,000,000), then a platform, runtimes and places, each
 * a comma-separated list; places are {@code in_process} and {@code child}.
 */
public final class RunGrowth {

    private static final int BLOCK_DIM = 24;

    private RunGrowth() {}

    public static void main(String[] args) throws IOException {
        List<Integer> runs = list(args, 0, "1000,10000,100000,1000000").stream().map(Integer::valueOf).toList();
        System.out.println("| platform | runtime | place | runs | RSS KiB | fds | maps | threads |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        try (Scratch scratch = Scratch.create()) {
            for (String platform : list(args, 1, "a2a3sim")) {
                for (String runtime : list(args, 2, "hbg,trb")) {
                    for (String place : list(args, 3, "in_process,child")) {
                        List<Held> held = RepeatedRuns.of(platform, RuntimeKind.named(runtime).orElseThrow(),
                                BLOCK_DIM, DevicePlace.valueOf(place.toUpperCase(Locale.ROOT)), scratch.path())
                                .watch(runs);
                        held.forEach(each -> print(platform + " | " + runtime + " | " + place, each));
                    }
                }
            }
        }
    }

    private static void print(String where, Held held) {
        ProcessUse use = held.use();
        System.out.printf(Locale.ROOT, "| %s | %,d | %,d | %d | %d | %d |%n", where, held.runs(), use.residentKib(),
                use.descriptors(), use.mappings(), use.threads());
    }

    private static List<String> list(String[] args, int index, String defaults) {
        return Arrays.asList((args.length > index ? args[index] : defaults).split(","));
    }
}
