package org.chiptest.runtime.internal.linker;

/**
 * The layout of what an orchestration knows as its runtime; see {@code docs/contract/trb.md#operations}. The first 16 bytes are the contract
 * with user code, {@code stopped} is ours.
 *
 * <pre>
 *   0                8        9       16       20               64
 *  +----------------+--------+-------+--------+----------------+
 *  | operations     | mode   | -     |stopped | -              |
 *  +----------------+--------+-------+--------+----------------+
 * </pre>
 *
 * <p>{@code mode} is the mode of the next scope: user code sets it, the shim hands it over and resets it. {@code stopped} is not 0 once
 * the run has failed or is over; Java sets it with release, the shim reads it with acquire before each operation.
 */
final class RuntimeObjectDescriptor {

    static final long SIZE = 64;
    static final long ALIGNMENT = 64;

    static final long OPERATIONS = 0;
    static final long PENDING_SCOPE_MODE = 8;
    static final long STOPPED = 16;

    /** The words from here on are 0. */
    static final long UNUSED = 24;

    private RuntimeObjectDescriptor() {}
}
