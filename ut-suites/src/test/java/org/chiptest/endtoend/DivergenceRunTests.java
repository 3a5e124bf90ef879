package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that are planted under one runtime, and named task by task by comparing with the other. */
class DivergenceRunTests {

    @TempDir
    Path folder;

    @AfterEach
    void plantNothing() {
        DivergenceScenarios.fault = "right";
        DivergenceScenarios.orchestration = "";
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aKernelThatIsWrongInOneOf1000TasksIsNamed(RuntimeKind faulty) {
        DivergenceScenarios.fault = "wrong";

        System.out.println(failure(faulty, "long", "diverge", "auto"));
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void rounding(RuntimeKind faulty) {
        DivergenceScenarios.fault = "rounded";

        System.out.println(failure(faulty, "long", "diverge", "always"));
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void unwritten(RuntimeKind faulty) {
        DivergenceScenarios.fault = "unwritten";

        System.out.println(failure(faulty, "long", "diverge", "auto"));
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void missing(RuntimeKind faulty) {
        DivergenceScenarios.orchestration = "unordered_";

        System.out.println(failure(faulty, "two", "diverge", "auto"));
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void race(RuntimeKind faulty) {
        DivergenceScenarios.fault = "racing";
        DivergenceScenarios.faulty = faulty;

        SuiteRun run = SuiteRun.of(DivergenceScenarios.class, settings(faulty, "long", "diverge", "5"));
        System.out.println(run.failure("counts/long [a2a3sim " + faulty.shortName() + "]"));
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void reference(RuntimeKind faulty) {
        DivergenceScenarios.fault = "wrong";
        DivergenceScenarios.faulty = faulty;

        SuiteRun run = SuiteRun.of(DivergenceScenarios.class, settings(faulty, "long", "diverge", "auto"));
        System.out.println(run.failure("counts/long [a2a3sim " + faulty.shortName() + "]"));
    }

    @Test
    void nothing() {
        SuiteRun run = SuiteRun.of(DivergenceScenarios.class,
                settings(RuntimeKind.HOST_BUILD_GRAPH, "long", "diverge", "always", "against", "trb"));
        System.out.println(run.entries());
        assertThat(run.failure("counts/long [a2a3sim hbg]")).isEmpty();
    }

    private String failure(RuntimeKind faulty, String scenarioCase, String... more) {
        DivergenceScenarios.faulty = faulty;
        Map<String, String> settings = settings(faulty, scenarioCase, more);
        settings.put("against", other(faulty).shortName());
        return SuiteRun.of(DivergenceScenarios.class, settings)
                .failure("counts/" + scenarioCase + " [a2a3sim " + faulty.shortName() + "]");
    }

    private static RuntimeKind other(RuntimeKind runtime) {
        return RuntimeKind.values()[1 - runtime.ordinal()];
    }

    private Map<String, String> settings(RuntimeKind runtime, String scenarioCase, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("chiptest.runtime", runtime.id(), "chiptest.case",
                scenarioCase, "chiptest.summary", folder.resolve("summary.json").toString()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }
}
