package org.chiptest.st.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

/** Tasks that do not depend on each other go to whichever chip is idle; a sub task depends on all of them. */
@ChipTest(level = 3)
class MultiChipDispatchTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @Scenario
    @Case(blockDim = 3, devices = 2, subWorkers = 1)
    void twoTasksAndASubTaskThatReadsBoth(HostWorker host, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        dispatch(2, host, vector, runtime, config, random);
    }

    @Scenario
    @Case(blockDim = 3, devices = 2, subWorkers = 1)
    void moreTasksThanChips(HostWorker host, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            RandomGenerator random) {
        dispatch(7, host, vector, runtime, config, random);
    }

    private static void dispatch(int count, HostWorker host, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        RegisteredCallable compute = host.register(vector);
        RegisteredCallable copy = host.register(Copying.task());
        host.init();
        List<VectorTask> tasks = new ArrayList<>();
        List<HostTensor> seen = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                tasks.add(VectorTask.on(host, runtime, random));
                seen.add(host.allocate(DataType.FLOAT32, VectorTask.ELEMENTS));
            }
            TaskArgs all = new TaskArgs();
            tasks.forEach(task -> all.tensor(task.f(), TensorArgType.INPUT));
            seen.forEach(tensor -> all.tensor(tensor, TensorArgType.OUTPUT_EXISTING));
            host.run(orchestrator -> {
                tasks.forEach(task -> orchestrator.submitNextLevel(compute, task.args(), config));
                orchestrator.submitSub(copy, all);
            });

            for (int i = 0; i < count; i++) {
                tasks.get(i).check();
                assertThat(seen.get(i).toDoubles()).isEqualTo(tasks.get(i).f().toDoubles());
            }
        } finally {
            VectorTask.closeAll(tasks);
            seen.forEach(HostTensor::close);
        }
    }
}
