package org.chiptest.runtime.internal.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.runtime.args.ContinuousTensor;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the elements of a {@code .npy} file:
 *
 * <pre>
 *   0      6       8                10 or 12                          a multiple of 64
 *   +------+-------+----------------+-----------------------------------+----------
 *   | magic| 1..3 0| length of dict | {'descr': '&lt;f4', ...}  blanks \n | elements
 *   +------+-------+----------------+-----------------------------------+----------
 *    93 NUMPY        u16 in version 1, u32 in 2 and 3; little-endian
 * </pre>
 *
 * @param type         what the elements are
 * @param bigEndian    whether their most significant byte comes first
 * @param fortranOrder whether the first dimension varies fastest
 * @param shape        dimensions, outermost first
 */
public record NpyHeader(NpyType type, boolean bigEndian, boolean fortranOrder, List<Integer> shape) {

    /** How many bytes of elements are read at most. */
    public static final long MAX_BYTES = 1L << 30;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_DICTIONARY = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

    public NpyHeader {
        shape = List.copyOf(shape);
    }

    /**
     * Read a header, up to the first element.
     *
     * @throws IllegalArgumentException if it is damaged or what it describes cannot be read
     */
    public static NpyHeader read(InputStream in) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (start.length < MAGIC.length + 2 || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
            throw new IllegalArgumentException(
                    "it does not begin as such a file does, with \\x93NUMPY and a version; numpy.save writes one");
        }
        int version = start[MAGIC.length];
        if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
            throw new IllegalArgumentException("it is of version " + version + "." + start[MAGIC.length + 1]
                    + "; the known ones are 1.0, 2.0 and 3.0");
        }
        return of(NpyDictionary.parse(dictionary(in, version)));
    }

    /** Return the number of elements. */
    public long elementCount() {
        return shape.contains(0) ? 0 : shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** Return the size of all elements in bytes. */
    public long byteSize() {
        return elementCount() * type.size();
    }

    /** Write it down in version 1, which every NumPy reads. */
    public byte[] bytes() {
        String dictionary = "{'descr': '" + type.description() + "', 'fortran_order': False, 'shape': ("
                + shape.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (shape.size() == 1 ? ",), }" : "), }");
        int used = MAGIC.length + 2 + Short.BYTES + dictionary.length() + 1;
        int length = used + Math.floorMod(-used, ALIGNMENT);
        ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).put((byte) 1)
                .put((byte) 0).putShort((short) (length - MAGIC.length - 2 - Short.BYTES));
        header.put((dictionary + " ".repeat(length - used) + "\n").getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    private static String dictionary(InputStream in, int version) throws IOException {
        byte[] field = in.readNBytes(version == 1 ? Short.BYTES : Integer.BYTES);
        byte[] size = Arrays.copyOf(field, Integer.BYTES);
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getInt());
        if (length > MAX_DICTIONARY) {
            throw new IllegalArgumentException("its header is said to have " + length + " bytes; up to "
                    + MAX_DICTIONARY + " are read");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length || length == 0) {
            throw new IllegalArgumentException("it ends within its header");
        }
        return new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private static NpyHeader of(Map<String, Object> entries) {
        if (!entries.keySet().equals(KEYS)) {
            throw new IllegalArgumentException("its header has " + entries.keySet()
                    + ", where descr, fortran_order and shape belong");
        }
        if (!(entries.get("fortran_order") instanceof Boolean fortranOrder)) {
            throw new IllegalArgumentException("its fortran_order is " + entries.get("fortran_order")
                    + ", neither True nor False");
        }
        String description = description(entries.get("descr"));
        boolean ordered = !description.isEmpty() && "<>=|".indexOf(description.charAt(0)) >= 0;
        NpyType type = type(description, ordered ? description.substring(1) : description);
        NpyHeader header = new NpyHeader(type, description.startsWith(">"), fortranOrder, shape(entries.get("shape")));
        header.requireReadable();
        return header;
    }

    private static String description(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("its elements are structures, " + value
                + "; save each field as an array of its own");
    }

    private static NpyType type(String description, String code) {
        return NpyType.ofCode(code).orElseThrow(() -> new IllegalArgumentException("its elements are '" + description
                + "'; those that can be read are " + NpyType.known()));
    }

    private static List<Integer> shape(@Nullable Object value) {
        List<Integer> shape = new ArrayList<>();
        if (!(value instanceof List<?> sizes)) {
            throw new IllegalArgumentException("its shape is " + value + ", no tuple");
        }
        for (Object size : sizes) {
            shape.add(dimension(size, sizes));
        }
        if (shape.size() > ContinuousTensor.MAX_DIMENSIONS) {
            throw new IllegalArgumentException("its shape is " + value + "; a tensor has up to "
                    + ContinuousTensor.MAX_DIMENSIONS + " dimensions, reshape it before it is saved");
        }
        return shape;
    }

    private static int dimension(Object size, List<?> shape) {
        return Optional.of(size).filter(Long.class::isInstance).map(Long.class::cast)
                .filter(value -> value <= Integer.MAX_VALUE).map(Long::intValue)
                .orElseThrow(() -> new IllegalArgumentException("its shape is " + shape + "; a dimension is a number "
                        + "from 0 to " + Integer.MAX_VALUE));
    }

    private void requireReadable() {
        double bytes = shape.stream().mapToDouble(Integer::doubleValue).reduce(type.size(), (a, b) -> a * b);
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("its elements, " + type.title() + shape + ", are more than the "
                    + (MAX_BYTES >> 20) + " MiB that are read; save a part of it");
        }
    }
}
