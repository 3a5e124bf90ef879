package org.chiptest.endtoend;

import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;

import java.util.List;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.Variant;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.diagnostics.divergence.TaskInputs;
import org.chiptest.diagnostics.divergence.TaskOutputs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.CoreType;

/** A chain of steps, in which a fault can be planted on one of the variants. */
@ChipTest(platforms = {"a2a3sim", "a5sim"})
class DivergenceScenarios {

    /** The folder of the steps' kernels that have the fault, and the variant on which they do; all other steps are right. */
    static volatile String fault = "right";
    static volatile RuntimeKind faulty = RuntimeKind.HOST_BUILD_GRAPH;
    static final String FAULTY_PLATFORM = "a2a3sim";

    /** Begin of the orchestration's name, on the variant with the fault. */
    static volatile String orchestration = "";

    /** What judges the steps. */
    static volatile KernelReference reference = DivergenceScenarios::addOne;

    private static final int ELEMENTS = 8;

    static void addOne(TaskInputs in, TaskOutputs out) {
        out.tensor(1).fill(i -> in.tensor(0).get(i) + 1);
    }

    @CallableUnderTest
    static CallableSpec chain(Variant variant) {
        RuntimeKind runtime = variant.runtime();
        boolean planted = runtime == faulty && variant.platform().name().equals(FAULTY_PLATFORM);
        String step = "divergence/" + (planted ? fault : "right") + "/step.cpp";
        String source = "divergence/" + runtime.shortName() + "/" + (planted ? orchestration : "") + "chain.cpp";
        return CallableSpec.orchestration(source)
                .entry(runtime == RuntimeKind.HOST_BUILD_GRAPH ? "build_chain" : "aicpu_orchestration_entry")
                .signature(IN, OUT, SCALAR).include("divergence/" + runtime.shortName())
                .kernel(0, CoreType.AIV, step, IN, OUT, SCALAR)
                .kernel(1, CoreType.AIV, "divergence/right/slow_step.cpp", IN, OUT, SCALAR)
                .reference(0, (in, out) -> reference.compute(in, out));
    }

    static List<CaseSpec> cases() {
        return List.of(CaseSpec.named("long").data(1000), CaseSpec.named("two").data(2));
    }

    @Scenario
    @Golden
    @CasesFrom("cases")
    void counts(GoldenArgs args, Integer steps) {
        args.input("x", FLOAT32, ELEMENTS).fill(i -> i);
        args.output("y", FLOAT32, ELEMENTS).expect(i -> i + steps);
        args.scalar("steps", steps);
    }
}
