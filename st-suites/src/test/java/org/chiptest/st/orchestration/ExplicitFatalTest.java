package org.chiptest.st.orchestration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;
import org.chiptest.st.TaskCounts;

/** An orchestration that reports a fatal error fails its run with the error's code, and nothing it asks for afterwards is done. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class ExplicitFatalTest {

    private static final int EXPLICIT_ORCH_FATAL = 9;
    private static final int OBSERVATIONS = 5;

    @CallableUnderTest
    static CallableSpec fatal() {
        return CallableSpec.orchestration("/orchestration/trb/fatal.cpp").entry("aicpu_orchestration_entry")
                .signature(INOUT, OUT, SCALAR).include("/include")
                .kernel(0, AIV, "/orchestration/kernels/noop.cpp", INOUT);
    }

    @Scenario
    @Case(blockDim = 3)
    void fatalErrorEndsTheRunWithItsCode(ChipWorker worker, ChipCallable fatal, RuntimeKind runtime,
            CallConfig config) {
        try (PreparedCallable prepared = worker.prepare(0, fatal)) {
            try (GoldenArgs givingUp = args(worker, 1)) {
                givingUp.output("counts", DataType.INT32, 3).expect(0);
                givingUp.scalar("giveUp", 1);
                assertThatThrownBy(() -> prepared.run(givingUp.taskArgs(), config))
                        .asInstanceOf(InstanceOfAssertFactories.type(WorkerException.class))
                        .returns(-EXPLICIT_ORCH_FATAL, WorkerException::code)
                        .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                        .contains("gave up after 1 task of kernel noop").doesNotContain("too late");
                givingUp.check("nothing is copied back: ");
            }
            try (GoldenArgs telling = args(worker, 1)) {
                TaskCounts.tasks(1).addTo(telling, runtime);
                telling.scalar("giveUp", 0);
                prepared.run(telling.taskArgs(), config);
                telling.check("what the first run saw after its error: ");
            }
        }
    }

    private static GoldenArgs args(ChipWorker worker, int expected) {
        GoldenArgs args = GoldenArgs.on(worker);
        args.inout("observed", DataType.INT32, OBSERVATIONS).fill(1).expect(expected);
        return args;
    }
}
