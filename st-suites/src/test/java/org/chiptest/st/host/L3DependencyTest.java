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
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.st.vector.VectorCallables;

/** A sub task that reads what a chip's task writes runs after it, in another process, because of the tensor alone. */
@ChipTest(level = 3)
class L3DependencyTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @Scenario
    @Case(blockDim = 3, aicpuThreads = 4, devices = 1, subWorkers = 1)
    void theSubTaskSeesTheResult(HostWorker host, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            RandomGenerator random) {
        RegisteredCallable compute = host.register(vector);
        RegisteredCallable copy = host.register(Copying.task());
        host.init();
        try (VectorTask task = VectorTask.on(host, runtime, random);
                HostTensor seen = host.allocate(DataType.FLOAT32, VectorTask.ELEMENTS)) {
            host.run(orchestrator -> {
                orchestrator.submitNextLevel(compute, task.args(), config);
                orchestrator.submitSub(copy, new TaskArgs().tensor(task.f(), TensorArgType.INPUT).tensor(seen,
                        TensorArgType.OUTPUT_EXISTING));
            });

            task.check();
            assertThat(seen.toDoubles()).isEqualTo(task.f().toDoubles());
        }
    }
}
