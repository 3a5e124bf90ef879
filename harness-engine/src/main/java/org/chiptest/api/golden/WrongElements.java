package org.chiptest.api.golden;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Remember which elements are wrong, of the first ones, and find the first block of them. */
final class WrongElements {

    /** More elements than this are not remembered; it takes 2 MiB at most. */
    private static final int MOST = 1 << 24;

    private final List<Integer> shape;
    private final BitSet wrong = new BitSet();

    WrongElements(List<Integer> shape) {
        this.shape = shape;
    }

    /** Remember one. */
    void add(long index) {
        if (index < MOST) {
            wrong.set((int) index);
        }
    }

    /** Return up to so many of them, spread evenly. */
    long[] sample(int most) {
        int count = wrong.cardinality();
        long[] sample = new long[Math.min(most, count)];
        int seen = 0;
        int taken = 0;
        for (int index = wrong.nextSetBit(0); index >= 0
                && taken < sample.length; index = wrong.nextSetBit(index + 1)) {
            if (seen++ >= (long) taken * count / sample.length) {
                sample[taken++] = index;
            }
        }
        return sample;
    }

    /** Describe the largest block of rows and columns, all wrong, that begins with the first wrong element. */
    Optional<String> firstBlock() {
        int first = wrong.nextSetBit(0);
        if (first < 0 || shape.isEmpty()) {
            return Optional.empty();
        }
        int columns = shape.getLast();
        int rows = shape.size() < 2 ? 1 : shape.get(shape.size() - 2);
        int column = first % columns;
        int row = first / columns % rows;
        int width = Math.min(wrong.nextClearBit(first) - first, columns - column);
        int height = 1;
        while (row + height < rows && isWrong(first + (long) height * columns, width)) {
            height++;
        }
        return Optional.of(shape.size() < 2
                ? "elements " + range(column, width)
                : "rows " + range(row, height) + ", columns " + range(column, width) + plane(first, rows, columns));
    }

    private boolean isWrong(long start, int width) {
        return start + width <= MOST && wrong.nextClearBit((int) start) >= start + width;
    }

    private static String range(int first, int length) {
        return length == 1 ? String.valueOf(first) : first + " to " + (first + length - 1);
    }

    private String plane(int first, int rows, int columns) {
        return shape.size() < 3 ? "" : " of plane " + first / rows / columns;
    }
}
