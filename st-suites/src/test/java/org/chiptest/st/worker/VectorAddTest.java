package org.chiptest.st.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** A callable works on device memory that the worker's caller owns: nothing is copied but what the caller copies. */
@ChipTest
class VectorAddTest {

    private static final int LENGTH = 1024;

    @CallableUnderTest
    static CallableSpec vectorAdd(RuntimeKind runtime) {
        return VectorAddCallable.adding(runtime);
    }

    @Scenario
    @Case(blockDim = 1)
    void addsInDeviceMemory(ChipWorker worker, ChipCallable vectorAdd, CallConfig config, RandomGenerator random) {
        float[] x = new float[LENGTH];
        float[] y = new float[LENGTH];
        float[] sum = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            x[i] = random.nextFloat();
            y[i] = random.nextFloat();
            sum[i] = x[i] + y[i];
        }
        try (DeviceVector left = DeviceVector.allocate(worker, LENGTH);
                DeviceVector right = DeviceVector.allocate(worker, LENGTH);
                DeviceVector out = DeviceVector.allocate(worker, LENGTH);
                HostTensor counts = worker.allocate(DataType.INT32, 3);
                PreparedCallable prepared = worker.prepare(0, vectorAdd)) {
            left.write(x);
            right.write(y);
            prepared.run(new TaskArgs().tensor(left).tensor(right).tensor(out).tensor(counts), config);
            assertThat(out.read()).isEqualTo(sum);
            assertThat(counts.toDoubles()).as("tasks, hidden ones, all").containsExactly(1, 0, 1);
        }
    }
}
