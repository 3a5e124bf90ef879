package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;

import org.chiptest.runtime.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapRingTests {

    private final HeapRing heap = new HeapRing();

    HeapRingTests() {
        heap.reset(1024);
    }

    @ParameterizedTest
    @CsvSource({"1,64", "63,64", "64,64", "65,128", "1000,1024"})
    void claimsAreMultiplesOfSixtyFour(long bytes, long next) {
        assertThat(heap.claim(bytes)).isZero();
        assertThat(heap.top()).isEqualTo(next);
    }

    @Test
    void claimsFollowEachOther() {
        assertThat(heap.claim(100)).isZero();
        assertThat(heap.claim(64)).isEqualTo(128);
        assertThat(heap.claim(64)).isEqualTo(192);
    }

    @Test
    void anEmptyHeapCanBeClaimedAsAWhole() {
        assertThat(heap.available()).isEqualTo(1024);
        assertThat(heap.claim(1024)).isZero();
        assertThat(heap.available()).isZero();
        assertThat(heap.claim(64)).isEqualTo(HeapRing.NONE);
    }

    @Test
    void moreThanTheHeapCannotBeClaimed() {
        assertThat(heap.fits(1025)).isFalse();
        assertThat(heap.claim(1025)).isEqualTo(HeapRing.NONE);
        assertThat(heap.top()).isZero();
    }

    @Test
    void theRestUpToTheEndCanBeClaimedExactly() {
        heap.claim(960);
        assertThat(heap.claim(64)).isEqualTo(960);
        assertThat(heap.top()).isEqualTo(1024);
    }

    @Test
    void aClaimWrapsAroundWhenTheRestIsTooSmall() {
        heap.claim(512);
        heap.claim(448);
        heap.release(512);
        assertThat(heap.claim(128)).isZero();
        assertThat(heap.top()).isEqualTo(128);
    }

    @Test
    void aClaimThatWouldEndAtTheTailDoesNotWrap() {
        heap.claim(512);
        heap.claim(512);
        heap.release(512);
        assertThat(heap.claim(512)).isEqualTo(HeapRing.NONE);
        assertThat(heap.claim(448)).isZero();
    }

    @Test
    void nothingWrapsBeforeAnythingWasReleased() {
        heap.claim(960);
        assertThat(heap.claim(128)).isEqualTo(HeapRing.NONE);
    }

    @Test
    void theGapAfterWrappingIsNeverFilled() {
        heap.claim(512);
        heap.claim(512);
        heap.release(512);
        heap.claim(64);
        assertThat(heap.available()).isEqualTo(384);
        assertThat(heap.claim(448)).isEqualTo(HeapRing.NONE);
        assertThat(heap.claim(384)).isEqualTo(64);
    }

    @Test
    void whatIsAvailableIsTheLargerGapAndNotTheSum() {
        heap.claim(256);
        heap.claim(512);
        heap.release(256);
        assertThat(heap.available()).isEqualTo(256);
        assertThat(heap.claim(320)).isEqualTo(HeapRing.NONE);
    }

    @Test
    void nothingAtAllIsAlwaysClaimedAtTheTop() {
        heap.claim(1024);
        assertThat(heap.claim(0)).isEqualTo(1024);
        assertThat(heap.claim(0)).isEqualTo(1024);
        heap.clear();
        assertThat(heap.claim(0)).isZero();
        assertThat(heap.top()).isZero();
    }

    @Test
    void releasingUpToTheTopEmptiesTheHeap() {
        heap.claim(512);
        heap.claim(256);
        heap.release(heap.top());
        assertThat(heap.tail()).isEqualTo(768);
        assertThat(heap.claim(640)).isZero();
    }

    @Test
    void afterWrappingTheTailGoesOnAtTheBeginning() {
        heap.claim(512);
        heap.claim(512);
        heap.release(512);
        heap.claim(256);
        heap.release(1024);
        assertThat(heap.claim(192)).isEqualTo(256);
        heap.release(256);
        assertThat(heap.claim(576)).isEqualTo(448);
        assertThat(heap.claim(128)).isZero();
    }

    @Test
    void claimsNeverOverlapWhatIsStillClaimed() {
        RandomCases.check(200, random -> {
            heap.reset(64L << random.nextInt(3, 8));
            Deque<long[]> claims = new ArrayDeque<>();
            for (int i = 0; i < 300; i++) {
                if (!claims.isEmpty() && random.nextBoolean()) {
                    heap.release(claims.remove()[2]);
                    if (claims.isEmpty() && random.nextBoolean()) {
                        heap.clear();
                    }
                    continue;
                }
                long bytes = random.nextLong(heap.size() / 2);
                boolean fits = heap.fits(bytes);
                assertThat(bytes <= heap.available() || bytes == 0 || !fits).isTrue();
                long offset = heap.claim(bytes);
                assertThat(offset != HeapRing.NONE).isEqualTo(fits);
                if (fits) {
                    assertThat(offset % 64).isZero();
                    assertThat(offset + bytes).isLessThanOrEqualTo(heap.size());
                    for (long[] other : claims) {
                        assertThat(
                                offset + bytes <= other[0] || other[1] <= offset || bytes == 0 || other[0] == other[1])
                                .as("%d..%d is free", offset, offset + bytes).isTrue();
                    }
                    claims.add(new long[]{offset, offset + bytes, heap.top()});
                }
            }
        });
    }
}
