package org.chiptest.st.spmd;

/**
 * Describe a task of many blocks.
 *
 * @param kernels   which kernels a block has: 1 for AIC, 2 for AIV0, 4 for AIV1, added up
 * @param blocks    number of blocks
 * @param syncStart whether all blocks start together; their kernels then wait for each other
 */
record Launch(int kernels, int blocks, boolean syncStart) {

    private static final int CUBE = 1;
    private static final int VECTOR = 2;
    private static final int CLUSTER = 7;

    /** Describe blocks of one cube core. */
    static Launch cube(int blocks) {
        return new Launch(CUBE, blocks, false);
    }

    /** Describe blocks of one vector core. */
    static Launch vector(int blocks) {
        return new Launch(VECTOR, blocks, false);
    }

    /** Describe blocks of one cube and two vector cores. */
    static Launch mixed(int blocks) {
        return new Launch(CLUSTER, blocks, false);
    }

    /** Let all blocks start together. */
    Launch together() {
        return new Launch(kernels, blocks, true);
    }

    int kernelCount() {
        return Integer.bitCount(kernels);
    }

    int slots() {
        return blocks * kernelCount();
    }
}
