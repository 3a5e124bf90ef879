package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.runtime.device.RuntimeKind;
import org.junit.platform.engine.TestExecutionResult.Status;

/** One run of {@link HostFaultScenarios} on one variant: a scenario of level 3 starts its chips, so what it does to them costs no other one. */
record HostFaultRun(String platform, RuntimeKind runtime, List<Injection> plan) {

    /** Run the plan in the engine that users get; the scenario with the fault may fail, all others pass, and nothing is left. */
    void perform(Path folder) {
        if (plan.isEmpty()) {
            return;
        }
        Leftovers before = Leftovers.now();
        HostFaultScenarios.plan = plan;
        SuiteRun run = SuiteRun.of(HostFaultScenarios.class, Map.of("platform", platform, "runtime", runtime.id(),
                "chiptest.summary", folder.resolve("summary.json").toString()));
        assertThat(run.results()).as("what ran at level 3 on %s %s", platform, runtime).hasSize(2 * plan.size());
        assertThat(run.ended(Status.FAILED)).as("what failed at level 3 on %s %s", platform, runtime)
                .allSatisfy(test -> assertThat(test).doesNotContain("after_"));
        Leftovers.awaitNoneSince(before);
    }
}
