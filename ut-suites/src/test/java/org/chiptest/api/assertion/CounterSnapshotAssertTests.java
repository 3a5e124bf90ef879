package org.chiptest.api.assertion;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chiptest.api.assertion.ChipAssertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CounterSnapshotAssertTests {

    private static final CounterSnapshot COUNTERS = new CounterSnapshot(1, Map.of(Counter.HOST_OPENS, 2L,
            Counter.AICPU_OPENS, 3L, Counter.AICPU_OPEN_FAILURES, 4L, Counter.DEDUP_HITS, 5L, Counter.DEDUP_MISSES, 6L,
            Counter.UPLOADED_BYTES, 7L, Counter.LIVE_IMAGES, 8L, Counter.LIVE_LIBRARIES, 9L, Counter.RUNS, 10L));

    static List<Arguments> counters() {
        return List.of(counter("openedOnHost", 2, CounterSnapshotAssert::openedOnHost),
                counter("openedOnAicpu", 3, CounterSnapshotAssert::openedOnAicpu),
                counter("opened", 5, CounterSnapshotAssert::opened),
                counter("failedToOpen", 4, CounterSnapshotAssert::failedToOpen),
                counter("reused", 5, CounterSnapshotAssert::reused),
                counter("uploaded", 6, CounterSnapshotAssert::uploaded),
                counter("uploadedBytes", 7, CounterSnapshotAssert::uploadedBytes),
                counter("hasLiveImages", 8, CounterSnapshotAssert::hasLiveImages),
                counter("hasLiveLibraries", 9, CounterSnapshotAssert::hasLiveLibraries),
                counter("ran", 10, CounterSnapshotAssert::ran));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("counters")
    void eachAssertionLooksAtItsCounter(String name, long counted, BiConsumer<CounterSnapshotAssert, Long> assertion) {
        assertion.accept(assertThat(COUNTERS), counted);
        assertThatExceptionOfType(AssertionError.class).as(name)
                .isThrownBy(() -> assertion.accept(assertThat(COUNTERS), counted + 1))
                .withMessageContaining("expected " + (counted + 1) + " ")
                .withMessageContaining("but counted " + counted + " in " + COUNTERS);
    }

    @Test
    void aWorkerThatIsNotOpenIsNotInitialized() {
        try (ChipWorker worker = new ChipWorker(deviceId -> {
            throw new DeviceException(-1, "no device " + deviceId);
        })) {
            assertThat(worker).isNotInitialized();
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(worker).isInitialized())
                    .withMessage(
                            "expected the worker to be initialized, but it is not; call init() before, close() after");
        }
    }

    private static Arguments counter(String name, long counted, BiConsumer<CounterSnapshotAssert, Long> assertion) {
        return Arguments.of(name, counted, assertion);
    }
}
