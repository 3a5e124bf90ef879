package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.args.RunSettings;

/**
 * Lay the configuration of a run out as the second generation takes it, {@value #SIZE} bytes without gaps.
 *
 * <pre>
 *   0 aicpu_thread_num | 4 swimlane | 8 dump_args | 12 pmu | 16 dep_gen | 20 scope_stats, i32 each
 *   24 ring_task_window u64[4] | 56 ring_heap u64[4] | 88 ring_dep_pool u64[4] | 120 output_prefix char[1024] | 1144
 * </pre>
 *
 * A ring that is 0 is what the environment or the runtime says. There is no block dim: a run has the whole chip.
 */
final class SecondConfig {

    static final long AICPU_THREADS = 0;
    static final long SWIMLANE = 4;
    static final long DUMP_ARGS = 8;
    static final long PMU = 12;
    static final long DEP_GEN = 16;
    static final long TASK_WINDOW = 24;
    static final long HEAP = 56;
    static final long DEP_POOL = 88;
    static final long OUTPUT_PREFIX = 120;
    static final long OUTPUT_PREFIX_SIZE = 1024;
    static final long SIZE = 1144;

    /** Level of a dump that has only what the orchestration marks. */
    private static final int DUMP_MARKED = 1;

    private static final int RINGS = 4;
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private SecondConfig() {}

    static void write(CallConfig config, MemorySegment at) {
        Diagnostics diagnostics = config.diagnostics();
        RunSettings settings = config.settings();
        at.fill((byte) 0);
        at.set(I32, AICPU_THREADS, config.aicpuThreadNum());
        at.set(I32, SWIMLANE, diagnostics.l2Swimlane());
        at.set(I32, DUMP_ARGS, dumpLevel(diagnostics));
        at.set(I32, PMU, diagnostics.pmu());
        at.set(I32, DEP_GEN, diagnostics.depGen());
        for (int ring = 0; ring < RINGS; ring++) {
            at.set(I64, TASK_WINDOW + 8L * ring, settings.taskWindow().orElse(0));
            at.set(I64, HEAP + 8L * ring, settings.heapBytes().orElse(0));
            at.set(I64, DEP_POOL + 8L * ring, settings.depPool().orElse(0));
        }
        byte[] prefix = diagnostics.outputPrefix().getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(prefix, 0, at, ValueLayout.JAVA_BYTE, OUTPUT_PREFIX, prefix.length);
    }

    /** What is marked has a level of its own. */
    private static int dumpLevel(Diagnostics diagnostics) {
        return diagnostics.dumpTensor() != 0 && ForeignGeneration.isMarks(diagnostics.dump())
                ? DUMP_MARKED
                : diagnostics.dumpTensor();
    }
}
