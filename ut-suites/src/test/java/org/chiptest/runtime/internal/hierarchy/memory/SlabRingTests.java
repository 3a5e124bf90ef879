package org.chiptest.runtime.internal.hierarchy.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.chiptest.runtime.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlabRingTests {

    private static final long BASE = 0x40_0000;

    private final SlabRing ring = new SlabRing(0, BASE, 8 * 1024);

    @ParameterizedTest
    @CsvSource({"1, 1024", "1023, 1024", "1024, 1024", "1025, 2048"})
    void slabsAreRoundedUpToWholeKibibytes(long bytes, long length) {
        Slab slab = claim(bytes);
        assertThat(slab.address).isEqualTo(BASE);
        assertThat(claim(1).address).isEqualTo(BASE + length);
    }

    @Test
    void slabsAreAlignedAndDistinct() {
        List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            addresses.add(claim(100).address);
        }
        assertThat(addresses).doesNotHaveDuplicates().allMatch(address -> address % 1024 == 0);
    }

    @Test
    void aRingCanBeClaimedAsAWhole() {
        assertThat(ring.available()).isEqualTo(8192);
        assertThat(claim(8192).address).isEqualTo(BASE);
        assertThat(ring.available()).isZero();
        assertThat(ring.claim(1)).isNull();
    }

    @Test
    void slabsAreReclaimedInTheOrderInWhichTheyWereClaimed() {
        Slab first = claim(4096);
        Slab second = claim(4096);
        assertThat(ring.release(second)).isFalse();
        assertThat(ring.claim(1024)).isNull();
        assertThat(ring.release(first)).isTrue();
        assertThat(ring.liveSlabs()).isZero();
    }

    @Test
    void aSlabThatDoesNotFitTheRestStartsAnewAtTheBeginning() {
        Slab first = claim(4096);
        claim(3072);
        ring.release(first);
        assertThat(claim(2048).address).isEqualTo(BASE);
    }

    @Test
    void aSlabThatWouldEndAtTheOldestOneIsRefused() {
        Slab first = claim(4096);
        claim(4096);
        ring.release(first);
        assertThat(ring.claim(4096)).isNull();
        assertThat(ring.available()).isEqualTo(3072);
        assertThat(claim(3072).address).isEqualTo(BASE);
        assertThat(ring.claim(1024)).isNull();
    }

    @Test
    void aRingWithoutSlabsTakesWhateverIsNotLargerThanIt() {
        ring.release(claim(5120));
        assertThat(claim(8192).address).isEqualTo(BASE);
    }

    @Test
    void aSlabGivenBackTwiceIsAnError() {
        Slab slab = claim(1);
        claim(1);
        ring.release(slab);
        assertThatIllegalStateException().isThrownBy(() -> ring.release(slab)).withMessageContaining("twice");
    }

    @Test
    void aSlabOfAnotherRingIsAnError() {
        Slab slab = claim(1);
        assertThatIllegalStateException().isThrownBy(() -> new SlabRing(1, BASE, 4096).release(slab))
                .withMessageContaining("of ring 0 was given back to ring 1");
    }

    @Test
    void aRingMustBeginAtAWholeKibibyte() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SlabRing(2, BASE + 64, 4096))
                .withMessageContaining("no multiple of 1024");
    }

    @Test
    void liveSlabsNeverOverlapWhateverIsClaimedAndReleased() {
        RandomCases.check(200, random -> {
            SlabRing tested = new SlabRing(0, BASE, 32 * 1024);
            Deque<Slab> live = new ArrayDeque<>();
            List<Slab> unreleased = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                long wanted = random.nextLong(1, 12_000);
                long available = tested.available();
                Slab slab = random.nextBoolean() ? tested.claim(wanted) : null;
                if (slab != null) {
                    assertThat(SlabRing.align(wanted)).isLessThanOrEqualTo(available);
                    assertThat(slab.begin).isNotNegative();
                    assertThat(slab.end).isLessThanOrEqualTo(32 * 1024);
                    assertThat(live).allMatch(other -> slab.end <= other.begin || slab.begin >= other.end);
                    live.add(slab);
                    unreleased.add(slab);
                } else if (!unreleased.isEmpty()) {
                    tested.release(unreleased.remove(random.nextInt(unreleased.size())));
                    while (!live.isEmpty() && live.getFirst().holders == 0) {
                        live.removeFirst();
                    }
                }
                assertThat(tested.liveSlabs()).isEqualTo(live.size());
            }
        });
    }

    private Slab claim(long bytes) {
        return requireNonNull(ring.claim(bytes));
    }
}
