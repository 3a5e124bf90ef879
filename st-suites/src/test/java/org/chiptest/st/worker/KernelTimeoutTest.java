package org.chiptest.st.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;

/** A kernel that never ends costs its run, which says what was stuck, and nothing else. */
@ChipTest
class KernelTimeoutTest {

    @CallableUnderTest
    static CallableSpec spinning(RuntimeKind runtime) {
        return VectorAddCallable.spinning(runtime);
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 1, timeoutSeconds = 1)
    void spinningKernelIsReaped(ChipWorker worker, ChipCallable spinning, CallConfig config, ScenarioContext context) {
        assumeThat(context.variant().platform().description())
                .as("not applicable: nobody sees what runs inside of a foreign runtime").isEmpty();
        PreparedCallable prepared = worker.prepare(0, spinning);
        try (HostTensor tensor = worker.allocate(DataType.FLOAT32, 16);
                HostTensor counts = worker.allocate(DataType.INT32, 3)) {
            TaskArgs args = new TaskArgs().tensor(tensor).tensor(tensor).tensor(tensor).tensor(counts);
            assertThatThrownBy(() -> prepared.run(args, config))
                    .isInstanceOf(WorkerException.class).hasMessageContaining("kernel 0 (spin.cpp:");
        }
    }
}
