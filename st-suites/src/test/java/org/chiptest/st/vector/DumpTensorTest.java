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

/**
 * A host_build_graph orchestration describes the tensors of its tasks, in both ways that there are; and its callable keeps
 * the contract of prepared callables ({@code docs/contract/hbg.md#operations} and
 * {@code docs/contract/required-behaviours.md#prepared-callables-on-hbg}).
 */
@ChipTest(runtimes = RuntimeKind.HOST_BUILD_GRAPH)
class DumpTensorTest {

    @CallableUnderTest
    static CallableSpec dump() {
        return DumpSubject.spec();
    }

    @CallableUnderTest
    static CallableSpec shifted() {
        return DumpSubject.shiftedSpec();
    }

    @Scenario
    @Case(blockDim = 3)
    void describedTasksRun(ChipWorker worker, ChipCallable dump, CallConfig config,
            RandomGenerator random) {
        try (PreparedCallable prepared = worker.prepare(0, dump)) {
            DumpSubject.plain(dump, random).runAndCheck(worker, prepared, config);
        }
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3)
    void runsTwiceAndOnceMoreUnderASecondId(ChipWorker worker, ChipCallable dump, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .runsTwiceAndOnceMoreUnderASecondId(DumpSubject.plain(dump, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3)
    void repeatedRunsOpenTheLibraryOnce(ChipWorker worker, ChipCallable dump, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .repeatedRunsOpenTheLibraryOnce(DumpSubject.plain(dump, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3)
    void alternatingIdsOpenTheirOwnLibraries(ChipWorker worker, ChipCallable dump, ChipCallable shifted,
            RuntimeKind runtime, CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .alternatingIdsOpenTheirOwnLibraries(DumpSubject.plain(dump, random),
                        DumpSubject.shifted(shifted, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3)
    void doublePrepareIsRefused(ChipWorker worker, ChipCallable dump, ChipCallable shifted, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config).doublePrepareIsRefused(DumpSubject.plain(dump, random),
                DumpSubject.shifted(shifted, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3)
    void sharedLibrarySurvivesTheOthersUnregister(ChipWorker worker, ChipCallable dump, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .sharedLibrarySurvivesTheOthersUnregister(DumpSubject.plain(dump, random));
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 3)
    void unregisteredIdCanBePreparedAgain(ChipWorker worker, ChipCallable dump, RuntimeKind runtime,
            CallConfig config, RandomGenerator random) {
        new PreparedCallableContract(worker, runtime, config)
                .unregisteredIdCanBePreparedAgain(DumpSubject.plain(dump, random));
    }
}
