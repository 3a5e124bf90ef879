package org.chiptest.diagnostics.internal.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Columns of a table as typed arrays of a script, little-endian in base64, each in the narrowest type that holds all its numbers: a page with
 * 100,000 tasks opens at once.
 */
final class PackedArrays {

    private final Map<String, String> arrays = new LinkedHashMap<>();

    /** Add a column of whole numbers, exact up to 53 bits. */
    <T> PackedArrays column(String name, List<T> lines, ToLongFunction<? super T> value) {
        long[] numbers = lines.stream().mapToLong(value).toArray();
        long least = 0;
        long most = 0;
        for (long number : numbers) {
            least = Math.min(least, number);
            most = Math.max(most, number);
        }
        if (least >= Byte.MIN_VALUE && most <= Byte.MAX_VALUE) {
            ByteBuffer bytes = bytes(numbers, Byte.BYTES);
            for (long number : numbers) {
                bytes.put((byte) number);
            }
            return add(name, "i8", bytes);
        }
        if (least >= Short.MIN_VALUE && most <= Short.MAX_VALUE) {
            ByteBuffer bytes = bytes(numbers, Short.BYTES);
            for (long number : numbers) {
                bytes.putShort((short) number);
            }
            return add(name, "i16", bytes);
        }
        if (least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE) {
            ByteBuffer bytes = bytes(numbers, Integer.BYTES);
            for (long number : numbers) {
                bytes.putInt((int) number);
            }
            return add(name, "i32", bytes);
        }
        ByteBuffer bytes = bytes(numbers, Double.BYTES);
        for (long number : numbers) {
            bytes.putDouble((double) number);
        }
        return add(name, "f64", bytes);
    }

    /** Return all columns as a JSON object: name to type and content. */
    String toJson() {
        return arrays.entrySet().stream().map(array -> Escaped.json(array.getKey()) + ":" + array.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private PackedArrays add(String name, String type, ByteBuffer bytes) {
        arrays.put(name, "[\"" + type + "\",\""
                + StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(bytes.flip())) + "\"]");
        return this;
    }

    private static ByteBuffer bytes(long[] numbers, int size) {
        return ByteBuffer.wrap(new byte[numbers.length * size]).order(ByteOrder.LITTLE_ENDIAN);
    }
}
