package org.chiptest.st.vector;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** The contract of prepared callables, applied to the vector example on both runtimes ({@code docs/contract/required-behaviours.md}). */
@ChipTest(platforms = {"a2a3sim", "a5sim", "a2a3", "a5"})
class PreparedCallableTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    @CallableUnderTest
    static CallableSpec shifted(RuntimeKind runtime) {
        return VectorCallables.shifted(runtime);
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3, aicpuThreads = 4)
    void runsTwiceAndOnceMoreUnderASecondId(ChipWorker worker, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .runsTwiceAndOnceMoreUnderASecondId(VectorSubject.vector(vector, runtime, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3, aicpuThreads = 4)
    void repeatedRunsOpenTheLibraryOnce(ChipWorker worker, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .repeatedRunsOpenTheLibraryOnce(VectorSubject.vector(vector, runtime, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3, aicpuThreads = 4)
    void alternatingIdsOpenTheirOwnLibraries(ChipWorker worker, ChipCallable vector, ChipCallable shifted,
            RuntimeKind runtime, CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config).alternatingIdsOpenTheirOwnLibraries(
                VectorSubject.vector(vector, runtime, random), VectorSubject.shifted(shifted, runtime, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3, aicpuThreads = 4)
    void doublePrepareIsRefused(ChipWorker worker, ChipCallable vector, ChipCallable shifted, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config).doublePrepareIsRefused(
                VectorSubject.vector(vector, runtime, random), VectorSubject.shifted(shifted, runtime, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3, aicpuThreads = 4)
    void sharedLibrarySurvivesTheOthersUnregister(ChipWorker worker, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .sharedLibrarySurvivesTheOthersUnregister(VectorSubject.vector(vector, runtime, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3, aicpuThreads = 4)
    void unregisteredIdCanBePreparedAgain(ChipWorker worker, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .unregisteredIdCanBePreparedAgain(VectorSubject.vector(vector, runtime, random));
    }

    @Scenario
    @Case(blockDim = 3, aicpuThreads = 4)
    void oneIdTakesNewArgumentsEachTime(ChipWorker worker, ChipCallable vector, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        VectorSubject subject = VectorSubject.vector(vector, runtime, random);
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            for (int run = 0; run < 3; run++) {
                subject.runAndCheck(worker, prepared, config);
            }
        }
    }
}
