package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        for (int i = 0; i < plan.size(); i++) {
            String name = FaultScenarios.name(i, plan.get(i));
            if (plan.get(i).fault().passes()) {
                String words = plan.get(i).fault().words();
                assertThat(run.warnings(test(name))).as("warnings of %s on %s", name, this)
                        .containsPattern(words.isEmpty() ? "^$" : words);
            } else {
                assertThat(run.failure(test(name))).as("%s on %s", name, this).containsPattern(plan.get(i).words());
            }
        }
        List<String> healthy = IntStream.range(0, plan.size()).boxed()
                .flatMap(i -> Stream
                        .of(FaultScenarios.name(i, plan.get(i)), "after_" + FaultScenarios.name(i, plan.get(i)))
                        .skip(plan.get(i).fault().passes() ? 0 : 1))
                .map(this::test).toList();
        assertThat(run.ended(Status.SUCCESSFUL)).as("what passed on %s", this)
                .containsExactlyInAnyOrderElementsOf(healthy);
        Leftovers.awaitNoneSince(before);
    }

    @Override
    public String toString() {
        return platform + " " + runtime.shortName();
    }

    private String test(String name) {
        return "runs/" + name + " [" + this + "]";
    }
}
