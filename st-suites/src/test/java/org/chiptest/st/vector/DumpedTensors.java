package org.chiptest.st.vector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** The tensors of a dump, read from its two files. */
final class DumpedTensors {

    private static final Pattern TENSOR = Pattern.compile("\\{\"task_id\":\"0x([0-9a-f]{16})\",\"subtask_id\":\\d,"
            + "\"func_id\":(\\d+),\"role\":\"(\\w+)\",\"stage\":\"(\\w+)\",\"arg_index\":(\\d+),\"dtype\":\"FLOAT32\""
            + ".*?\"bin_offset\":(\\d+),\"bin_size\":(\\d+),\"truncated\":false,\"overwritten\":false,"
            + "\"crc32\":\"([0-9a-f]{8})\"\\}");

    private DumpedTensors() {}

    /**
     * A tensor of numbers of 32 bits.
     *
     * @param intact whether the checksum is that of the bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Dumped(long task, int funcId, String role, String stage, int argument, float[] values, boolean intact) {}

    /** Read all tensors of a dump. */
    static List<Dumped> read(Path folder) {
        try {
            byte[] payloads = Files.readAllBytes(folder.resolve("tensor_dump/tensor_dump.bin"));
            return TENSOR.matcher(Files.readString(folder.resolve("tensor_dump/tensor_dump.json"))).results()
                    .map(found -> dumped(found, payloads)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dumped dumped(MatchResult found, byte[] payloads) {
        int at = Integer.parseInt(found.group(6));
        byte[] bytes = Arrays.copyOfRange(payloads, at, at + Integer.parseInt(found.group(7)));
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return new Dumped(Long.parseUnsignedLong(found.group(1), 16), Integer.parseInt(found.group(2)), found.group(3),
                found.group(4), Integer.parseInt(found.group(5)), values,
                checksum.getValue() == Long.parseLong(found.group(8), 16));
    }
}
