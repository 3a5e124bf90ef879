package org.chiptest.runtime.internal.callable;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Name the bytes of a kernel image ({@code docs/contract/callables.md#kernel-image}).
 *
 * <pre>
 *   0               64          68            72              80          128
 *   +---------------+-----------+-------------+---------------+-----------+-------------+
 *   | signature[16] | sig_count | binary_size | resolved_addr | (zero)    | kernel      |
 *   | i32 each      | i32       | u32         | u64           | 48 bytes  | binary_size |
 *   +---------------+-----------+-------------+---------------+-----------+-------------+
 * </pre>
 *
 * Inside the image of a chip callable a kernel image starts at 4 mod 8, so every field needs unaligned access.
 */
public final class CoreCallableDescriptor {

    /** The layout of {@link #RESOLVED_ADDR}. */
    public static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    public static final int MAX_SIGNATURE = 16;

    public static final long SIGNATURE = 0;
    public static final long SIG_COUNT = 64;
    public static final long BINARY_SIZE = 68;
    public static final long RESOLVED_ADDR = 72;
    public static final long PADDING = 80;
    public static final long BINARY = 128;

    private CoreCallableDescriptor() {}
}
