package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;

@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
class ScaleTest {

    @CallableUnderTest
    static CallableSpec scale() {
        return CallableSpec.orchestration("scale_orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, OUT, SCALAR)
                .kernel(0, AIV, "scale.cpp", IN, OUT, SCALAR);
    }

    @Scenario
    void multipliesEveryElement(ChipWorker worker, ChipCallable scale, CallConfig config) {
        try (var prepared = worker.prepare(0, scale);
                var x = worker.allocate(DataType.FLOAT32, 1000).fill(i -> i);
                var y = worker.allocate(DataType.FLOAT32, 1000)) {
            prepared.run(new TaskArgs().tensor(x).tensor(y).scalar(2f), config);

            assertThat(y.get(21)).isEqualTo(42);
        }
    }
}
