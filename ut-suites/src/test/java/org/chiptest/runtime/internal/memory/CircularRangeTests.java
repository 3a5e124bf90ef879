package org.chiptest.runtime.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircularRangeTests {

    @ParameterizedTest(name = "{0}..{1} used, {2} bytes: {3}")
    @CsvSource({"0, 0, 100, 0", "0, 0, 101, -1", "20, 60, 40, 60", "60, 80, 50, 0", "60, 80, 60, -1", "60, 20, 39, 20",
        "60, 20, 40, -1"})
    void aClaimGoesBehindTheTopOrStartsAnewAndLeavesSomethingFree(long tail, long top, long bytes, long place) {
        assertThat(CircularRange.place(100, top, tail, bytes)).isEqualTo(place);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 10", "20, 60, 10", "50, 80, 1", "60, 20, 4", "30, 20, 10", "10, 95, 10", "55, 100, 5"})
    void theLargestClaimThatIsAvailableHasRoomAndALargerOneHasNot(long tail, long top, long unit) {
        long available = CircularRange.available(100, top, tail, unit);

        assertThat(available % unit).isZero();
        if (available > 0) {
            assertThat(CircularRange.place(100, top, tail, available)).isNotEqualTo(CircularRange.NONE);
        }
        assertThat(CircularRange.place(100, top, tail, available + unit)).isEqualTo(CircularRange.NONE);
    }
}
