package org.chiptest.runtime.internal.trb;

/**
 * The layout of what a kernel gets; {@code docs/contract/trb.md#kernels} and {@code docs/contract/trb.md#deferred-completion}. The kernel's pointer
 * is that of the argument words, the last two of which lead to the contexts.
 *
 * <pre>
 *   0          8                            392     400
 *  +----------+----------------------------+-------+-------+
 *  | function | tensors, scalars: 48 words | local | global|
 *  +----------+-------+--------+-----------+-------+-------+
 *  |block index| block num | async context             | 408
 *  +-----------+-----------+------------+--------------+
 *  | sub block id          | -                         | 456
 *  +-----------------------+---------------------------+ 512
 *
 *  async context:
 *   0        8        16        24         28   32      40
 *  +--------+--------+---------+----------+----+-------+
 *  | count  | error  | entries | capacity | -  | task  |
 *  |(pointers into a {@link CompletionIngressDescriptor})|
 *  +--------+--------+---------+----------+----+-------+
 * </pre>
 */
final class DispatchPayloadDescriptor {

    static final long SIZE = 512;
    static final long ALIGNMENT = 64;

    static final long FUNCTION = 0;
    static final long ARGS = 8;
    static final long LOCAL_CONTEXT = 408;
    static final long GLOBAL_CONTEXT = 456;

    static final int ARG_WORDS = 50;
    static final int LOCAL_CONTEXT_WORD = 48;
    static final int GLOBAL_CONTEXT_WORD = 49;

    static final long LOCAL_CONTEXT_SIZE = 48;
    static final long BLOCK_INDEX = LOCAL_CONTEXT;
    static final long BLOCK_NUM = LOCAL_CONTEXT + 4;
    static final long ASYNC_CONTEXT = LOCAL_CONTEXT + 8;
    static final long ASYNC_COUNT = ASYNC_CONTEXT;
    static final long ASYNC_ERROR = ASYNC_CONTEXT + 8;
    static final long ASYNC_ENTRIES = ASYNC_CONTEXT + 16;
    static final long ASYNC_CAPACITY = ASYNC_CONTEXT + 24;
    static final long ASYNC_TASK = ASYNC_CONTEXT + 32;
    static final long SUB_BLOCK_ID = GLOBAL_CONTEXT;

    private DispatchPayloadDescriptor() {}
}
