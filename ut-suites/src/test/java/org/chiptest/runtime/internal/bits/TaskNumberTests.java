package org.chiptest.runtime.internal.bits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskNumberTests {

    @ParameterizedTest
    @CsvSource({"0, t0", "7, t7", "0x100000004, r1t4", "0x3FFFFFFFF, r3t4294967295"})
    void theFirstRingNeedsNoName(String id, String name) {
        assertThat(TaskNumber.of(Long.decode(id))).isEqualTo(name);
    }
}
