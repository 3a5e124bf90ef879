package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.PreparedCallableContract;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.golden.GoldenArgs;
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
@PreparedCallableContract("dump")
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
    @Golden(callable = "dump")
    @Case(blockDim = 3)
    void describedTasksRun(GoldenArgs args, RandomGenerator random) {
        DumpSubject.plain(random).declare(args);
    }

    @Scenario
    @Golden(callable = "shifted")
    @Case(blockDim = 3)
    void shiftedTasksRun(GoldenArgs args, RandomGenerator random) {
        DumpSubject.shifted(random).declare(args);
    }

    @Scenario
    @Case(blockDim = 3)
    void describedTensorsAreDumped(ChipWorker worker, ChipCallable dump, CallConfig config, RandomGenerator random,
            ScenarioContext context) {
        DumpSubject subject = DumpSubject.plain(random);
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
}
