package org.chiptest.st.vector;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** The smallest graph of each runtime: four or five vector tasks with intermediates that the device allocates. */
@ChipTest(platforms = {"a2a3sim", "a5sim", "a2a3", "a5"})
class VectorExampleTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @Scenario
    @Golden
    @Case(blockDim = 3, aicpuThreads = 4)
    void computesTheSpecifiedValues(GoldenArgs args, RuntimeKind runtime) {
        args.input("a", DataType.FLOAT32, 16_384).fill(2);
        args.input("b", DataType.FLOAT32, 16_384).fill(3);
        args.output("f", DataType.FLOAT32, 16_384).expect(runtime == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47);
        VectorCallables.counts(runtime).addTo(args, runtime);
    }

    @Scenario
    @Case(blockDim = 3, aicpuThreads = 4)
    @Case(name = "oneCluster", blockDim = 1, aicpuThreads = 1)
    @Case(name = "wholeChip", blockDim = 24)
    void computesTheGoldenValues(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            RandomGenerator random) {
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            VectorSubject.vector(runtime, random).runAndCheck(worker, prepared, config);
        }
    }
}
