package outside;

import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.worker.ChipWorker;

@ChipTest(platforms = "outside")
class OutsideTest {

    @CallableUnderTest
    static CallableSpec answer() {
        return CallableSpec.orchestration("orchestration.cpp").entry("aicpu_orchestration_entry").signature(OUT)
                .kernel(0, AIV, "answer.cpp", OUT);
    }

    @Scenario
    @Case(name = "small", blockDim = 2, aicpuThreads = 1)
    void answers(ChipWorker worker, ChipCallable answer, CallConfig config) {
        try (var prepared = worker.prepare(0, answer); var out = worker.allocate(DataType.INT32, 1)) {
            prepared.run(new TaskArgs().tensor(out), config);
            if (out.getLong(0) != 42) {
                throw new AssertionError("found " + out.getLong(0));
            }
        }
    }
}
