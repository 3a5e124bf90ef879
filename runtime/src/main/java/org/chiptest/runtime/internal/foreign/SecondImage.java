package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;

/**
 * Lay a callable out as the second generation takes it.
 *
 * <pre>
 *      0 +---------------------+ signature[256], i32 each, unused ones 0
 *   1024 +---------------------+ sig_count, i32
 *   1028 +---------------------+ binary_size, u32: length of the orchestration
 *   1032 +---------------------+ func_name, 64 bytes, NUL-padded
 *   1096 +---------------------+ func_name_len, u32
 *   1100 +---------------------+ child_func_ids[1024], i32 each
 *   5196 +---------------------+ child_offsets[1024], u32 each, counted from the storage
 *   9292 +---------------------+ child_count, i32
 *   9296 +---------------------+ config_name, 64 bytes, NUL-padded
 *   9360 +---------------------+ config_name_len, u32
 *   9376 +---------------------+ storage: the orchestration, then each child at a multiple of 64
 *
 * child:   0 signature[32] i32 | 128 sig_count i32 | 132 binary_size u32 | 136 resolved_addr u64 = 0 | 192 the kernel
 * </pre>
 */
final class SecondImage {

    static final long SIG_COUNT = 1024;
    static final long BINARY_SIZE = 1028;
    static final long FUNC_NAME = 1032;
    static final long FUNC_NAME_LEN = 1096;
    static final long CHILD_FUNC_IDS = 1100;
    static final long CHILD_OFFSETS = 5196;
    static final long CHILD_COUNT = 9292;
    static final long CONFIG_NAME = 9296;
    static final long CONFIG_NAME_LEN = 9360;
    static final long STORAGE = 9376;

    static final long CHILD_SIG_COUNT = 128;
    static final long CHILD_BINARY_SIZE = 132;
    static final long CHILD_BINARY = 192;
    static final long CHILD_ALIGNMENT = 64;

    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ChipCallable callable;
    private final MemorySegment image;

    private SecondImage(ChipCallable callable) {
        this.callable = callable;
        this.image = MemorySegment.ofArray(new byte[Math.toIntExact(size(callable))]);
    }

    /** Return the image of a callable; all that it may have fits, as this layout has more room than the first one's. */
    static MemorySegment of(ChipCallable callable) {
        return new SecondImage(callable).write();
    }

    private static long size(ChipCallable callable) {
        long end = callable.orchestration().byteSize();
        for (int i = 0; i < callable.childCount(); i++) {
            end = aligned(end) + CHILD_BINARY + callable.child(i).binary().byteSize();
        }
        return STORAGE + end;
    }

    private MemorySegment write() {
        writeSignature(0, SIG_COUNT, callable.signature());
        MemorySegment orchestration = callable.orchestration();
        image.set(I32, BINARY_SIZE, (int) orchestration.byteSize());
        writeName(FUNC_NAME, FUNC_NAME_LEN, callable.functionName());
        writeName(CONFIG_NAME, CONFIG_NAME_LEN, callable.configName());
        image.set(I32, CHILD_COUNT, callable.childCount());
        MemorySegment.copy(orchestration, 0, image, STORAGE, orchestration.byteSize());
        long end = orchestration.byteSize();
        for (int i = 0; i < callable.childCount(); i++) {
            long offset = aligned(end);
            image.set(I32, CHILD_FUNC_IDS + 4L * i, callable.childFuncId(i));
            image.set(I32, CHILD_OFFSETS + 4L * i, (int) offset);
            end = offset + writeChild(STORAGE + offset, callable.child(i));
        }
        return image.asReadOnly();
    }

    private long writeChild(long at, CoreCallable kernel) {
        MemorySegment binary = kernel.binary();
        writeSignature(at, at + CHILD_SIG_COUNT, kernel.signature());
        image.set(I32, at + CHILD_BINARY_SIZE, (int) binary.byteSize());
        MemorySegment.copy(binary, 0, image, at + CHILD_BINARY, binary.byteSize());
        return CHILD_BINARY + binary.byteSize();
    }

    private void writeSignature(long at, long count, List<ArgDirection> signature) {
        for (int i = 0; i < signature.size(); i++) {
            image.set(I32, at + 4L * i, signature.get(i).code());
        }
        image.set(I32, count, signature.size());
    }

    private void writeName(long at, long length, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, image, ValueLayout.JAVA_BYTE, at, bytes.length);
        image.set(I32, length, bytes.length);
    }

    private static long aligned(long offset) {
        return (offset + CHILD_ALIGNMENT - 1) & -CHILD_ALIGNMENT;
    }
}
