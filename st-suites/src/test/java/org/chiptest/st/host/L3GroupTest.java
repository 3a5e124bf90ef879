package org.chiptest.st.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.vector.VectorCallables;

/** Two chips are one node of the graph: what depends on it runs when both are done. */
@ChipTest(level = 3)
class L3GroupTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @Scenario
    @Case(blockDim = 3, aicpuThreads = 4, devices = 2, subWorkers = 1)
    void theSubTaskSeesTheResultsOfBothChips(HostWorker host, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        RegisteredCallable compute = host.register(vector);
        RegisteredCallable copy = host.register(Copying.task());
        host.init();
        try (VectorTask first = VectorTask.on(host, runtime, random);
                VectorTask second = VectorTask.on(host, runtime, random);
                HostTensor firstSeen = host.allocate(DataType.FLOAT32, VectorTask.ELEMENTS);
                HostTensor secondSeen = host.allocate(DataType.FLOAT32, VectorTask.ELEMENTS)) {
            host.run(orchestrator -> {
                orchestrator.submitNextLevelGroup(compute, List.of(first.args(), second.args()), config);
                orchestrator.submitSub(copy,
                        new TaskArgs().tensor(first.f(), TensorArgType.INPUT).tensor(second.f(), TensorArgType.INPUT)
                                .tensor(firstSeen, TensorArgType.OUTPUT_EXISTING)
                                .tensor(secondSeen, TensorArgType.OUTPUT_EXISTING));
            });

            first.check();
            second.check();
            assertThat(firstSeen.toDoubles()).isEqualTo(first.f().toDoubles());
            assertThat(secondSeen.toDoubles()).isEqualTo(second.f().toDoubles());
        }
    }
}
