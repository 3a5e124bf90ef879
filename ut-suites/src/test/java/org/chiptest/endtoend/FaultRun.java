package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.RuntimeKind;
import org.junit.platform.engine.TestExecutionResult.Status;

/** One run of {@link FaultScenarios} on one variant, and what must come of it. */
record FaultRun(String platform, RuntimeKind runtime, List<Injection> plan) {

    /** Run the plan in the engine that users get; each fault costs its own scenario, and nothing is left when all have run. */
    void perform(Path folder) {
        Leftovers before = Leftovers.now();
        FaultScenarios.plan = plan;
        SuiteRun run = SuiteRun.of(FaultScenarios.class, Map.of("platform", platform, "runtime", runtime.id(),
                "chiptest.summary", folder.resolve("summary.json").toString()));
        List<String> healthy = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            String name = FaultScenarios.name(i, plan.get(i));
            if (judge(plan.get(i), name, run)) {
                healthy.add(test(name));
            }
            healthy.add(test("after_" + name));
        }
        assertThat(run.ended(Status.SUCCESSFUL)).as("what passed on %s", this)
                .containsExactlyInAnyOrderElementsOf(healthy);
        Leftovers.awaitNoneSince(before);
    }

    @Override
    public String toString() {
        return platform + " " + runtime.shortName();
    }

    /** See that a scenario with a fault ended as it must, and tell whether it passed. */
    private boolean judge(Injection wrong, String name, SuiteRun run) {
        return switch (wrong.outcome()) {
            case PASSES -> {
                String words = wrong.fault().words();
                assertThat(run.warnings(test(name))).as("warnings of %s on %s", name, this)
                        .containsPattern(words.isEmpty() ? "^$" : words);
                yield true;
            }
            case FAILS -> {
                assertThat(run.failure(test(name))).as("%s on %s", name, this).containsPattern(wrong.words());
                yield false;
            }
            case EITHER -> run.ended(Status.SUCCESSFUL).contains(test(name));
        };
    }

    private String test(String name) {
        return "runs/" + name + " [" + this + "]";
    }
}
