package org.chiptest.runtime.internal.callable;

/**
 * Name the bytes of a chip callable's image ({@code docs/contract/callables.md#layout-of-a-chip-callable}).
 *
 * <pre>
 *      0 +---------------------+ signature[64], i32 each, unused ones 0
 *    256 +---------------------+ sig_count, i32
 *    260 +---------------------+ binary_size, u32: length of the orchestration
 *    264 +---------------------+ func_name, 64 bytes, NUL-padded
 *    328 +---------------------+ func_name_len, u32
 *    332 +---------------------+ child_func_ids[1024], i32 each
 *   4428 +---------------------+ child_offsets[1024], u32 each, counted from the storage
 *   8524 +---------------------+ child_count, i32
 *   8528 +---------------------+ config_name, 64 bytes, NUL-padded
 *   8592 +---------------------+ config_name_len, u32
 *   8596 +---------------------+ storage: the orchestration, then each child at a multiple of 64
 * </pre>
 *
 * The header is 4 mod 8 long, so children start at 4 mod 8: every field needs unaligned access.
 */
public final class ChipCallableDescriptor {

    public static final int MAX_SIGNATURE = 64;
    public static final int MAX_CHILDREN = 1024;
    public static final int MAX_FUNC_ID = 1024;
    public static final int CHILD_ALIGNMENT = 64;
    public static final int NAME_SIZE = 64;
    public static final int MAX_NAME_BYTES = NAME_SIZE - 1;

    public static final long SIGNATURE = 0;
    public static final long SIG_COUNT = 256;
    public static final long BINARY_SIZE = 260;
    public static final long FUNC_NAME = 264;
    public static final long FUNC_NAME_LEN = 328;
    public static final long CHILD_FUNC_IDS = 332;
    public static final long CHILD_OFFSETS = 4428;
    public static final long CHILD_COUNT = 8524;
    public static final long CONFIG_NAME = 8528;
    public static final long CONFIG_NAME_LEN = 8592;
    public static final long STORAGE = 8596;

    private ChipCallableDescriptor() {}
}
