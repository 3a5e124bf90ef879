package org.chiptest.runtime.callable;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Write images field by field from the numbers of the contract, so that nothing is checked against itself. */
public final class ImageBytes {

    private final ByteBuffer bytes;

    private ImageBytes(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Start the image of a callable with a signature (IN, INOUT), an orchestration of 3 bytes, the names "entry" and
     * "config", and two kernels: func id 7 (IN, OUT) with 2 bytes at offset 64, func id 1023 (SCALAR) with 65 bytes at
     * offset 256.
     */
    public static ImageBytes example() {
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

    /** Start a kernel image with a signature (IN, OUT) and the given binary. */
    static ImageBytes kernel(String binary) {
        return new ImageBytes(128 + binary.length()).kernel(0, binary, 1, 2);
    }

    /** Write a callable's image out of its parts, each part where the callable says that it lies. */
    static ImageBytes of(ChipCallable callable) {
        ImageBytes image = new ImageBytes((int) callable.byteSize());
        image.signature(0, callable.signature()).int32(256, callable.signature().size());
        image.int32(260, (int) callable.orchestration().byteSize()).bytes(8596, callable.orchestration());
        image.text(264, callable.functionName()).int32(328, utf8Size(callable.functionName()));
        image.text(8528, callable.configName()).int32(8592, utf8Size(callable.configName()));
        image.int32(8524, callable.childCount());
        for (int i = 0; i < callable.childCount(); i++) {
            image.int32(332 + 4 * i, callable.childFuncId(i)).int32(4428 + 4 * i, callable.childOffset(i));
            image.kernel(8596 + callable.childOffset(i), callable.child(i));
        }
        return image;
    }

    /** Write a kernel's image out of its parts. */
    static ImageBytes of(CoreCallable kernel) {
        return new ImageBytes((int) kernel.byteSize()).kernel(0, kernel);
    }

    ImageBytes int32(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    public ImageBytes int64(int offset, long value) {
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

    /** Return all bytes, not copied. */
    public byte[] array() {
        return bytes.array();
    }

    MemorySegment segment() {
        return MemorySegment.ofArray(bytes.array());
    }

    /** Return the image followed or cut so that it has a length. */
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

    private ImageBytes kernel(int offset, CoreCallable kernel) {
        return signature(offset, kernel.signature()).int32(offset + 64, kernel.signature().size())
                .int32(offset + 68, (int) kernel.binary().byteSize()).bytes(offset + 128, kernel.binary());
    }

    private ImageBytes signature(int offset, List<ArgDirection> signature) {
        for (int i = 0; i < signature.size(); i++) {
            int32(offset + 4 * i, signature.get(i).code());
        }
        return this;
    }

    private ImageBytes bytes(int offset, MemorySegment content) {
        bytes.put(offset, content.toArray(ValueLayout.JAVA_BYTE));
        return this;
    }

    private static int utf8Size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
