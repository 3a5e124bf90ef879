package org.chiptest.runtime.internal.trb;

import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.runtime.internal.graph.KernelTable;

/** The kernels of programs in tests, by func id: those of random graphs, and others that do one thing. */
final class ProgramKernels {

    static final int EMPTY = 0;
    static final int FILL = 1;
    static final int STEP = 2;
    static final int MIX = 3;
    static final int UPDATE = 4;
    static final int SCALARS = 5;
    static final int BLOCKS = 6;
    static final int BOOM = 7;
    static final int TAKE_TURN = 8;
    static final int RENDEZVOUS = 9;
    static final int COUNT_LANES = 10;
    static final int DEFER = 11;
    static final int DEFER_TO_NULL = 12;
    static final int DEFER_TOO_MUCH = 13;
    static final int DEFER_WITH_ERROR = 14;
    static final int BUMP = 15;
    static final int LATE_FILL = 21;

    /** The functions of {@code kernels.cpp}, by func id; between them lie those of random graphs, which are kernels of their own. */
    private static final String[] FUNCTIONS = {"empty", "fill", "step", "mix", "update", "scalars", "blocks", "boom",
        "take_turn", "rendezvous", "count_lanes", "defer", "defer_to_null", "defer_too_much", "defer_with_error",
        "bump", "boom_when_told"};
    private static final String[] OF_GRAPHS = {"traced_step", "traced_mix", "traced_update", "traced_bump"};

    private ProgramKernels() {}

    /** Return all of them. */
    static KernelTable table() {
        long[] functions = Stream.of(Stream.of(FUNCTIONS).map(name -> CompiledCode.kernel("kernels.cpp", name)),
                Stream.of(OF_GRAPHS).map(CompiledCode::graphKernel),
                Stream.of(CompiledCode.kernel("kernels.cpp", "late_fill"))).flatMap(each -> each)
                .mapToLong(Long::longValue).toArray();
        return KernelTable.of(IntStream.range(0, functions.length).toArray(), functions);
    }
}
