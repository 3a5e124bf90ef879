package org.chiptest.engine.internal.conformance;

import java.util.Arrays;
import java.util.BitSet;

import org.chiptest.runtime.args.DataType;

/**
 * A tensor as a set of bytes of a buffer, each element counted out by its indices. Nothing here is the runtime's: neither the rule of
 * overlaps nor the sizes of types.
 */
public final class ByteTensor {

    public final int at;
    public final Type type;
    public final int[] raw;
    public final int[] shape;
    public final int[] offsets;

    /** The first byte of each element, in the order of a kernel. */
    public final int[] places;
    public final BitSet bytes = new BitSet();

    /** The types that tensors have, by their integers of the same size. */
    public enum Type {
        INT64(DataType.INT64, 8), INT32(DataType.INT32, 4), FLOAT32(DataType.FLOAT32, 4), INT16(DataType.INT16,
                2),
        UINT8(DataType.UINT8, 1);

        public final DataType code;
        public final int size;

        Type(DataType code, int size) {
            this.code = code;
            this.size = size;
        }
    }

    /**
     * Make a tensor.
     *
     * @param at  where its buffer begins, in bytes of the memory
     * @param raw how many elements lie between neighbours: the sizes of the grid that it is a box of
     */
    public ByteTensor(int at, Type type, int[] raw, int[] shape, int[] offsets) {
        this.at = at;
        this.type = type;
        this.raw = raw;
        this.shape = shape;
        this.offsets = offsets;
        places = new int[product(shape)];
        for (int i = 0; i < places.length; i++) {
            places[i] = at + place(indices(i)) * type.size;
            bytes.set(places[i], places[i] + type.size);
        }
    }

    public static ByteTensor whole(int at, Type type, int... shape) {
        return new ByteTensor(at, type, shape, shape, new int[shape.length]);
    }

    public ByteTensor box(int[] boxShape, int[] boxOffsets) {
        int[] sums = new int[offsets.length];
        Arrays.setAll(sums, d -> offsets[d] + boxOffsets[d]);
        return new ByteTensor(at, type, raw, boxShape, sums);
    }

    public ByteTensor transposed(int x, int y) {
        return new ByteTensor(at, type, swapped(raw, x, y), swapped(shape, x, y), swapped(offsets, x, y));
    }

    /** Tell whether the headers allow a reshape: full rows, whose number does not matter. */
    public boolean hasFullRows() {
        return shape.length < 2 || Arrays.equals(shape, 1, shape.length, raw, 1, raw.length);
    }

    public int size() {
        return places.length;
    }

    public int[] indices(int element) {
        int[] indices = new int[shape.length];
        int rest = element;
        for (int d = shape.length - 1; d >= 0; d--) {
            indices[d] = rest % shape[d];
            rest /= shape[d];
        }
        return indices;
    }

    public BitSet bytesOf(int element) {
        BitSet those = new BitSet();
        those.set(places[element], places[element] + type.size);
        return those;
    }

    /** Return an element's bits with the sign. */
    public long get(byte[] memory, int element) {
        long value = memory[places[element] + type.size - 1];
        for (int i = type.size - 2; i >= 0; i--) {
            value = value << 8 | memory[places[element] + i] & 0xff;
        }
        return value;
    }

    /** Return an element's bits without the sign. */
    public long bits(byte[] memory, int element) {
        return type.size == 8 ? get(memory, element) : get(memory, element) & (1L << 8 * type.size) - 1;
    }

    public void set(byte[] memory, int element, long value) {
        for (int i = 0; i < type.size; i++) {
            memory[places[element] + i] = (byte) (value >> 8 * i);
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape) + (Arrays.equals(raw, shape)
                ? ""
                : " of " + Arrays.toString(raw) + " at " + Arrays.toString(offsets))
                + ", bytes " + bytes.nextSetBit(0) + " to " + (bytes.length() - 1);
    }

    public static int product(int[] numbers) {
        return Arrays.stream(numbers).reduce(1, (a, b) -> a * b);
    }

    private int place(int[] indices) {
        int place = 0;
        int stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            place += (offsets[d] + indices[d]) * stride;
            stride *= raw[d];
        }
        return place;
    }

    private static int[] swapped(int[] numbers, int x, int y) {
        int[] swapped = numbers.clone();
        swapped[x] = numbers[y];
        swapped[y] = numbers[x];
        return swapped;
    }
}
