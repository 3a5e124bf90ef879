package org.chiptest.runtime.internal.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.callable.ArgDirection;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.ChipCallableDescriptor;

/**
 * Read an image that somebody else has made, of either generation. Images carry no version: which one it is, tells the place where its
 * orchestration begins.
 */
public final class GivenImage {

    private static final int ELF = 0x464c457f;
    private static final int MAX_SIGNATURE = 256;
    private static final int MAX_CHILD_SIGNATURE = 32;
    private static final int MAX_CHILDREN = 1024;
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment image;

    private GivenImage(MemorySegment image) {
        this.image = image;
    }

    /**
     * Return the callable of an image.
     *
     * @throws CallableFormatException if it is none, or has more than a callable may have
     */
    public static ChipCallable read(MemorySegment image) {
        return isElfAt(image, SecondImage.STORAGE) && !isElfAt(image, ChipCallableDescriptor.STORAGE)
                ? new GivenImage(image).second()
                : ChipCallable.parse(image);
    }

    private ChipCallable second() {
        ChipCallable.Builder builder = ChipCallable.builder()
                .signature(signature(0, SecondImage.SIG_COUNT, MAX_SIGNATURE))
                .functionName(name(SecondImage.FUNC_NAME, SecondImage.FUNC_NAME_LEN))
                .configName(name(SecondImage.CONFIG_NAME, SecondImage.CONFIG_NAME_LEN))
                .orchestration(bytes(SecondImage.STORAGE, i32(SecondImage.BINARY_SIZE), "its orchestration"));
        int children = i32(SecondImage.CHILD_COUNT);
        requireWithin("child_count", children, MAX_CHILDREN);
        for (int i = 0; i < children; i++) {
            long at = SecondImage.STORAGE + Integer.toUnsignedLong(i32(SecondImage.CHILD_OFFSETS + 4L * i));
            String what = "child " + i;
            bytes(at, SecondImage.CHILD_BINARY, what);
            builder.child(i32(SecondImage.CHILD_FUNC_IDS + 4L * i), CoreCallable.of(
                    signature(at, at + SecondImage.CHILD_SIG_COUNT, MAX_CHILD_SIGNATURE),
                    bytes(at + SecondImage.CHILD_BINARY, i32(at + SecondImage.CHILD_BINARY_SIZE), what)));
        }
        return builder.build();
    }

    private List<ArgDirection> signature(long at, long count, int most) {
        int length = i32(count);
        requireWithin("sig_count", length, most);
        List<ArgDirection> signature = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            try {
                signature.add(ArgDirection.ofCode(i32(at + 4L * i)));
            } catch (IllegalArgumentException e) {
                throw new CallableFormatException("image of generation 2: " + e.getMessage(), e);
            }
        }
        return signature;
    }

    private String name(long at, long length) {
        int bytes = i32(length);
        requireWithin("the length of a name", bytes, ChipCallableDescriptor.MAX_NAME_BYTES);
        return new String(bytes(at, bytes, "a name").toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private MemorySegment bytes(long at, long size, String what) {
        if (size < 0 || at > image.byteSize() - size) {
            throw new CallableFormatException("image of generation 2: truncated: " + what + " takes "
                    + Long.toUnsignedString(size) + " bytes from byte " + at + " on, the image has "
                    + image.byteSize());
        }
        return image.asSlice(at, size);
    }

    private static void requireWithin(String field, int value, int most) {
        if (value < 0 || value > most) {
            throw new CallableFormatException("image of generation 2: " + field + " is " + value + "; it must be 0 to "
                    + most);
        }
    }

    private int i32(long at) {
        return image.get(I32, at);
    }

    private static boolean isElfAt(MemorySegment image, long at) {
        return image.byteSize() >= at + Integer.BYTES && image.get(I32, at) == ELF;
    }
}
