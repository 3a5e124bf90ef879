package org.chiptest.runtime.callable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.callable.ChipCallableDescriptor;

/** Read and write the kinds of fields that images are made of, and check them; the reader believes nothing. */
final class ImageField {

    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ImageField() {}

    static long unsigned(MemorySegment image, long offset) {
        return Integer.toUnsignedLong(image.get(I32, offset));
    }

    /** Check a signature before it is written. */
    static List<ArgDirection> requireSignature(List<ArgDirection> signature, int limit, String where) {
        requireSignatureCount(signature.size(), limit, where);
        return List.copyOf(signature);
    }

    static void writeSignature(List<ArgDirection> signature, MemorySegment image, long slots, long count) {
        for (int i = 0; i < signature.size(); i++) {
            image.set(I32, slots + 4L * i, signature.get(i).code());
        }
        image.set(I32, count, signature.size());
    }

    static List<ArgDirection> readSignature(MemorySegment image, long slots, long count, int limit, String where) {
        int size = image.get(I32, count);
        requireSignatureCount(size, limit, where);
        List<ArgDirection> signature = new ArrayList<>(size);
        for (int i = 0; i < limit; i++) {
            int code = image.get(I32, slots + 4L * i);
            if (i < size) {
                signature.add(direction(code, i, where));
            } else if (code != 0) {
                throw new CallableFormatException(where + ": signature[" + i + "] is " + code
                        + ", but sig_count is " + size + "; unused entries must be 0");
            }
        }
        return List.copyOf(signature);
    }

    /** Check a name before it is written and return its bytes. */
    static byte[] requireName(String name, String what) {
        int nul = name.indexOf('\0');
        if (nul >= 0) {
            throw new CallableFormatException(
                    what + " contains a NUL character at index " + nul + "; a symbol name cannot");
        }
        byte[] bytes = encode(name, what);
        if (bytes.length > ChipCallableDescriptor.MAX_NAME_BYTES) {
            throw new CallableFormatException(what + " takes " + bytes.length + " bytes, at most "
                    + ChipCallableDescriptor.MAX_NAME_BYTES + " fit; choose a shorter one than " + name);
        }
        return bytes;
    }

    static void writeName(String name, String what, MemorySegment image, long field, long length) {
        byte[] bytes = requireName(name, what);
        MemorySegment.copy(bytes, 0, image, ValueLayout.JAVA_BYTE, field, bytes.length);
        image.set(I32, length, bytes.length);
    }

    static String readName(MemorySegment image, long field, long length, String what) {
        MemorySegment name = image.asSlice(field, ChipCallableDescriptor.NAME_SIZE);
        long used = unsigned(image, length);
        if (used > ChipCallableDescriptor.MAX_NAME_BYTES) {
            throw new CallableFormatException("callable image: " + what + "_len at byte " + length + " is " + used
                    + ", at most " + ChipCallableDescriptor.MAX_NAME_BYTES + " bytes and a NUL fit");
        }
        for (long i = 0; i < ChipCallableDescriptor.NAME_SIZE; i++) {
            boolean nul = name.get(ValueLayout.JAVA_BYTE, i) == 0;
            if (nul != i >= used) {
                throw new CallableFormatException("callable image: " + what + " at byte " + field + " has a"
                        + (nul ? " NUL" : "nother byte than NUL") + " at index " + i + ", but its length field says "
                        + used + "; names are padded with NUL bytes to " + ChipCallableDescriptor.NAME_SIZE);
            }
        }
        return decode(name.asSlice(0, used), what, field);
    }

    static void requireZeros(MemorySegment image, long from, long to, String where) {
        for (long i = from; i < to; i++) {
            if (image.get(ValueLayout.JAVA_BYTE, i) != 0) {
                throw new CallableFormatException(
                        where + ": byte " + i + " is not 0, but the bytes " + from + " to " + (to - 1)
                                + " are padding");
            }
        }
    }

    private static void requireSignatureCount(int count, int limit, String where) {
        if (count > limit) {
            throw new CallableFormatException("sig_count exceeds MaxSig: " + where + " has a signature of " + count
                    + " arguments, at most " + limit + " are possible");
        }
        if (count < 0) {
            throw new CallableFormatException(where + ": sig_count is " + count + "; it must be 0 to " + limit);
        }
    }

    private static ArgDirection direction(int code, int index, String where) {
        try {
            return ArgDirection.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw new CallableFormatException(where + ": signature[" + index + "]: " + e.getMessage());
        }
    }

    private static byte[] encode(String name, String what) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new CallableFormatException(what + " contains half a surrogate pair; it cannot be written in UTF-8");
        }
    }

    private static String decode(MemorySegment bytes, String what, long field) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.asByteBuffer()).toString();
        } catch (CharacterCodingException e) {
            throw new CallableFormatException("callable image: " + what + " at byte " + field + " is not UTF-8");
        }
    }
}
