package org.chiptest.runtime.internal.trb;

/**
 * The layout of the kernels of a task; {@code docs/contract/trb.md#orchestration-types}. A slot of -1 is empty.
 *
 * <pre>
 *   0        4        8        12
 *  +--------+--------+--------+
 *  | aic    | aiv0   | aiv1   |
 *  +--------+--------+--------+
 * </pre>
 */
final class MixedKernelsDescriptor {

    static final long SIZE = 12;

    static final long AIC = 0;
    static final long AIV0 = 4;
    static final long AIV1 = 8;

    static final int ABSENT = -1;

    private MixedKernelsDescriptor() {}
}
