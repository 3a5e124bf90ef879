package org.chiptest.st.host;

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
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.ChipMemory;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.worker.VectorAddCallable;

/** A weight that is uploaded once to a chip serves one task after the other, and what a task leaves there the next one finds. */
@ChipTest(level = 3)
class ChildMemoryTest {

    private static final int LENGTH = 1024;

    @CallableUnderTest
    static CallableSpec add(RuntimeKind runtime) {
        return VectorAddCallable.adding(runtime);
    }

    @Scenario
    @Case(blockDim = 1, devices = 1)
    void aWeightSurvivesTwoTasks(HostWorker host, ChipCallable add, CallConfig config, RandomGenerator random) {
        RegisteredCallable callable = host.register(add);
        host.init();
        try (HostTensor weight = host.allocate(DataType.FLOAT32, LENGTH).fill(i -> random.nextFloat());
                HostTensor x = host.allocate(DataType.FLOAT32, LENGTH).fill(i -> random.nextFloat());
                HostTensor out = host.allocate(DataType.FLOAT32, LENGTH);
                HostTensor counts = host.allocate(DataType.INT32, 3);
                ChipMemory uploaded = host.malloc(0, 4L * LENGTH);
                ChipMemory between = host.malloc(0, 4L * LENGTH)) {
            host.copyTo(uploaded, weight);
            host.run(orchestrator -> {
                // between = x + weight, out = between + weight
                orchestrator.submitNextLevel(callable, new TaskArgs().tensor(x, TensorArgType.INPUT)
                        .tensor(uploaded.tensor(DataType.FLOAT32, LENGTH), TensorArgType.INPUT)
                        .tensor(between.tensor(DataType.FLOAT32, LENGTH), TensorArgType.OUTPUT_EXISTING)
                        .tensor(counts, TensorArgType.OUTPUT_EXISTING), config, 0);
                orchestrator.submitNextLevel(callable, new TaskArgs()
                        .tensor(between.tensor(DataType.FLOAT32, LENGTH), TensorArgType.INPUT)
                        .tensor(uploaded.tensor(DataType.FLOAT32, LENGTH), TensorArgType.INPUT)
                        .tensor(out, TensorArgType.OUTPUT_EXISTING).tensor(counts, TensorArgType.OUTPUT_EXISTING),
                        config, 0);
            });

            for (int i = 0; i < LENGTH; i++) {
                float sum = (float) x.get(i) + (float) weight.get(i);
                assertThat((float) out.get(i)).isEqualTo(sum + (float) weight.get(i));
            }
            host.copyFrom(x, uploaded);
            assertThat(x.toDoubles()).as("the weight after the tasks").isEqualTo(weight.toDoubles());
        }
    }
}
