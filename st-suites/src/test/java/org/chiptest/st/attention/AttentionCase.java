package org.chiptest.st.attention;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/**
 * Say how a problem is cut into tasks.
 *
 * @param chunkRows   rows of a task
 * @param chunkBlocks consecutive blocks of a task
 * @param scopes      how scopes are nested
 * @param counts      the size of the graph
 */
record AttentionCase(AttentionShape shape, int chunkRows, int chunkBlocks, Scopes scopes, TaskCounts counts) {

    /** How tensormap_and_ringbuffer nests scopes; the orchestrations have an enum with the same numbers. */
    enum Scopes {
        AUTOMATIC(0), MANUAL(1), NESTED(2);

        private final int code;

        Scopes(int code) {
            this.code = code;
        }
    }

    /** Cut into tasks of one row and one block. */
    static AttentionCase plain(AttentionShape shape, int tasks, int allocations) {
        return new AttentionCase(shape, 1, 1, Scopes.AUTOMATIC, new TaskCounts(tasks, allocations));
    }

    /** Cut into tasks of one row and 64 blocks. */
    static AttentionCase unrolled(AttentionShape shape, int tasks, int allocations) {
        return new AttentionCase(shape, 1, 64, Scopes.AUTOMATIC, new TaskCounts(tasks, allocations));
    }

    /** Cut into tasks of 16 rows and one block. */
    static AttentionCase batched(AttentionShape shape, int tasks, int allocations) {
        return new AttentionCase(shape, 16, 1, Scopes.AUTOMATIC, new TaskCounts(tasks, allocations));
    }

    AttentionCase scopes(Scopes nesting) {
        return new AttentionCase(shape, chunkRows, chunkBlocks, nesting, counts);
    }

    /** Add the arguments of the callable. */
    void addTo(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        addTo(args, runtime, random, shape.sequences(), shape.heads(), shape.headDim());
    }

    /** Add the arguments of the callable, with queries and output of four dimensions. */
    void addWithFourDimensionsTo(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        addTo(args, runtime, random, shape.sequences(), 1, shape.heads(), shape.headDim());
    }

    /** Make it a case. */
    CaseSpec named(String name) {
        return CaseSpec.named(name).data(this);
    }

    /** Make it a case that takes long, and so runs only when asked for. */
    CaseSpec large(String name) {
        return named(name).manually().timeout(Duration.ofMinutes(5));
    }

    private void addTo(GoldenArgs args, RuntimeKind runtime, RandomGenerator random, int... queryShape) {
        AttentionProblem.addTo(args, shape, random, queryShape);
        counts.addTo(args, runtime);
        args.scalar("queries", shape.queries()).scalar("chunkRows", chunkRows).scalar("chunkBlocks", chunkBlocks)
                .scalar("scopes", scopes.code).scalar("scale", shape.scale());
    }
}
