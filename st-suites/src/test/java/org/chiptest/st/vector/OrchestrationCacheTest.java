package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

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

/** One callable, run with other arguments each time: only the first run may find its library missing (specification, 12.3). */
@ChipTest
class OrchestrationCacheTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    /** The values of {@code a} and {@code b} in one run. */
    record Values(float a, float b) {}

    /** The runs of a case, of which the last one is meant. */
    record Runs(List<Values> values) {}

    static List<CaseSpec> cases() {
        List<Values> values = List.of(new Values(2, 3), new Values(1, 4), new Values(0.5f, 0.5f));
        return List.of(named("first_miss", values.subList(0, 1)), named("second_hit", values.subList(0, 2)),
                named("third_hit", values));
    }

    private static CaseSpec named(String name, List<Values> values) {
        return CaseSpec.named(name).blockDim(3).data(new Runs(values));
    }

    @Scenario
    @FreshWorker
    @CasesFrom("cases")
    void libraryIsOpenedOnce(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            Runs runs) {
        VectorSubject subject = VectorSubject.vector(vector, runtime);
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            for (Values values : runs.values()) {
                subject.runAndCheck(worker, prepared, config, values.a(), values.b());
                assertThat(worker.counters().opens()).isEqualTo(1);
            }
        }
    }
}
