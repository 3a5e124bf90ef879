package org.chiptest.engine.internal.comparison;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.api.golden.GoldenOutput;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.device.CounterSnapshot;

/**
 * What one side of a scenario has done, run by run. Of outputs it keeps the bytes as long as there is room, and of others a checksum.
 *
 * <p>Thread-safe: a scenario that is late may still be running when it is read.
 */
public final class SideLog {

    private static final long MOST_BYTES = 128L << 20;
    private static final int PIECE = 1 << 20;

    private final List<ObservedRun> runs = new ArrayList<>();
    private final Map<Integer, GoldenOutput> outputs = new TreeMap<>();
    private Optional<CounterSnapshot> counted = Optional.empty();
    private long kept;

    /** Note what a golden scenario calls its outputs, and how near they must be. */
    public synchronized void golden(GoldenArgs args) {
        for (int i = 0; i < args.taskArgs().tensorCount(); i++) {
            ContinuousTensor tensor = args.taskArgs().tensor(i);
            int index = i;
            args.outputs().stream().filter(output -> output.argument().equals(tensor)).findFirst()
                    .ifPresent(output -> outputs.put(index, output));
        }
    }

    /** Return how many runs there were. */
    public synchronized int runCount() {
        return runs.size();
    }

    synchronized void add(ObservedRun run) {
        runs.add(run);
    }

    synchronized void counted(CounterSnapshot since) {
        counted = Optional.of(since);
    }

    synchronized List<ObservedRun> runs() {
        return List.copyOf(runs);
    }

    synchronized Optional<CounterSnapshot> counters() {
        return counted;
    }

    /** Return what a golden scenario says of an argument, if it is one of its outputs. */
    synchronized Optional<GoldenOutput> output(int index) {
        return Optional.ofNullable(outputs.get(index));
    }

    /** Keep the bytes of an output, unless too many are kept already. */
    synchronized Optional<byte[]> keep(MemorySegment memory) {
        if (kept + memory.byteSize() > MOST_BYTES) {
            return Optional.empty();
        }
        kept += memory.byteSize();
        return Optional.of(memory.toArray(ValueLayout.JAVA_BYTE));
    }

    static long checksum(MemorySegment memory) {
        CRC32C sum = new CRC32C();
        for (long at = 0; at < memory.byteSize(); at += PIECE) {
            sum.update(memory.asSlice(at, Math.min(PIECE, memory.byteSize() - at)).asByteBuffer());
        }
        return sum.getValue();
    }
}
