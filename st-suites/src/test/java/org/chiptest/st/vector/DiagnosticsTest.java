package org.chiptest.st.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.WorkerException;

/**
 * The vector example without the flag of a diagnostic, which is what the reference runs by default, and with it: a simulated
 * chip records nothing, and says so instead of leaving a run without its capture.
 */
@ChipTest
class DiagnosticsTest {

    @CallableUnderTest
    static CallableSpec vector(RuntimeKind runtime) {
        return VectorCallables.vector(runtime);
    }

    /** A flag of the configuration, and the way to set it. */
    record Diagnostic(String flag, UnaryOperator<CallConfig> on) {}

    static List<CaseSpec> cases() {
        return List.of(named("dep_gen", "enable_dep_gen", config -> config.withDepGen(1)),
                named("l2_swimlane", "enable_l2_swimlane", config -> config.withL2Swimlane(2)),
                named("pmu", "enable_pmu", config -> config.withPmu(2)),
                named("tensor_dump", "enable_dump_tensor", config -> config.withDumpTensor(1)));
    }

    private static CaseSpec named(String name, String flag, UnaryOperator<CallConfig> on) {
        return CaseSpec.named(name).blockDim(3).aicpuThreads(4).data(new Diagnostic(flag, on));
    }

    @Scenario
    @CasesFrom("cases")
    void runsWithoutTheFlag(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, CallConfig config,
            RandomGenerator random) {
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            VectorSubject.vector(vector, runtime, random).runAndCheck(worker, prepared, config);
        }
    }

    @Scenario
    @CasesFrom("cases")
    void refusesTheFlagAndGoesOn(ChipWorker worker, ChipCallable vector, RuntimeKind runtime, Diagnostic diagnostic,
            RandomGenerator random, ScenarioContext context) {
        CallConfig on = diagnostic.on().apply(context.config().withOutputPrefix(context.directory().toString()));
        try (PreparedCallable prepared = worker.prepare(0, vector)) {
            assertThatThrownBy(() -> prepared.run(new TaskArgs(), on)).isInstanceOf(WorkerException.class)
                    .hasMessageStartingWith("run_prepared failed with code -1: diagnostics are on ("
                            + diagnostic.flag() + "), but the simulated ")
                    .hasMessageContaining(" records none; switch them off");
            assertThat(context.directory()).isEmptyDirectory();
            VectorSubject.vector(vector, runtime, random).runAndCheck(worker, prepared, context.config());
        }
    }
}
