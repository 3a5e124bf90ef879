package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/**
 * One callable, run with other arguments each time: only the first run may find its library missing
 * ({@code docs/contract/required-behaviours.md#arguments-are-not-kept}).
 */
@ChipTest
class OrchestrationCacheTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    /** How often a case runs; the last run is meant. */
    record Runs(int count) {}

    static List<CaseSpec> cases() {
        return List.of(named("first_miss", 1), named("second_hit", 2), named("third_hit", 3));
    }

    private static CaseSpec named(String name, int runs) {
        return CaseSpec.named(name).blockDim(3).data(new Runs(runs));
    }

    @Scenario
    @FreshWorker
    @CasesFrom("cases")
    void libraryIsOpenedOnce(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            Runs runs, RandomGenerator random) {
        VectorSubject subject = VectorSubject.vector(runtime, random);
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            for (int run = 0; run < runs.count(); run++) {
                subject.runAndCheck(worker, prepared, config);
                assertThat(worker.counters().opens()).isEqualTo(1);
            }
        }
    }
}
