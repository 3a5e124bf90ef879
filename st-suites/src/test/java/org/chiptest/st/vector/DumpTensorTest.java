package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.st.vector.DumpedTensors.Dumped;

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
    @Case(blockDim = 3)
    void describedTensorsAreDumped(ChipWorker worker, ChipCallable dump, CallConfig config, RandomGenerator random,
            ScenarioContext context) {
        DumpSubject subject = DumpSubject.plain(dump, random);
        try (PreparedCallable prepared = worker.prepare(0, dump)) {
            subject.runAndCheck(worker, prepared,
                    config.withDumpTensor(1).withOutputPrefix(context.directory().toString()));
        }

        List<Dumped> dumped = DumpedTensors.read(context.directory());
        assertThat(dumped).allMatch(Dumped::intact).extracting(Dumped::task, Dumped::role, Dumped::argument)
                .containsExactly(tuple(0L, "input", 0), tuple(0L, "input", 1), tuple(0L, "output", 2),
                        tuple(1L, "input", 0), tuple(1L, "output", 2));
        float[] a = dumped.get(0).values();
        float[] b = dumped.get(1).values();
        float[] f = dumped.get(4).values();
        assertThat(f).hasSize(1024);
        for (int i = 0; i < f.length; i++) {
            assertThat(f[i]).as("element %d", i).isEqualTo((float) subject.golden(a[i], b[i]));
        }
        assertThat(dumped.get(2).values()).isEqualTo(dumped.get(3).values());
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
