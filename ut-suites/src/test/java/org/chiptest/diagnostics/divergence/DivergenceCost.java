package org.chiptest.diagnostics.divergence;

import static org.chiptest.diagnostics.divergence.ModelRun.in;
import static org.chiptest.diagnostics.divergence.ModelRun.out;
import static org.chiptest.diagnostics.divergence.ModelRun.scalar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.diagnostics.divergence.ModelRun.Box;
import org.chiptest.runtime.args.DataType;

/** Measure what comparing two runs takes: {@code DivergenceCost FOLDER TASKS ELEMENTS}; the last task has the difference. */
final class DivergenceCost {

    private static final int RING = 64;

    private DivergenceCost() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int tasks = Integer.parseInt(args[1]);
        int elements = Integer.parseInt(args[2]);
        RunSide trusted = run(tasks, elements, -1).side("trusted", folder.resolve("trusted"));
        RunSide suspect = run(tasks, elements, tasks - 1).side("suspect", folder.resolve("suspect"));
        long recorded = used();
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            Divergence found = Divergence.between(trusted, suspect, Closeness.EXACT);
            System.out.printf("%d ms, %s%n", (System.nanoTime() - begin) / 1_000_000,
                    found.describe().lines().findFirst()
                            .orElseThrow());
        }
        System.out.printf("%d MiB of dumps on each side, %d MiB of records of both%n",
                Files.size(folder.resolve("trusted/tensor_dump/tensor_dump.bin")) >> 20, recorded >> 20);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Each task reads what the one before has written; memory is used anew after a while. */
    private static ModelRun run(int tasks, int elements, int wrong) {
        ModelRun run = new ModelRun(0x10000, RING * elements * Float.BYTES);
        Box[] ring = new Box[RING];
        for (int i = 0; i < RING; i++) {
            ring[i] = run.tensor(DataType.FLOAT32, elements);
        }
        for (int i = 0; i < tasks; i++) {
            int task = i;
            run.task(0, tensors -> tensors[1].set(task % elements, tensors[0].get(task % elements)
                    + (task == wrong ? 2 : 1)), in(ring[i % RING]), out(ring[(i + 1) % RING]), scalar(i));
            if (i > 0) {
                run.edge(i - 1, i);
            }
        }
        return run;
    }
}
