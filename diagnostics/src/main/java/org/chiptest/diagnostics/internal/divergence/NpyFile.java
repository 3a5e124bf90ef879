package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.DataType;

/**
 * Write a tensor as NumPy reads it, version 1.0 of the format:
 *
 * <pre>
 *   0                6      8         10
 *  +----------------+------+---------+-------------------------------+----------
 *  | 0x93 N U M P Y | 1  0 | length  | {'descr': ...}, blanks, '\n'  | elements
 *  +----------------+------+---------+-------------------------------+----------
 * </pre>
 *
 * Elements begin at a multiple of 64. NumPy has no BFLOAT16; its bits are written as unsigned numbers of 16 bits.
 */
final class NpyFile {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    static void write(Path file, DataType type, List<Long> shape, byte[] elements) throws IOException {
        String sizes = shape.stream().map(each -> each + ",").collect(Collectors.joining(" ", "(", ")"));
        String header = "{'descr': '" + descriptor(type) + "', 'fortran_order': False, 'shape': " + sizes + ", }";
        int used = MAGIC.length + Short.BYTES + header.length() + 1;
        String padded = header + " ".repeat(Math.floorMod(-used, ALIGNMENT)) + "\n";
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(MAGIC);
            out.write(padded.length());
            out.write(padded.length() >> Byte.SIZE);
            out.write(padded.getBytes(StandardCharsets.US_ASCII));
            out.write(elements);
        }
    }

    /** Return the name of a type as NumPy writes it, little-endian. */
    static String descriptor(DataType type) {
        return switch (type) {
            case FLOAT32 -> "<f4";
            case FLOAT16 -> "<f2";
            case BFLOAT16, UINT16 -> "<u2";
            case INT8 -> "|i1";
            case UINT8 -> "|u1";
            case INT16 -> "<i2";
            case INT32 -> "<i4";
            case UINT32 -> "<u4";
            case INT64 -> "<i8";
            case UINT64 -> "<u8";
        };
    }
}
