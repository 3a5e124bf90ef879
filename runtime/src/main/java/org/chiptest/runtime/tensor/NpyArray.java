package org.chiptest.runtime.tensor;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.internal.tensor.Elements;
import org.chiptest.runtime.internal.tensor.NpyHeader;
import org.chiptest.runtime.internal.tensor.NpyType;

/**
 * An array as NumPy saves it in a {@code .npy} file: reference data that was computed elsewhere, or a tensor for somebody else to
 * look at.
 *
 * <p>Elements are addressed by their flat row-major index, whatever the order in the file. Read are versions 1 to 3, both byte
 * orders, C and Fortran order, up to 5 dimensions and 1 GiB, of integers, booleans and floating-point numbers; {@code V2} is
 * BFLOAT16, as {@code ml_dtypes} saves it.
 */
public final class NpyArray {

    private final String name;
    private final NpyType type;
    private final List<Integer> shape;
    private final MemorySegment elements;

    private NpyArray(String name, NpyType type, List<Integer> shape, MemorySegment elements) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.elements = elements;
    }

    /**
     * Read a file.
     *
     * @throws IllegalArgumentException if there is none, it is damaged, or it holds something that is no tensor
     */
    public static NpyArray read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Read a file from a stream to its end.
     *
     * @param name what messages call it
     * @throws IllegalArgumentException if it is damaged or holds something that is no tensor
     */
    public static NpyArray read(InputStream in, String name) throws IOException {
        try {
            NpyHeader header = NpyHeader.read(in);
            return new NpyArray(name, header.type(), header.shape(), MemorySegment.ofArray(elements(in, header)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " cannot be read as a NumPy array: " + e.getMessage(), e);
        }
    }

    /** Write a tensor to a file; BFLOAT16 as two bytes without a meaning, {@code V2}, as {@code ml_dtypes} does. */
    public static void write(Path file, HostTensor tensor) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out, tensor);
        }
    }

    /** Write a tensor to a stream, see {@link #write(Path, HostTensor)}. */
    public static void write(OutputStream out, HostTensor tensor) throws IOException {
        out.write(new NpyHeader(NpyType.of(tensor.dtype()), false, false, tensor.shape()).bytes());
        MemorySegment memory = tensor.memory();
        byte[] chunk = new byte[(int) Math.min(memory.byteSize(), 1 << 16)];
        for (long at = 0; at < memory.byteSize(); at += chunk.length) {
            int length = (int) Math.min(chunk.length, memory.byteSize() - at);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
            out.write(chunk, 0, length);
        }
    }

    /** Return what messages call it. */
    public String name() {
        return name;
    }

    /** Return the data type of its elements; none if tensors have no such type, which is so for {@code float64}. */
    public Optional<DataType> dtype() {
        return type.dtype();
    }

    /** Return the dimensions, outermost first. */
    public List<Integer> shape() {
        return shape;
    }

    /** Return the number of elements. */
    public long elementCount() {
        return elements.byteSize() / type.size();
    }

    /** Tell whether its elements are floating-point numbers. */
    public boolean isFloating() {
        return dtype().map(Elements::isFloating).orElse(true);
    }

    /** Read an element as a double. */
    public double get(long index) {
        return dtype().isEmpty()
                ? elements.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * Double.BYTES)
                : Elements.getDouble(elements, type.dtype().orElseThrow(), index);
    }

    /** Read an integer element exactly; 64-bit unsigned ones by their bits. */
    public long getLong(long index) {
        return dtype().isEmpty()
                ? (long) get(index)
                : Elements.getLong(elements, type.dtype().orElseThrow(), index);
    }

    /**
     * Take the bytes for elements of another type of the same size, such as {@code uint16} for BFLOAT16.
     *
     * @throws IllegalArgumentException if it has another size
     */
    public NpyArray viewedAs(DataType dtype) {
        NpyType other = NpyType.of(dtype);
        if (other.size() != type.size()) {
            throw new IllegalArgumentException("the elements of " + this + " have " + type.size() + " bytes, those of "
                    + dtype + " " + other.size());
        }
        return new NpyArray(name, other, shape, elements);
    }

    @Override
    public String toString() {
        return name + " (" + type.title() + shape + ")";
    }

    private static byte[] elements(InputStream in, NpyHeader header) throws IOException {
        byte[] bytes = in.readNBytes((int) header.byteSize());
        if (bytes.length < header.byteSize() || in.read() >= 0) {
            throw new IllegalArgumentException("its header describes " + header.byteSize() + " bytes, "
                    + header.type().title() + header.shape() + ", but it has "
                    + (bytes.length < header.byteSize() ? "only " + bytes.length : "more"));
        }
        return inOurOrder(bytes, header);
    }

    /** Turn elements into little-endian ones in row-major order. */
    private static byte[] inOurOrder(byte[] bytes, NpyHeader header) {
        int size = header.type().size();
        if (header.bigEndian()) {
            reverseEach(bytes, size);
        }
        return header.fortranOrder() && header.shape().size() > 1 ? rowMajor(bytes, size, header.shape()) : bytes;
    }

    private static void reverseEach(byte[] bytes, int size) {
        for (int start = 0; start < bytes.length; start += size) {
            for (int i = 0; i < size / 2; i++) {
                byte first = bytes[start + i];
                bytes[start + i] = bytes[start + size - 1 - i];
                bytes[start + size - 1 - i] = first;
            }
        }
    }

    private static byte[] rowMajor(byte[] bytes, int size, List<Integer> shape) {
        byte[] ordered = new byte[bytes.length];
        int[] position = new int[shape.size()];
        for (int at = 0; at < bytes.length; at += size) {
            long index = 0;
            for (int dimension = 0; dimension < position.length; dimension++) {
                index = index * shape.get(dimension) + position[dimension];
            }
            System.arraycopy(bytes, at, ordered, (int) index * size, size);
            for (int dimension = 0; dimension < position.length
                    && ++position[dimension] == shape.get(dimension); dimension++) {
                position[dimension] = 0;
            }
        }
        return ordered;
    }
}
