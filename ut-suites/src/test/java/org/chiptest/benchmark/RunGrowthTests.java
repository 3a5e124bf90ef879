package org.chiptest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.place.DevicePlace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link RunLatency} shows for ten thousand runs, with a tenth of them. */
class RunGrowthTests {

    private static final int RUNS = 1_000;

    /** Far below one for each run; above what as many kernel threads as there are cores may add, with their stacks. */
    private static final int MOST = RUNS / 4;

    @ParameterizedTest
    @CsvSource({"a2a3sim, hbg, 3, IN_PROCESS", "a5sim, trb, 24, IN_PROCESS", "a2a3sim, trb, 3, CHILD",
        "a5sim, hbg, 24, CHILD"})
    void nothingGrowsWithTheNumberOfRuns(String platform, String runtime, int blockDim, DevicePlace place,
            @TempDir Path scratch) {
        ProcessUse growth = RepeatedRuns
                .of(platform, RuntimeKind.named(runtime).orElseThrow(), blockDim, place, scratch).measure(100, RUNS)
                .growth();

        assertThat(growth.descriptors()).as("descriptors").isLessThan(MOST);
        assertThat(growth.mappings()).as("mappings").isLessThan(MOST);
        assertThat(growth.threads()).as("threads").isLessThan(MOST);
        assertThat(scratch).isEmptyDirectory();
    }
}
