package org.chiptest.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.chiptest.runtime.internal.memory.MappedMemory;
import org.chiptest.runtime.internal.memory.RegionAllocator;

/** Measure what red zones add to an allocation, and what looking at them adds to a run. */
public final class RedZoneCost {

    private static final int WARM_UP = 20;
    private static final int REPEATS = 400_000;

    private RedZoneCost() {}

    /** Print a table; no arguments. */
    public static void main(String[] arguments) {
        try (MappedMemory memory = MappedMemory.anonymous(1L << 30)) {
            System.out.println("| what | ns |\n| --- | --- |");
            row("allocate and free 4096 bytes, without red zones", allocations(RegionAllocator.over(memory)));
            row("allocate and free 4096 bytes, with red zones", allocations(RegionAllocator.withRedZones(memory)));
            for (int blocks : new int[]{3, 100, 1000}) {
                row("look around " + blocks + " live blocks", looks(RegionAllocator.withRedZones(memory), blocks));
            }
        }
    }

    private static double allocations(RegionAllocator allocator) {
        return best(() -> allocator.free(allocator.allocate(4096)));
    }

    private static double looks(RegionAllocator allocator, int blocks) {
        List<Long> live = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            live.add(allocator.allocate(4096));
        }
        double nanos = best(() -> {
            if (!allocator.takeOverruns().isEmpty()) {
                throw new IllegalStateException("nobody wrote beyond the blocks " + live);
            }
        });
        live.forEach(allocator::free);
        return nanos;
    }

    /** Return the least mean time of several rounds: others use the machine too. */
    private static double best(Runnable operation) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < WARM_UP; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < REPEATS / WARM_UP; i++) {
                operation.run();
            }
            best = Math.min(best, (System.nanoTime() - begin) / (double) (REPEATS / WARM_UP));
        }
        return best;
    }

    private static void row(String what, double nanos) {
        System.out.println("| " + what + " | " + String.format(Locale.ROOT, "%.0f", nanos) + " |");
    }
}
