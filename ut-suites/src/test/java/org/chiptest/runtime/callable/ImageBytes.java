package org.chiptest.runtime.callable;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes images field by field from the numbers of the specification, so that nothing is checked against itself. */
final class ImageBytes {

    private final ByteBuffer bytes;

    private ImageBytes(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Starts the image of a callable with a signature (IN, INOUT), an orchestration of 3 bytes, the names "entry" and
     * "config", and two kernels: func id 7 (IN, OUT) with 2 bytes at offset 64, func id 1023 (SCALAR) with 65 bytes at
     * offset 256.
     */
    static ImageBytes example() {
        ImageBytes image = new ImageBytes(8596 + 256 + 128 + 65);
        image.int32(0, 1).int32(4, 3).int32(256, 2).int32(260, 3);
        image.text(264, "entry").int32(328, 5);
        image.int32(332, 7).int32(336, 1023);
        image.int32(4428, 64).int32(4432, 256).int32(8524, 2);
        image.text(8528, "config").int32(8592, 6);
        image.text(8596, "orc");
        image.kernel(8596 + 64, "k0", 1, 2);
        image.kernel(8596 + 256, "k".repeat(65), 0);
        return image;
    }

    /** Starts a kernel image with a signature (IN, OUT) and the given binary. */
    static ImageBytes kernel(String binary) {
        return new ImageBytes(128 + binary.length()).kernel(0, binary, 1, 2);
    }

    ImageBytes int32(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    ImageBytes int64(int offset, long value) {
        bytes.putLong(offset, value);
        return this;
    }

    ImageBytes int8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    ImageBytes text(int offset, String text) {
        bytes.put(offset, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Returns all bytes, not copied. */
    byte[] array() {
        return bytes.array();
    }

    MemorySegment segment() {
        return MemorySegment.ofArray(bytes.array());
    }

    /** Returns the image followed or cut so that it has a length. */
    MemorySegment segment(int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes.array(), 0, Math.min(length, bytes.capacity()));
        while (out.size() < length) {
            out.write(0xEE);
        }
        return MemorySegment.ofArray(out.toByteArray());
    }

    private ImageBytes kernel(int offset, String binary, int... signature) {
        for (int i = 0; i < signature.length; i++) {
            int32(offset + 4 * i, signature[i]);
        }
        return int32(offset + 64, signature.length).int32(offset + 68, binary.length()).text(offset + 128, binary);
    }
}
