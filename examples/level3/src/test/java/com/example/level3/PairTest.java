package com.example.level3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.hierarchy.RegisteredCallable;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;

/** Two chips work on the same input, and a Java method in a process of its own puts their results together. */
@ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER, level = 3)
class PairTest {

    private static final int ELEMENTS = 1000;

    @CallableUnderTest
    static CallableSpec shift() {
        return CallableSpec.orchestration("shift_orchestration.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, OUT, SCALAR).kernel(0, AIV, "shift.cpp", IN, OUT, SCALAR);
    }

    @Scenario
    @Case(devices = 2, subWorkers = 1)
    void putsTheResultsOfBothChipsTogether(HostWorker host, ChipCallable shift, CallConfig config) {
        RegisteredCallable compute = host.register(shift);
        RegisteredCallable multiply = host.register(SubTask.of(PairTest.class, "multiply"));
        host.init();
        try (HostTensor x = host.allocate(FLOAT32, ELEMENTS).fill(i -> i);
                HostTensor product = host.allocate(FLOAT32, ELEMENTS)) {
            host.run(orchestrator -> {
                TensorArgument less = orchestrator.alloc(FLOAT32, ELEMENTS);
                TensorArgument more = orchestrator.alloc(FLOAT32, ELEMENTS);
                orchestrator.submitNextLevel(compute,
                        new TaskArgs().tensor(x, INPUT).tensor(less, OUTPUT_EXISTING).scalar(-1f), config);
                orchestrator.submitNextLevel(compute,
                        new TaskArgs().tensor(x, INPUT).tensor(more, OUTPUT_EXISTING).scalar(1f), config);
                orchestrator.submitSub(multiply, new TaskArgs().tensor(less, INPUT).tensor(more, INPUT).tensor(product,
                        OUTPUT_EXISTING));
            });

            for (int i = 0; i < ELEMENTS; i++) {
                assertThat(product.get(i)).as("product[%d]", i).isEqualTo((double) i * i - 1);
            }
        }
    }

    /** Runs on the sub worker, after both chips. */
    static void multiply(SubArgs args) {
        HostTensor less = args.tensor(0);
        HostTensor more = args.tensor(1);
        args.tensor(2).fill(i -> less.get(i) * more.get(i));
    }
}
