package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** Scenarios that pass, with libraries that do something bad when they are closed. Run by other tests. */
@ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
class DestructorScenarios {

    @CallableUnderTest
    static CallableSpec crashing(RuntimeKind runtime) {
        return FaultyCallables.destructor(runtime, "crashing");
    }

    @CallableUnderTest
    static CallableSpec exiting(RuntimeKind runtime) {
        return FaultyCallables.destructor(runtime, "exiting");
    }

    @CallableUnderTest
    static CallableSpec hanging(RuntimeKind runtime) {
        return FaultyCallables.destructor(runtime, "hanging");
    }

    @Scenario
    @Case(name = "one")
    @Case(name = "two")
    void crashes(ChipWorker worker, ChipCallable crashing, CallConfig config) {
        run(worker, crashing, config);
    }

    @Scenario
    void exits(ChipWorker worker, ChipCallable exiting, CallConfig config) {
        run(worker, exiting, config);
    }

    @Scenario
    void hangs(ChipWorker worker, ChipCallable hanging, CallConfig config) {
        run(worker, hanging, config);
    }

    private static void run(ChipWorker worker, ChipCallable callable, CallConfig config) {
        try (PreparedCallable prepared = worker.prepare(0, callable);
                HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
            prepared.run(Injection.NONE.arguments(counter), config);
            assertThat(counter.getLong(0)).isEqualTo(1);
        }
    }
}
