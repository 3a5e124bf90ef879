package org.chiptest.runtime.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;

import org.chiptest.runtime.internal.device.AbsentException;
import org.chiptest.runtime.internal.device.CounterDescriptor;
import org.junit.jupiter.api.Test;

class CountersTests {

    private final MemorySegment page = Arena.ofAuto().allocate(CounterDescriptor.SIZE, CounterDescriptor.ALIGNMENT);

    @Test
    void aDeviceCountsEverythingItCan() {
        Counters counters = new Counters(page);
        counters.hostOpened();
        counters.dedupMiss(100);
        counters.runStarted();

        CounterSnapshot snapshot = counters.snapshot();

        assertThat(snapshot.values()).containsOnlyKeys(Counter.values());
        assertThat(snapshot.hostOpens()).isEqualTo(1);
        assertThat(snapshot.uploadedBytes()).isEqualTo(100);
        assertThat(snapshot.runs()).isEqualTo(1);
    }

    @Test
    void aCounterThatADeviceDoesNotHaveIsAbsentForWhoeverReadsThePage() {
        new Counters(page, EnumSet.of(Counter.HOST_OPENS, Counter.RUNS)).hostOpened();

        CounterSnapshot read = new Counters(page).snapshot();

        assertThat(read.hostOpens()).isEqualTo(1);
        assertThat(read.since(read).hostOpens()).isZero();
        assertThatExceptionOfType(AbsentException.class).isThrownBy(read::dedupHits)
                .withMessage("this device does not count dedup hits, it counts host opens, runs; ask its platform's"
                        + " capabilities before judging by a counter");
        assertThatExceptionOfType(AbsentException.class).isThrownBy(read::opens)
                .withMessageStartingWith("this device does not count AICPU opens");
    }
}
