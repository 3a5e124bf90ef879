package org.chiptest.st.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.worker.ChipWorker;

/** Device memory can be used without running anything. */
@ChipTest
class WorkerMallocTest {

    private static final int LENGTH = 4096;

    @Scenario
    void memoryKeepsWhatIsCopiedToIt(ChipWorker worker, RandomGenerator random) {
        try (DeviceVector one = DeviceVector.allocate(worker, LENGTH);
                DeviceVector other = DeviceVector.allocate(worker, LENGTH)) {
            float[] first = random(random);
            float[] second = random(random);
            one.write(first);
            other.write(second);
            assertThat(one.read()).isEqualTo(first);
            assertThat(other.read()).isEqualTo(second);
            one.write(second);
            assertThat(one.read()).isEqualTo(second);
        }
    }

    private static float[] random(RandomGenerator random) {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
