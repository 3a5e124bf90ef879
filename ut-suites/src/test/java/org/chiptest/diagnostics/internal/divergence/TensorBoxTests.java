package org.chiptest.diagnostics.internal.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** Boxes in buffers: rows 2 and 3, columns 4 to 7 of a buffer of 8 times 16 floats. */
class TensorBoxTests {

    private static final TensorBox BOX = new TensorBox(0x1000, 4, List.of(2L, 4L), List.of(8L, 16L), List.of(2L, 4L));

    @Test
    void elementsAreFoundByAddressAndAddressesByElement() {
        assertThat(BOX.address(0)).isEqualTo(0x1000 + (2 * 16 + 4) * 4);
        assertThat(BOX.address(5)).isEqualTo(0x1000 + (3 * 16 + 5) * 4);
        for (long flat = 0; flat < 8; flat++) {
            assertThat(BOX.indexOf(BOX.address(flat) + 3)).isEqualTo(flat);
            assertThat(BOX.byteOf(BOX.address(flat) + 3)).isEqualTo(4 * flat + 3);
        }
    }

    @Test
    void whatLiesBetweenItsRowsIsNoPartOfIt() {
        assertThat(BOX.contains(BOX.address(3) + 4)).isFalse();
        assertThat(BOX.contains(BOX.address(0) - 4)).isFalse();
        assertThat(BOX.contains(BOX.end())).isFalse();
        assertThat(BOX.contains(0)).isFalse();
    }

    @Test
    void boxesOfOneBufferOverlapInAllDimensionsOrNotAtAll() {
        assertThat(BOX.overlaps(box(3, 7))).isTrue();
        assertThat(BOX.overlaps(box(4, 4))).isFalse();
        assertThat(BOX.overlaps(box(2, 8))).isFalse();
    }

    @Test
    void tensorsOfDifferentBuffersOverlapByTheirRanges() {
        assertThat(BOX.overlaps(new TensorBox(BOX.address(1), 2, List.of(1L), List.of(1L), List.of(0L)))).isTrue();
        assertThat(BOX.overlaps(new TensorBox(BOX.end(), 2, List.of(1L), List.of(1L), List.of(0L)))).isFalse();
    }

    @Test
    void aTensorWithoutDimensionsHasOneElement() {
        TensorBox scalar = new TensorBox(0x1000, 4, List.of(), List.of(), List.of());

        assertThat(scalar.contains(0x1003)).isTrue();
        assertThat(scalar.contains(0x1004)).isFalse();
        assertThat(scalar.end()).isEqualTo(0x1004);
    }

    @Test
    void distancesAreCountedFromBothEnds() {
        assertThat(BOX.distance(BOX.address(0) - 7)).isEqualTo(7);
        assertThat(BOX.distance(BOX.end() + 7)).isEqualTo(7);
        assertThat(BOX.distance(BOX.address(1))).isZero();
    }

    private static TensorBox box(long row, long column) {
        return new TensorBox(0x1000, 4, List.of(2L, 4L), List.of(8L, 16L), List.of(row, column));
    }
}
