package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

/** What {@code -Dagainst} compares, and what becomes of a test whose sides differ. */
class AgainstTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    /** How wrong the sum is on a variant. */
    private Map<RuntimeKind, Float> errors = Map.of();

    @TempDir
    Path folder;

    @BeforeEach
    void addTheInputToTheOutput() {
        environment.compiler = recipe -> CompletableFuture.completedFuture(
                ChipCallable.builder().signature(recipe.signature()).functionName(recipe.entry()).build());
        environment.kernel = (device, args, config) -> {
            for (int i = 0; i < 4; i++) {
                float sum = elements(args, 0).getAtIndex(ValueLayout.JAVA_FLOAT, i) + 10
                        + errors.getOrDefault(device.variant.runtime(), 0f);
                elements(args, 1).setAtIndex(ValueLayout.JAVA_FLOAT, i, sum);
            }
        };
    }

    @Test
    void bothSidesRunAndWhatIsTheSameIsTold() {
        Events tests = run(Adding.class, "hbg", "trb");

        tests.assertStatistics(stats -> stats.succeeded(1));
        assertThat(environment.kinds).extracting(kind -> kind.variant().id()).containsExactly(
                "a2a3sim.tensormap_and_ringbuffer", "a2a3sim.host_build_graph");
        assertThat(published(tests, "compared")).containsExactly("the same on a2a3sim hbg, 1 run, 1 output");
        assertThat(Published.entries(tests)).filteredOn(entry -> entry.containsKey("step"))
                .extracting(entry -> entry.get("step")).containsExactly("prepare", "run", "compare",
                        "against a2a3sim hbg: prepare", "against a2a3sim hbg: run", "against a2a3sim hbg: compare");
    }

    @Test
    void theSideThatIsNotAsTheGoldenSaysIsNamedWhenItIsTheOther() {
        errors = Map.of(RuntimeKind.HOST_BUILD_GRAPH, 0.5f);

        assertThat(failure(run(Adding.class, "hbg", "trb"))).startsWith(
                """
                        compared with a2a3sim hbg: a2a3sim hbg is not as the golden says: output sum (FLOAT32[2, 2]): 4 of 4 elements are not as expected""")
                .contains("""

                        here it passes: look at a2a3sim hbg
                        "here" is a2a3sim trb, "there" is a2a3sim hbg:
                          output sum (FLOAT32[2, 2]): 4 of 4 elements are not as near as is tolerated, the first at [0, 0]: 10.0 here, 10.5 there
                        """);
    }

    @Test
    void itIsNamedWhenItIsTheTestItselfAndTheGoldensOwnFailureStays() {
        errors = Map.of(RuntimeKind.TENSORMAP_AND_RINGBUFFER, 0.5f);

        Events tests = run(Adding.class, "hbg", "trb");

        assertThat(failure(tests)).startsWith("output sum (FLOAT32[2, 2]): 4 of 4 elements are not as expected")
                .contains("""

                        compared with a2a3sim hbg: a2a3sim hbg is as the golden says, so a2a3sim trb is the side that differs
                        "here" is a2a3sim trb, "there" is a2a3sim hbg:
                          output sum (FLOAT32[2, 2]): 4 of 4 elements are not as near as is tolerated, the first at [0, 0]: 10.5 here, 10.0 there

                        scenario:""");
        assertThat(environment.reports.getLast()).contains("declared at ").contains(
                "; compared with a2a3sim hbg: a2a3sim hbg is as the golden says, so a2a3sim trb is the side that differs");
    }

    @Test
    void bothMayBeWrongInTheSameWay() {
        errors = Map.of(RuntimeKind.TENSORMAP_AND_RINGBUFFER, 1f, RuntimeKind.HOST_BUILD_GRAPH, 1f);

        assertThat(failure(run(Adding.class, "hbg", "trb"))).contains("""
                compared with a2a3sim hbg: a2a3sim hbg is not as the golden says: output sum""").contains("""

                both do the same: look at what they have in common, and at what is expected
                """);
    }

    @Test
    void withinTheToleranceOtherBitsAreToldAndExactlyTheyAreADifference() {
        errors = Map.of(RuntimeKind.HOST_BUILD_GRAPH, 0.00001f);

        Events near = run(Adding.class, "hbg", "trb");
        near.assertStatistics(stats -> stats.succeeded(1));
        assertThat(published(near, "compared")).singleElement().asString()
                .endsWith(", 4 elements have other bits, as near as is tolerated");

        assertThat(failure(run(Adding.class, "hbg/exact", "trb"))).startsWith(
                """
                        compared with a2a3sim hbg: both pass, and do not do the same
                        "here" is a2a3sim trb, "there" is a2a3sim hbg:
                          output sum (FLOAT32[2, 2]): 4 of 4 elements have other bits, the first at [0, 0]: 10.0 here, 10.00001 there""");
    }

    @Test
    void whatTheClassDoesNotDeclareIsNotApplicable() {
        Events tests = run(OnlyTrb.class, "hbg", "trb");

        tests.assertStatistics(stats -> stats.skipped(1).started(0));
        assertThat(tests.skipped().list().getFirst().getRequiredPayload(String.class)).isEqualTo(
                "not applicable: compared with hbg: its class does not run case default on a2a3sim.host_build_graph");
    }

    @Test
    void theSideItselfIsNotComparedWithItself() {
        assertThat(run(Adding.class, "hbg", "hbg").skipped().list().getFirst().getRequiredPayload(String.class))
                .isEqualTo("not applicable: compared with hbg: it is the side itself that others are compared with; "
                        + "against=self runs it twice");
    }

    @Test
    void aConfigurationThatTheChipDoesNotHaveIsNotApplicable() {
        assertThat(run(Adding.class, "blockdim=25", "trb").skipped().list().getFirst()
                .getRequiredPayload(String.class)).startsWith(
                        "not applicable: compared with blockdim=25: case default: block dim 25 is out of range");
    }

    @Test
    void theSameTwiceMustBeTheSameToTheBit() {
        int[] runs = {0};
        FakeEnvironment.Kernel adding = environment.kernel;
        environment.kernel = (device, args, config) -> {
            adding.run(device, args, config);
            elements(args, 1).setAtIndex(ValueLayout.JAVA_FLOAT, 0, 10 + 0.00001f * runs[0]++);
        };

        assertThat(failure(run(Adding.class, "self", "trb"))).startsWith(
                "compared with a2a3sim trb once more: both pass, and do not do the same").contains(
                        "1 of 4 elements have other bits, the first at [0, 0]: 10.0 here, 10.00001 there");
        assertThat(environment.opened).hasSize(1);
    }

    @Test
    void configurationAndSanitizerOfTheOtherSideAreWhatWasAskedFor() {
        List<String> configured = new ArrayList<>();
        FakeEnvironment.Kernel adding = environment.kernel;
        environment.kernel = (device, args, config) -> {
            adding.run(device, args, config);
            configured.add(config.blockDim() + " " + config.aicpuThreadNum());
        };

        Events tests = run(Adding.class, "blockdim=1/threads=1/sanitizer=address", "trb");

        tests.assertStatistics(stats -> stats.succeeded(1));
        assertThat(configured).containsExactly("24 3", "1 1");
        assertThat(environment.kinds).extracting(kind -> kind.sanitizer()).containsExactly(Sanitizer.NONE,
                Sanitizer.ADDRESS);
        assertThat(published(tests, "compared")).singleElement().asString()
                .startsWith("the same on a2a3sim trb, blockdim=1, threads=1, sanitizer=address");
    }

    @Test
    void anotherSideThatCannotBeCompiledOrOpenedIsItsFailureOnly() {
        environment.compiler = recipe -> {
            if (recipe.runtime() == RuntimeKind.HOST_BUILD_GRAPH) {
                throw new IllegalStateException("no compiler");
            }
            return CompletableFuture.completedFuture(
                    ChipCallable.builder().signature(recipe.signature()).functionName(recipe.entry()).build());
        };

        assertThat(failure(run(Adding.class, "hbg", "trb"))).startsWith(
                "compared with a2a3sim hbg: a2a3sim hbg fails: java.lang.IllegalStateException: no compiler");
        errors = Map.of(RuntimeKind.TENSORMAP_AND_RINGBUFFER, 1f);
        assertThat(failure(run(Adding.class, "hbg", "trb"))).startsWith("output sum (FLOAT32[2, 2]): 4 of 4")
                .contains(
                        "\n\ncompared with a2a3sim hbg: a2a3sim hbg fails: java.lang.IllegalStateException: no compiler");
    }

    @Test
    void aGoldenThatExpectsSomethingElseThereSaysSoItself() {
        environment.kernel = (device, args, config) -> {
            for (int i = 0; i < 4; i++) {
                elements(args, 1).setAtIndex(ValueLayout.JAVA_FLOAT, i,
                        device.variant.runtime() == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47);
            }
        };

        assertThat(aborted(run(ByRuntime.class, "hbg", "trb"))).isEqualTo(
                "not applicable: compared with a2a3sim hbg: the scenario itself does something else there: "
                        + "output sum (FLOAT32[2, 2]) is as the golden says on both sides, and differs");
    }

    @Test
    void otherOutputsAreComparedWhereItExpectsSomethingElseOfOne() {
        var kernel = environment.kernel;
        environment.kernel = (device, args, config) -> {
            kernel.run(device, args, config);
            elements(args, 2).set(ValueLayout.JAVA_FLOAT, 0,
                    device.variant.runtime() == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47);
        };

        assertThat(published(run(OneByRuntime.class, "hbg", "trb"), "compared"))
                .containsExactly("the same on a2a3sim hbg, 1 run, 1 output, "
                        + "output tasks (FLOAT32[1]) is as the golden says on both sides, and differs");
    }

    @Test
    void whatARunHasWrittenThatFailedIsNotCompared() {
        environment.kernel = (device, args, config) -> {
            elements(args, 1).set(ValueLayout.JAVA_FLOAT, 0,
                    device.variant.runtime() == RuntimeKind.HOST_BUILD_GRAPH ? 1 : 2);
            throw new DeviceException(-3, "refused");
        };

        assertThat(published(run(CaughtWithOutput.class, "hbg", "trb"), "compared")).containsExactly(
                "the same on a2a3sim hbg, 1 run, 0 outputs, outputs of 1 run that failed were not compared");
    }

    @Test
    void aScenarioThatIsGivenOtherInputsThereIsNotApplicable() {
        assertThat(aborted(run(OtherInputs.class, "hbg", "trb"))).isEqualTo(
                "not applicable: compared with a2a3sim hbg: the scenario itself does something else there: "
                        + "argument 0 (FLOAT32[4]) is given other values or another shape there");
    }

    @Test
    void aScenarioThatIsToldWhereItRunsMayMeanToDifferThere() {
        errors = Map.of(RuntimeKind.HOST_BUILD_GRAPH, 0.5f);

        assertThat(aborted(run(Told.class, "hbg", "trb"))).isEqualTo(
                "not applicable: compared with a2a3sim hbg: the scenario itself does something else there: "
                        + "it takes the runtime as a parameter, passes on both sides, and the outputs differ");
    }

    @Test
    void eachRunOfAFreeScenarioIsCompared() {
        errors = Map.of(RuntimeKind.HOST_BUILD_GRAPH, 0.5f);

        assertThat(failure(run(Free.class, "hbg", "trb"))).startsWith("""
                compared with a2a3sim hbg: both pass, and do not do the same
                "here" is a2a3sim trb, "there" is a2a3sim hbg:
                  run 1: argument 1 (FLOAT32[4]): 4 of 4 elements are not as near as is tolerated, the first at [0]: 10.0 here, 10.5 there
                  run 2: argument 1 (FLOAT32[4]): 4 of 4""");
    }

    @Test
    void codesAndNumbersOfRunsAreCompared() {
        environment.kernel = (device, args, config) -> {
            if (device.variant.runtime() == RuntimeKind.HOST_BUILD_GRAPH) {
                throw new DeviceException(-3, "refused");
            }
        };

        assertThat(failure(run(Caught.class, "hbg", "trb"))).contains("""

                  run 1: it ended well here, failed with code -3 there
                  run 2: it ended well here, failed with code -3 there
                """)
                .endsWith(" -Druntime=tensormap_and_ringbuffer -Dagainst=hbg");
        environment.kernel = (device, args, config) -> {};
        assertThat(failure(run(MoreRuns.class, "hbg", "trb")))
                .contains("  2 runs here, 1 there\n  runs: 2 here, 1 there");
    }

    @Test
    void afterAFailureOnlyBothRunOnceMore() {
        Events passed = runAfterFailure("hbg");
        passed.assertStatistics(stats -> stats.succeeded(1));
        assertThat(environment.kinds).hasSize(1);

        errors = Map.of(RuntimeKind.TENSORMAP_AND_RINGBUFFER, 0.5f);
        assertThat(failure(runAfterFailure("hbg"))).startsWith("output sum (FLOAT32[2, 2]): 4 of 4")
                .contains("\n\ncompared with a2a3sim hbg: a2a3sim hbg is as the golden says");
    }

    @Test
    void whereThereIsNothingToCompareWithThatIsSaidBesideTheFailure() {
        errors = Map.of(RuntimeKind.TENSORMAP_AND_RINGBUFFER, 0.5f);

        assertThat(failure(engine(OnlyTrb.class, "hbg").configurationParameter("diverge", "auto").execute()
                .testEvents())).startsWith("output sum (FLOAT32[2, 2]): 4 of 4").contains(
                        "\n\ncompared with hbg: not applicable: its class does not run case default on "
                                + "a2a3sim.host_build_graph\n\nscenario: ");
    }

    private Events runAfterFailure(String against) {
        return engine(Adding.class, against).configurationParameter("runtime", "trb")
                .configurationParameter("diverge", "auto").execute().testEvents();
    }

    private Events run(Class<?> type, String against, String runtime) {
        return engine(type, against).configurationParameter("runtime", runtime).execute().testEvents();
    }

    private EngineTestKit.Builder engine(Class<?> type, String against) {
        return environment.running(type).configurationParameter("against", against)
                .configurationParameter("chiptest.summary", folder.resolve("summary.json").toString());
    }

    private static String failure(Events tests) {
        List<Event> failed = tests.failed().list();
        assertThat(failed).hasSize(1);
        return Failure.message(failed.getFirst());
    }

    private static String aborted(Events tests) {
        List<Event> aborted = tests.aborted().list();
        assertThat(aborted).hasSize(1);
        Throwable reason = aborted.getFirst().getRequiredPayload(TestExecutionResult.class).getThrowable()
                .orElseThrow();
        assertThat(reason).isInstanceOf(TestAbortedException.class);
        return String.valueOf(reason.getMessage());
    }

    private static List<String> published(Events tests, String key) {
        return Published.entries(tests).stream().filter(entry -> entry.containsKey(key)).map(entry -> entry.get(key))
                .toList();
    }

    private static MemorySegment elements(TaskArgs args, int index) {
        ContinuousTensor tensor = args.tensor(index);
        return MemorySegment.ofAddress(tensor.data()).reinterpret(tensor.byteSize());
    }

    abstract static class Base {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class Adding extends Base {

        @Scenario
        @Golden
        void adds(GoldenArgs args) {
            args.input("x", FLOAT32, 2, 2).fill(index -> index);
            args.output("sum", FLOAT32, 2, 2).fill(10).expect(index -> 10 + index);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
    static class OnlyTrb extends Adding {}

    @ChipTest(platforms = "a2a3sim")
    static class ByRuntime extends Base {

        @Scenario
        @Golden
        @Case(name = "small")
        void adds(GoldenArgs args, RuntimeKind runtime) {
            args.input("x", FLOAT32, 2, 2);
            args.output("sum", FLOAT32, 2, 2).expect(runtime == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47);
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class OneByRuntime {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy().signature(IN, OUT, OUT);
        }

        @Scenario
        @Golden
        void adds(GoldenArgs args, RuntimeKind runtime) {
            args.input("x", FLOAT32, 2, 2).fill(index -> index);
            args.output("sum", FLOAT32, 2, 2).expect(index -> 10 + index);
            args.output("tasks", FLOAT32, 1).expect(runtime == RuntimeKind.HOST_BUILD_GRAPH ? 42 : 47);
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class CaughtWithOutput extends Base {

        @Scenario
        void runs(ChipWorker worker, ChipCallable copy, CallConfig config) {
            try (var prepared = worker.prepare(0, copy);
                    var x = worker.allocate(FLOAT32, 4);
                    var y = worker.allocate(FLOAT32, 4)) {
                assertThatThrownBy(() -> prepared.run(new TaskArgs().tensor(x).tensor(y), config))
                        .hasMessageContaining("code -3");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class Free extends Base {

        @Scenario
        void runsTwice(ChipWorker worker, ChipCallable copy, CallConfig config) {
            try (var prepared = worker.prepare(0, copy);
                    var x = worker.allocate(FLOAT32, 4);
                    var y = worker.allocate(FLOAT32, 4)) {
                prepared.run(new TaskArgs().tensor(x).tensor(y), config);
                prepared.run(new TaskArgs().tensor(x).tensor(y, TensorArgType.OUTPUT_EXISTING), config);
            }
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class Told extends Base {

        @Scenario
        void runs(ChipWorker worker, ChipCallable copy, CallConfig config, RuntimeKind runtime) {
            try (var prepared = worker.prepare(0, copy);
                    var x = worker.allocate(FLOAT32, 4);
                    var y = worker.allocate(FLOAT32, 4)) {
                prepared.run(new TaskArgs().tensor(x).tensor(y), config);
                assertThat(y.get(0)).isEqualTo(runtime == RuntimeKind.HOST_BUILD_GRAPH ? 10.5 : 10);
            }
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class OtherInputs extends Base {

        @Scenario
        void runs(ChipWorker worker, ChipCallable copy, CallConfig config, RuntimeKind runtime) {
            try (var prepared = worker.prepare(0, copy);
                    var x = worker.allocate(FLOAT32, 4).fill(runtime == RuntimeKind.HOST_BUILD_GRAPH ? 1 : 2);
                    var y = worker.allocate(FLOAT32, 4)) {
                prepared.run(new TaskArgs().tensor(x).tensor(y), config);
            }
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class Caught extends Base {

        @Scenario
        void runs(ChipWorker worker, ChipCallable copy, CallConfig config) {
            var prepared = worker.prepare(0, copy);
            for (int i = 0; i < 2; i++) {
                try {
                    prepared.run(new TaskArgs(), config);
                } catch (RuntimeException e) {
                    assertThat(e).hasMessageContaining("code -3");
                }
            }
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class MoreRuns extends Base {

        @Scenario
        void runs(ChipWorker worker, ChipCallable copy, CallConfig config,
                ScenarioContext context) {
            var prepared = worker.prepare(0, copy);
            int runs = context.variant().runtime() == RuntimeKind.HOST_BUILD_GRAPH ? 1 : 2;
            for (int i = 0; i < runs; i++) {
                prepared.run(new TaskArgs(), config);
            }
        }
    }
}
