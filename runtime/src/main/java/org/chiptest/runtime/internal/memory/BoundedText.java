package org.chiptest.runtime.internal.memory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encode texts for fields of fixed size. */
public final class BoundedText {

    private BoundedText() {}

    /** Encode a text in UTF-8, cut between two characters to what fits. */
    public static byte[] utf8(String text, int capacity) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= capacity) {
            return bytes;
        }
        int end = capacity;
        // a byte 10xxxxxx continues a character
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
