package org.chiptest.runtime.internal.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

class AdaptiveSpinTests {

    private final AdaptiveSpin spin = new AdaptiveSpin();

    /** How often the last wait has asked. */
    private int asked;

    @Test
    void whatHasHappenedIsSeenAtOnce() {
        assertThat(waits(() -> true)).isTrue();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void whatHappensMeanwhileIsSeen() {
        assertThat(waits(() -> asked == AdaptiveSpin.LOOKS)).isTrue();
    }

    @Test
    void eachLookInVainDoublesHowManyWaitsGoWithoutOne() {
        assertThat(withoutLook(10)).containsExactly(0, 1, 3, 7, 15, 31, 63, 127, 127, 127);
    }

    @Test
    void eachLookThatSeesSomethingHalvesHowManyWaitsGoWithoutOne() {
        withoutLook(8);
        List<Integer> without = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            int waits = 0;
            while (!waits(() -> asked > 1)) {
                waits++;
            }
            without.add(waits);
        }

        assertThat(without).containsExactly(127, 63, 31, 15, 7, 3, 1);
        assertThat(waits(() -> asked > 1)).isTrue();
    }

    @Test
    void aWaitThatGoesWithoutALookStillSeesWhatHasHappened() {
        waits(() -> false);

        assertThat(waits(() -> true)).isTrue();
        assertThat(asked).isEqualTo(1);
    }

    /** Return how many waits went without a look before each of so many looks in vain. */
    private List<Integer> withoutLook(int looks) {
        List<Integer> without = new ArrayList<>();
        int waits = 0;
        while (without.size() < looks) {
            assertThat(waits(() -> false)).isFalse();
            if (asked > 1) {
                without.add(waits);
                waits = 0;
            } else {
                waits++;
            }
        }
        return without;
    }

    private boolean waits(BooleanSupplier happened) {
        asked = 0;
        return spin.sees(() -> {
            asked++;
            return happened.getAsBoolean();
        });
    }
}
