package org.chiptest.st.attention;

import java.util.Collections;
import java.util.List;

/**
 * Describe a problem of paged attention.
 *
 * @param heads     query heads of a sequence; all of them share its keys and values
 * @param queries   heads that one row of tasks works on
 * @param headDim   elements of a head
 * @param blockSize positions of a block
 * @param contexts  number of positions of each sequence, at least 1
 */
record AttentionShape(int heads, int queries, int headDim, int blockSize, List<Integer> contexts) {

    /** The most pages that a problem has: beyond that, sequences share them. */
    private static final int MAX_PAGES = 2048;

    AttentionShape {
        contexts = List.copyOf(contexts);
    }

    /** Describe a small problem of 16 heads with contexts of these lengths. */
    static AttentionShape small(Integer... contexts) {
        return new AttentionShape(16, 16, 16, 16, List.of(contexts));
    }

    /** Describe a problem as large as in production: 256 sequences of 8192 positions in 64 blocks. */
    static AttentionShape manySequences() {
        return production(256, 16, 128, 128);
    }

    /** Describe a problem as large as in production: 64 sequences of 8192 positions in 128 blocks, with many heads. */
    static AttentionShape manyHeads(int headDim) {
        return production(64, 64, headDim, 64);
    }

    private static AttentionShape production(int sequences, int heads, int headDim, int blockSize) {
        return new AttentionShape(heads, heads, headDim, blockSize, Collections.nCopies(sequences, 8192));
    }

    int sequences() {
        return contexts.size();
    }

    /** Blocks of the longest context. */
    int tableWidth() {
        return blocks(Collections.max(contexts));
    }

    int pages() {
        return Math.min(MAX_PAGES, contexts.stream().mapToInt(this::blocks).sum());
    }

    int blocks(int context) {
        return (context + blockSize - 1) / blockSize;
    }

    /** The factor of the scores. */
    float scale() {
        return (float) (1 / Math.sqrt(headDim));
    }
}
