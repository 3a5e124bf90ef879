package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.diagnostics.divergence.TaskInputs;
import org.chiptest.diagnostics.divergence.TaskOutputs;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults that are planted under one runtime, and named task by task by comparing with the other. */
class DivergenceRunTests {

    @TempDir
    Path folder;

    @AfterEach
    void plantNothing() {
        DivergenceScenarios.fault = "right";
        DivergenceScenarios.orchestration = "";
        DivergenceScenarios.reference = DivergenceScenarios::addOne;
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aKernelThatIsWrongInOneOf1000TasksIsNamed(RuntimeKind faulty) {
        DivergenceScenarios.fault = "wrong";

        assertThat(failure(faulty, "long", "diverge", "auto")).startsWith("output y (FLOAT32[8]): 1 of 8 elements is")
                .contains(
                        "compared with a2a3sim OTHER: a2a3sim OTHER is as the golden says, so a2a3sim FAULTY is the side that differs",
                        "step(t777) is the first task whose inputs agree and whose outputs do not",
                        "the first at [5]: actual 785.0, expected 783.0", "777 tasks before it agree",
                        "/1/again/run.html?task=777", "alone: bash ", "/1/replay/replay.sh", " -Ddiverge=auto");
    }

    @Test
    void theFolderThatRunsItAloneShowsTheSameDifferenceAndIsAttached() throws Exception {
        DivergenceScenarios.fault = "wrong";
        String failure = failure(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "long", "diverge", "auto");

        assertThat(alone(failure)).contains("785", "783");
        assertThat(script(failure).resolveSibling("../replay.zip")).isNotEmptyFile();
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void whatOnlyRoundingExplainsIsSaidToBeThat(RuntimeKind faulty) {
        DivergenceScenarios.fault = "rounded";

        assertThat(failure(faulty, "long", "diverge", "always")).contains(
                "step(t249) is the first task whose inputs agree and whose outputs do not",
                "rounding to BFLOAT16 alone explains it: the actual values are the expected ones, rounded to BFLOAT16",
                "/1/run.html?task=249");
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void anOutputThatIsNotWrittenIsNamed(RuntimeKind faulty) {
        DivergenceScenarios.fault = "unwritten";

        assertThat(failure(faulty, "long", "diverge", "auto")).contains(
                "step(t700) is the first task whose inputs agree and whose outputs do not",
                "the first at [7]: actual -1.0, expected 708.0");
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aDependencyThatIsMissingIsNamedWithBothTasks(RuntimeKind faulty) {
        DivergenceScenarios.orchestration = "unordered_";

        assertThat(failure(faulty, "two", "diverge", "auto"))
                .contains("reads something else, and no task computed something else before it")
                .containsPattern(
                        "slow_step\\((r1)?t0\\) writes it, and nothing orders the two: add the dependency between "
                                + "slow_step\\((r1)?t0\\) and step\\((r1)?t1\\)");
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void ofSeveralRunsOfTheSameItIsToldHowManyDifferAndWhere(RuntimeKind faulty) {
        DivergenceScenarios.fault = "racing";
        DivergenceScenarios.orchestration = "racing_";
        DivergenceScenarios.faulty = faulty;

        SuiteRun run = run(settings(faulty, "two", "diverge", "5"));

        assertThat(run.failure(name(faulty, "two"))).startsWith(
                "of 5 runs of the same, 2 did something else than the first one, 2 after it failed")
                .containsPattern("2 of 4 runs did not compute what the first one did: 2 at step\\((r1)?t1\\)")
                .containsPattern(
                        "step\\((r1)?t0\\) was writing argument 0 at the same time, and nothing orders the two")
                .contains(" -Ddiverge=5");
    }

    /** Its golden says only that half of the output is missing. */
    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aWrongShapeIsNamedWithItsTaskAndArgument(RuntimeKind faulty) {
        DivergenceScenarios.orchestration = "halving_";

        assertThat(failure(faulty, "long", "diverge", "auto")).startsWith("output y (FLOAT32[8]): 4 of 8 elements are")
                .contains("the orchestrations differ, first in the shape of argument 1 of step(t500)\n"
                        + "actual: FLOAT32[4], step(t500) on ", "expected: FLOAT32[8], step(t500) on ",
                        "500 tasks before agree");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TENSORMAP_AND_RINGBUFFER | misled_ | first in the scalar at argument 2 of step(t500)
            HOST_BUILD_GRAPH         | longer_ | first in a task that one side does not have
            """)
    void whatElseAnOrchestrationDidOtherwiseIsNamed(RuntimeKind faulty, String orchestration, String what) {
        DivergenceScenarios.orchestration = orchestration;
        DivergenceScenarios.faulty = faulty;

        assertThat(failureAgainstA5(faulty)).contains("the orchestrations differ, " + what);
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void aKernelThatReadsWhatItWasNotGivenIsNamedAndShowsItAlone(RuntimeKind faulty) throws Exception {
        DivergenceScenarios.fault = "beyond";
        DivergenceScenarios.faulty = faulty;

        String failure = failureAgainstA5(faulty);

        assertThat(failure).contains("step(t600) is the first task whose inputs agree and whose outputs do not",
                "it reads memory that is none of its arguments", "600 tasks before it agree");
        assertThat(alone(failure)).contains("depend on memory that is no argument");
    }

    @ParameterizedTest
    @EnumSource(RuntimeKind.class)
    void withoutAnotherSideAReferenceJudgesEachTaskByItsOwnInputs(RuntimeKind faulty) {
        DivergenceScenarios.fault = "wrong";
        DivergenceScenarios.faulty = faulty;

        SuiteRun run = run(settings(faulty, "long", "diverge", "auto"));

        assertThat(run.failure(name(faulty, "long"))).startsWith("output y (FLOAT32[8]): 1 of 8 elements is").contains(
                "step(t777) is the first task that did not compute what its reference does from the same inputs",
                "777 tasks before it are as their references say");
    }

    @Test
    void whereBothSidesAreWrongInTheSameWayReferencesJudge() {
        DivergenceScenarios.fault = "wrong";
        DivergenceScenarios.faulty = RuntimeKind.TENSORMAP_AND_RINGBUFFER;
        Map<String, String> settings = settings(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "long", "diverge", "auto");
        settings.put("against", "self");

        assertThat(run(settings).failure(name(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "long"))).contains(
                "both sides computed the same: 2000 tensors of 1000 tasks agree\n"
                        + "step(t777) is the first task that did not compute what its reference does");
    }

    @ParameterizedTest
    @MethodSource("brokenReferences")
    void aReferenceThatCannotJudgeIsNoPass(KernelReference broken, String what) {
        DivergenceScenarios.reference = broken;

        SuiteRun run = run(settings(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "two", "diverge", "always"));

        assertThat(run.failure(name(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "two"))).startsWith(
                "no task can be named: the reference of kernel 0 failed at step(")
                .contains(what, "; correct the reference");
    }

    @Test
    void aReferenceThatDoesNotReturnIsLeft() {
        DivergenceScenarios.reference = DivergenceRunTests::waitForEver;

        SuiteRun run = run(
                settings(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "two", "diverge", "always", "timeout", "10"));

        assertThat(run.failure(name(RuntimeKind.TENSORMAP_AND_RINGBUFFER, "two")))
                .startsWith("no task can be named: judging tasks by their references did not end within 10000 ms")
                .contains("DivergenceRunTests.waitForEver(");
    }

    private static void waitForEver(TaskInputs in, TaskOutputs out) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("given up with " + in.blocks() + " blocks", e);
        }
    }

    static Stream<Arguments> brokenReferences() {
        return Stream.of(
                arguments((KernelReference) (_, out) -> out.tensor(1).set(8, 0),
                        "element 8 of FLOAT32[8], which has 8 elements"),
                arguments((KernelReference) (in, _) -> in.tensor(0).set(0, 0),
                        "set on FLOAT32[8], which the task reads"));
    }

    @Test
    void whereNothingIsWrongThatIsToldAndBothFilesAreThere() {
        Map<String, String> settings = settings(RuntimeKind.HOST_BUILD_GRAPH, "long", "diverge", "always");
        settings.put("against", "trb");

        SuiteRun run = run(settings);

        String test = name(RuntimeKind.HOST_BUILD_GRAPH, "long");
        assertThat(run.failure(test)).isEmpty();
        assertThat(run.entry(test, "compared")).isEqualTo("the same on a2a3sim trb, 1 run, 1 output");
        assertThat(run.entry(test, "divergence"))
                .isEqualTo("both sides computed the same: 2000 tensors of 1000 tasks agree");
        assertThat(folder.resolve("attempts/" + DivergenceScenarios.class.getName()
                + "/counts/long@a2a3sim.host_build_graph/1")).isDirectoryContaining("glob:**/divergence.txt")
                .isDirectoryContaining("glob:**/divergence.json");
    }

    private static Path script(String failure) {
        return Path.of(failure.lines().filter(line -> line.startsWith("alone: bash ")).findFirst().orElseThrow()
                .substring("alone: bash ".length()));
    }

    /** Run the task that was found alone, which must show the same difference. */
    private static String alone(String failure) throws Exception {
        Process process = new ProcessBuilder("bash", script(failure).toString()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static SuiteRun run(Map<String, String> settings) {
        return SuiteRun.of(DivergenceScenarios.class, settings);
    }

    private static String name(RuntimeKind runtime, String scenarioCase) {
        return "counts/" + scenarioCase + " [a2a3sim " + runtime.shortName() + "]";
    }

    private String failureAgainstA5(RuntimeKind faulty) {
        Map<String, String> settings = settings(faulty, "long", "diverge", "auto");
        settings.put("against", "a5sim");
        return run(settings).failure(name(faulty, "long"));
    }

    private String failure(RuntimeKind faulty, String scenarioCase, String... more) {
        DivergenceScenarios.faulty = faulty;
        Map<String, String> settings = settings(faulty, scenarioCase, more);
        settings.put("against", other(faulty).shortName());
        return run(settings).failure(name(faulty, scenarioCase)).replace(faulty.shortName(), "FAULTY")
                .replace(other(faulty).shortName(), "OTHER");
    }

    private static RuntimeKind other(RuntimeKind runtime) {
        return runtime == RuntimeKind.HOST_BUILD_GRAPH
                ? RuntimeKind.TENSORMAP_AND_RINGBUFFER
                : RuntimeKind.HOST_BUILD_GRAPH;
    }

    private Map<String, String> settings(RuntimeKind runtime, String scenarioCase, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("chiptest.platform",
                DivergenceScenarios.FAULTY_PLATFORM, "chiptest.runtime", runtime.id(), "chiptest.case", scenarioCase,
                "chiptest.summary", folder.resolve("summary.json").toString()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }
}
