package org.chiptest.runtime.internal.trb;

/**
 * The layout of the arguments of a submit; {@code docs/contract/trb.md#orchestration-types}.
 *
 * <pre>
 *   0          64            192           448     452     456 457 460   464         472   474  475     480         488     492  496
 *  +----------+-------------+-------------+-------+-------+---+---+-----+-----------+-----+----+-------+-----------+-------+----+
 *  | tags[16] | tensors[16] | scalars[32] |tensors|scalars|err| - |dump | message   |block|sync| -     | deps      | deps  | -  |
 *  |          | (pointers)  |             | count | count |   |   |marks| (pointer) |num  |    |       | (pointer) | count |    |
 *  +----------+-------------+-------------+-------+-------+---+---+-----+-----------+-----+----+-------+-----------+-------+----+
 * </pre>
 *
 * <p>The marks are ours, in what is padding elsewhere: a bit for each tensor that the orchestration wants dumped.
 *
 * <p>A pointer of tag OUTPUT leads to a {@link TensorCreateInfoDescriptor}, all others to a {@link TensorDescriptor}.
 */
final class ArgDescriptor {

    static final long SIZE = 496;

    static final long TAGS = 0;
    static final long TENSORS = 64;
    static final long SCALARS = 192;
    static final long TENSOR_COUNT = 448;
    static final long SCALAR_COUNT = 452;
    static final long HAS_ERROR = 456;
    static final long DUMP_MARKS = 460;
    static final long ERROR_MESSAGE = 464;
    static final long BLOCK_NUM = 472;
    static final long REQUIRE_SYNC_START = 474;
    static final long DEPENDENCIES = 480;
    static final long DEPENDENCY_COUNT = 488;

    static final int MAX_TENSORS = 16;
    static final int MAX_SCALARS = 32;

    private ArgDescriptor() {}
}
