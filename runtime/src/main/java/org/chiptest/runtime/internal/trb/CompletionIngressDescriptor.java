package org.chiptest.runtime.internal.trb;

/**
 * The layout of the buffer in which a kernel leaves the conditions of a deferred completion; {@code docs/contract/trb.md#deferred-completion}.
 *
 * <pre>
 *   0       4       8                            1544    1600
 *  +-------+-------+----------------------------+-------+
 *  | count | error | entries[64]                | -     |
 *  +-------+-------+----------------------------+-------+
 *
 *  entry:
 *   0          8          12       16     20    24
 *  +----------+----------+--------+------+-----+
 *  | address  | expected | engine | type | -   |
 *  +----------+----------+--------+------+-----+
 * </pre>
 */
final class CompletionIngressDescriptor {

    static final long SIZE = 1600;
    static final long ALIGNMENT = 64;

    static final long COUNT = 0;
    static final long ERROR = 4;
    static final long ENTRIES = 8;
    static final int CAPACITY = 64;

    static final long ENTRY_SIZE = 24;
    static final long ENTRY_ADDRESS = 0;
    static final long ENTRY_EXPECTED = 8;
    static final long ENTRY_ENGINE = 12;
    static final long ENTRY_TYPE = 16;

    static final int TYPE_COUNTER = 0;
    static final int TYPE_SDMA_EVENT_RECORD = 1;

    private CompletionIngressDescriptor() {}
}
