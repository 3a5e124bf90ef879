package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.internal.trb.Region.Overlap.COVERED;
import static org.chiptest.runtime.internal.trb.Region.Overlap.NONE;
import static org.chiptest.runtime.internal.trb.Region.Overlap.OTHER;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.chiptest.engine.internal.conformance.ByteTensor;
import org.chiptest.runtime.RandomCases;
import org.chiptest.runtime.args.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether two tensors of one buffer have bytes in common. */
class RegionTests {

    private static final long BUFFER = 0x7000_0000_0400L;
    private static final int HUGE = -1; // unsigned

    @Test
    void aRowIsPartOfTheFlatViewOfItsBuffer() {
        assertThat(overlap(row(1), new NativeTensor(BUFFER, 32))).isEqualTo(COVERED);
        assertThat(overlap(new NativeTensor(BUFFER, 32), row(1))).isEqualTo(OTHER);
    }

    @Test
    void aRowIsTwoRowsOfAReshapeThatIsHalfAsWide() {
        NativeTensor halves = new NativeTensor(BUFFER, 2, 4).raw(8, 4).offsets(2, 0);
        assertThat(overlap(row(1), halves)).isEqualTo(COVERED);
        assertThat(overlap(halves, row(1))).isEqualTo(COVERED);
        assertThat(overlap(row(0), halves)).isEqualTo(NONE);
        assertThat(overlap(halves, row(0))).isEqualTo(NONE);
    }

    @Test
    void partsOfAFlatViewMeetOnlyTheRowsThatTheyLieIn() {
        NativeTensor part = new NativeTensor(BUFFER, 8).raw(32).offsets(12);
        assertThat(overlap(row(0), part)).isEqualTo(NONE);
        assertThat(overlap(row(1), part)).isEqualTo(OTHER);
        assertThat(overlap(row(2), part)).isEqualTo(OTHER);
        assertThat(overlap(row(3), part)).isEqualTo(NONE);
        assertThat(overlap(part, row(3))).isEqualTo(NONE);
    }

    @Test
    void otherElementSizesAreOtherBytes() {
        NativeTensor floats = new NativeTensor(BUFFER, 16).raw(64).offsets(16).type(DataType.FLOAT32);
        assertThat(overlap(row(0), floats)).isEqualTo(NONE);
        assertThat(overlap(row(1), floats)).isEqualTo(COVERED);
        assertThat(overlap(row(2), floats)).isEqualTo(NONE);
        assertThat(overlap(new NativeTensor(BUFFER, 4, 8), new NativeTensor(BUFFER, 4, 8).type(DataType.FLOAT32)))
                .isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 4, 8).type(DataType.FLOAT32), new NativeTensor(BUFFER, 4, 8)))
                .isEqualTo(COVERED);
    }

    @Test
    void theSameShapeInAnotherGridDoesNotCover() {
        NativeTensor left = new NativeTensor(BUFFER, 4, 4).raw(4, 8);
        assertThat(overlap(left, new NativeTensor(BUFFER, 4, 4))).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 4, 4), left)).isEqualTo(OTHER);
    }

    @Test
    void aContiguousTensorCoversWhatLiesBetweenItsFirstAndLastByte() {
        NativeTensor columns = new NativeTensor(BUFFER, 2, 4).raw(4, 8).offsets(1, 2);
        assertThat(overlap(columns, new NativeTensor(BUFFER, 2, 8).raw(4, 8).offsets(1, 0))).isEqualTo(COVERED);
        assertThat(overlap(columns, new NativeTensor(BUFFER, 12).raw(32).offsets(10))).isEqualTo(COVERED);
        assertThat(overlap(columns, new NativeTensor(BUFFER, 11).raw(32).offsets(10))).isEqualTo(OTHER);
        assertThat(overlap(columns, new NativeTensor(BUFFER, 10).raw(32))).isEqualTo(NONE);
    }

    @Test
    void aTransposedViewLiesWhereItsOwnOffsetsSay() {
        // column 7 of [4,8], transposed: row 7 of [8,4]
        NativeTensor transposed = new NativeTensor(BUFFER, 1, 4).raw(8, 4).offsets(7, 0);
        assertThat(overlap(row(3), transposed)).isEqualTo(OTHER);
        assertThat(overlap(row(0), transposed)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource({"0,0,2,8,NONE", "2,0,2,8,NONE", "3,0,2,8,OTHER", "4,0,2,8,COVERED",
        "4,2,2,3,COVERED", "4,3,2,2,OTHER", "6,0,2,8,NONE", "4,5,2,3,NONE", "4,0,2,2,NONE", "0,0,8,8,COVERED",
        "5,2,1,3,OTHER"})
    void boxesOfOneGridAreComparedInEachDimension(int row, int column, int rows, int columns,
            Region.Overlap expected) {
        NativeTensor written = new NativeTensor(BUFFER, 2, 3).raw(8, 8).offsets(4, 2);
        NativeTensor used = new NativeTensor(BUFFER, rows, columns).raw(8, 8).offsets(row, column);
        assertThat(overlap(written, used)).isEqualTo(expected);
    }

    @Test
    void howManyRowsTheBufferHasDoesNotMatter() {
        NativeTensor used = new NativeTensor(BUFFER, 2, 3).raw(100, 8).offsets(4, 3);
        assertThat(overlap(new NativeTensor(BUFFER, 2, 3).raw(8, 8).offsets(4, 0), used)).isEqualTo(NONE);
        assertThat(overlap(new NativeTensor(BUFFER, 2, 3).raw(8, 8).offsets(4, 1), used)).isEqualTo(OTHER);
    }

    @Test
    void aBoxThatLeavesItsRowsIsComparedByItsEnds() {
        // elements 6 to 9 and 14 to 17: the second half of each lies in the next row
        NativeTensor leaving = new NativeTensor(BUFFER, 2, 4).raw(4, 8).offsets(0, 6);
        assertThat(overlap(leaving, new NativeTensor(BUFFER, 2, 2).raw(4, 8).offsets(1, 0))).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 2, 2).raw(4, 8).offsets(1, 0), leaving)).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 1, 2).raw(4, 8).offsets(3, 0), leaving)).isEqualTo(NONE);
    }

    @Test
    void tensorsThatBeginElsewhereInTheMemoryAreComparedByAddress() {
        assertThat(overlap(row(1), new NativeTensor(BUFFER + 64, 8))).isEqualTo(COVERED);
        assertThat(overlap(row(1), new NativeTensor(BUFFER + 120, 8))).isEqualTo(OTHER);
        assertThat(overlap(row(1), new NativeTensor(BUFFER + 128, 8))).isEqualTo(NONE);
        assertThat(overlap(row(1), new NativeTensor(BUFFER, 7))).isEqualTo(NONE);
    }

    @Test
    void aNewerVersionAlwaysDepends() {
        assertThat(overlap(new NativeTensor(BUFFER, 2).raw(8).offsets(0),
                new NativeTensor(BUFFER, 2).raw(8).offsets(6).version(1))).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 4), new NativeTensor(BUFFER, 4).version(1))).isEqualTo(OTHER);
    }

    @Test
    void anOlderVersionIsComparedAsAnyOther() {
        assertThat(overlap(new NativeTensor(BUFFER, 4).version(2), new NativeTensor(BUFFER, 4))).isEqualTo(COVERED);
        assertThat(overlap(new NativeTensor(BUFFER, 2).raw(8).offsets(0).version(2),
                new NativeTensor(BUFFER, 2).raw(8).offsets(6))).isEqualTo(NONE);
    }

    @Test
    void aTensorWithoutDimensionsIsOneElement() {
        assertThat(overlap(new NativeTensor(BUFFER), new NativeTensor(BUFFER, 4))).isEqualTo(COVERED);
        assertThat(overlap(new NativeTensor(BUFFER, 4), new NativeTensor(BUFFER))).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 3).raw(4).offsets(1), new NativeTensor(BUFFER))).isEqualTo(NONE);
    }

    @Test
    void aTensorWithoutElementsMeetsOnlyWhatItMeetsInTheReference() {
        NativeTensor nothing = new NativeTensor(BUFFER, 0, 8);
        assertThat(overlap(nothing, new NativeTensor(BUFFER, 4, 8))).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 4, 8), nothing)).isEqualTo(OTHER);
        assertThat(overlap(nothing, row(1))).isEqualTo(NONE);
        assertThat(overlap(row(1), nothing)).isEqualTo(NONE);
        assertThat(overlap(new NativeTensor(BUFFER, HUGE, HUGE, HUGE, HUGE, 0).offsets(1, 1, 1, 1, 1), row(1)))
                .isEqualTo(NONE);
    }

    @Test
    void indicesThatMeetInOtherGridsDependAsInTheReferenceThoughTheirBytesAreApart() {
        NativeTensor half = new NativeTensor(BUFFER, 1, 4).raw(8, 4).offsets(1, 0);
        NativeTensor flat = new NativeTensor(BUFFER, 4).raw(32);
        assertThat(overlap(row(1), half)).isEqualTo(OTHER);
        assertThat(overlap(half, row(1))).isEqualTo(OTHER);
        assertThat(overlap(flat, row(1))).isEqualTo(OTHER);
        // the reference reads a second dimension that is not there
        assertThat(overlap(row(1), flat)).isEqualTo(NONE);
    }

    @Test
    void sizesAreUnsigned() {
        assertThat(overlap(new NativeTensor(BUFFER, 4), new NativeTensor(BUFFER, HUGE))).isEqualTo(COVERED);
        assertThat(overlap(new NativeTensor(BUFFER, 4).raw(HUGE).offsets(-8), new NativeTensor(BUFFER, HUGE)))
                .isEqualTo(COVERED);
        assertThat(overlap(new NativeTensor(BUFFER, 4).raw(HUGE).offsets(-8), new NativeTensor(BUFFER, -8).raw(HUGE)
                .offsets(0))).isEqualTo(NONE);
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "4", "5"})
    void whatHasMoreBytesThanThereAreDependsOnEverythingAndCoversNothing(int dims) {
        int[] shape = new int[dims];
        Arrays.fill(shape, HUGE);
        int[] offsets = new int[dims];
        Arrays.fill(offsets, 1);
        NativeTensor huge = new NativeTensor(BUFFER, shape);
        NativeTensor shifted = new NativeTensor(BUFFER, shape).offsets(offsets);
        for (NativeTensor other : new NativeTensor[]{row(0), row(3), new NativeTensor(BUFFER, 4, 8), huge, shifted}) {
            assertThat(overlap(other, huge)).isEqualTo(OTHER);
            assertThat(overlap(other, shifted)).isEqualTo(OTHER);
            assertThat(overlap(shifted, other)).isEqualTo(OTHER);
        }
    }

    @Test
    void anUnknownDataTypeDependsOnEverythingAndCoversNothing() {
        assertThat(overlap(row(3), new NativeTensor(BUFFER, 1).typeCode(99))).isEqualTo(OTHER);
        assertThat(overlap(new NativeTensor(BUFFER, 1).typeCode(99), row(3))).isEqualTo(OTHER);
    }

    @Test
    void noSharedByteIsMissedNoneIsCoveredByMistakeAndNoEdgeOfTheReferenceIsDropped() {
        RandomCases.check(20_000, random -> {
            ByteTensor earlier = randomBox(random);
            ByteTensor used = randomBox(random);
            Region.Overlap overlap = overlap(nativeTensor(earlier), nativeTensor(used));

            BitSet left = (BitSet) earlier.bytes.clone();
            boolean meets = left.intersects(used.bytes);
            left.andNot(used.bytes);
            String pair = text(earlier) + " then " + text(used);
            if (meets || dependsInReference(used, earlier)) {
                assertThat(overlap).as(pair).isNotEqualTo(NONE);
            }
            if (overlap == COVERED) {
                assertThat(left.isEmpty()).as(pair).isTrue();
            }
            if (used.at == earlier.at && used.type.size == earlier.type.size && Arrays.equals(used.raw, earlier.raw)) {
                assertThat(overlap != NONE).as(pair).isEqualTo(meets);
                assertThat(overlap == COVERED).as(pair).isEqualTo(meets && left.isEmpty());
            }
        });
    }

    @Test
    void whatStandsForAnEarlierTensorIsMetByWhoeverMeetsThatOne() {
        AtomicInteger replaced = new AtomicInteger();
        RandomCases.check(20_000, random -> {
            ByteTensor earlier = randomBox(random);
            ByteTensor covering = randomBox(random);
            ByteTensor later = randomBox(random);
            int version = random.nextInt(3);
            int earlierVersion = random.nextInt(3);
            Region first = region(nativeTensor(earlier).version(earlierVersion));
            Region second = region(nativeTensor(covering).version(random.nextInt(earlierVersion + 1)));
            if (second.over(first) != COVERED || !second.standsFor(first)) {
                return;
            }
            if (later.bytes.intersects(earlier.bytes) || dependsInReference(later, earlier)
                    || version > earlierVersion && later.at == earlier.at) {
                replaced.incrementAndGet();
                assertThat(region(nativeTensor(later).version(version)).over(second))
                        .as(text(earlier) + ", replaced by " + text(covering) + ", then " + text(later))
                        .isNotEqualTo(NONE);
            }
        });
        assertThat(replaced).hasPositiveValue();
    }

    @Test
    void aWholeBufferStandsForItsPartsAndABoxForThoseInsideIt() {
        assertThat(standsFor(new NativeTensor(BUFFER, 4, 8), row(1))).isTrue();
        assertThat(standsFor(new NativeTensor(BUFFER, 32), row(1))).isTrue();
        assertThat(standsFor(row(1), row(1))).isTrue();
        assertThat(standsFor(row(1), new NativeTensor(BUFFER, 1, 3).raw(4, 8).offsets(1, 2))).isTrue();
    }

    @Test
    void whatBeginsElsewhereOrHasOtherIndicesStandsForNothing() {
        assertThat(standsFor(new NativeTensor(BUFFER + 64, 8), row(1))).isFalse();
        assertThat(standsFor(new NativeTensor(BUFFER, 8).raw(32).offsets(8), row(1))).isFalse();
        assertThat(standsFor(new NativeTensor(BUFFER, 4, 8), new NativeTensor(BUFFER, 32))).isFalse();
    }

    private static ByteTensor randomBox(RandomGenerator random) {
        int dims = random.nextInt(4);
        int[] raw = random.ints(dims, 1, 5).toArray();
        int[] offsets = new int[dims];
        int[] shape = new int[dims];
        boolean whole = random.nextInt(3) == 0;
        for (int d = 0; d < dims; d++) {
            offsets[d] = whole ? 0 : random.nextInt(raw[d]);
            shape[d] = whole ? raw[d] : 1 + random.nextInt(raw[d] - offsets[d]);
        }
        ByteTensor.Type[] types = ByteTensor.Type.values();
        return new ByteTensor(random.nextInt(8) == 0 ? random.nextInt(64) : 0, types[random.nextInt(types.length)],
                raw, shape, offsets);
    }

    private static NativeTensor nativeTensor(ByteTensor box) {
        NativeTensor tensor = new NativeTensor(BUFFER + box.at, box.shape).type(box.type.code);
        if (!Arrays.equals(box.raw, box.shape)) {
            tensor.raw(box.raw);
        }
        return Arrays.stream(box.offsets).allMatch(offset -> offset == 0) ? tensor : tensor.offsets(box.offsets);
    }

    private static boolean dependsInReference(ByteTensor used, ByteTensor earlier) {
        if (used.at != earlier.at || earlier.shape.length > used.shape.length) {
            return false;
        }
        for (int d = 0; d < earlier.shape.length; d++) {
            if (used.offsets[d] >= earlier.offsets[d] + earlier.shape[d]
                    || earlier.offsets[d] >= used.offsets[d] + used.shape[d]) {
                return false;
            }
        }
        return true;
    }

    private static String text(ByteTensor box) {
        return box.type + Arrays.toString(box.shape) + " of " + Arrays.toString(box.raw) + " at "
                + Arrays.toString(box.offsets) + " from byte " + box.at;
    }

    private static NativeTensor row(int row) {
        return new NativeTensor(BUFFER, 1, 8).raw(4, 8).offsets(row, 0);
    }

    private static boolean standsFor(NativeTensor used, NativeTensor written) {
        return region(used).standsFor(region(written));
    }

    private static Region.Overlap overlap(NativeTensor written, NativeTensor used) {
        return region(used).over(region(written));
    }

    private static Region region(NativeTensor tensor) {
        Region region = new Region();
        region.read(tensor.address());
        return region;
    }
}
