package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.DataType.FLOAT32;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.testkit.engine.Events;

class GoldenScenarioTests {

    private final FakeEnvironment environment = new FakeEnvironment();
    private float error;
    private int runs;

    /** The line of the declaration that a failure names. */
    private static final String OUTPUT = """
                    args.output("sum", FLOAT32, 2, 2).fill(10).expect(index -> 10 + index);""";

    @BeforeEach
    void addTheInputToTheOutput() {
        environment.compiler = recipe -> CompletableFuture.completedFuture(
                ChipCallable.builder().signature(recipe.signature()).functionName(recipe.entry()).build());
        environment.kernel = (device, args, config) -> {
            runs++;
            for (int i = 0; i < 4; i++) {
                float sum = elements(args, 0).getAtIndex(ValueLayout.JAVA_FLOAT, i)
                        + elements(args, 1).getAtIndex(ValueLayout.JAVA_FLOAT, i);
                elements(args, 1).setAtIndex(ValueLayout.JAVA_FLOAT, i, sum + error);
            }
        };
    }

    @Test
    void theHarnessPreparesRunsAndCompares() {
        environment.running(Adding.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThat(environment.opened.getFirst().log).containsExactly("prepare 0", "run 0", "unregister 0", "close");
    }

    @Test
    void everyRoundStartsFromTheSameOutputsAndIsChecked() {
        environment.running(Adding.class).configurationParameter("rounds", "3").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));

        assertThat(runs).isEqualTo(3);
    }

    @Test
    void aWrongOutputFailsWithTheWorstElementsAndLastTheCommandThatRepeatsIt() throws IOException {
        error = 0.5f;
        List<String> lines = Files.readAllLines(
                Path.of("src/test/java/org/chiptest/engine/internal/GoldenScenarioTests.java"));
        int declaration = lines.stream().map(String::strip).toList().lastIndexOf(OUTPUT) + 1;

        assertThat(message(environment.running(Adding.class).execute().testEvents())).isEqualTo(
                """
                        output sum (FLOAT32[2, 2]): 4 of 4 elements are not as expected, compared within 1.0E-5 + 1.0E-5 * |expected|
                          hint: all wrong elements are the expected ones plus 0.5
                          at [0, 0]: actual 10.5, expected 10.0, off by 0.5 (relative 5.00e-02), 524288 ulps
                          at [0, 1]: actual 11.5, expected 11.0, off by 0.5 (relative 4.55e-02), 524288 ulps
                          at [1, 0]: actual 12.5, expected 12.0, off by 0.5 (relative 4.17e-02), 524288 ulps
                          at [1, 1]: actual 13.5, expected 13.0, off by 0.5 (relative 3.85e-02), 524288 ulps
                          declared at GoldenScenarioTests.java:%d

                        scenario: Adding.adds
                        case:     default
                        variant:  a2a3sim.host_build_graph
                        device:   0
                        run again with:
                        mvn test -Dtest=GoldenScenarioTests -Dcase='GoldenScenarioTests$Adding::adds/default' \
                        -Dplatform=a2a3sim -Druntime=host_build_graph""".formatted(declaration));
    }

    @Test
    void theRoundThatFailedIsNamed() {
        environment.kernel = (device, args, config) -> {
            runs++;
            for (int i = 0; i < 4; i++) {
                elements(args, 1).setAtIndex(ValueLayout.JAVA_FLOAT, i, runs == 2 && i == 0 ? 99 : 10 + i);
            }
        };

        assertThat(message(environment.running(Adding.class).configurationParameter("rounds", "3").execute()
                .testEvents()))
                .startsWith("output sum (FLOAT32[2, 2]): 1 of 4 elements is not as expected")
                .contains("\n  round 2 of 3\n\nscenario: ");
    }

    @Test
    void stepsAreToldAndTheWrongElementsAreAFile() throws IOException {
        error = 0.5f;

        Events tests = environment.running(Adding.class).configurationParameter("rounds", "2").execute().testEvents();

        assertThat(Published.entries(tests)).filteredOn(entry -> entry.containsKey("step"))
                .extracting(entry -> entry.get("step") + " " + entry.get("outcome"))
                .containsExactly("prepare passed", "run, round 1 of 2 passed", "compare, round 1 of 2 failed");
        Path file = tests.fileEntryPublished().list().getFirst().getRequiredPayload(FileEntry.class).getPath();
        assertThat(file).hasFileName("mismatch of output_sum.csv").content()
                .startsWith(
                        "index,position,actual,expected,off by,relative,ulps\n0,\"[0, 0]\",10.5,10.0,0.5,0.05,524288\n");
    }

    @Test
    void ofManyRoundsTheFirstStepsAreToldAndTheOneThatFailed() {
        environment.kernel = (device, args, config) -> {
            runs++;
            for (int i = 0; i < 4; i++) {
                elements(args, 1).setAtIndex(ValueLayout.JAVA_FLOAT, i, runs == 30 ? 99 : 10 + i);
            }
        };

        assertThat(Published.entries(environment.running(Adding.class).configurationParameter("rounds", "100").execute()
                .testEvents())).filteredOn(entry -> entry.containsKey("step")).hasSize(1 + 2 * 10 + 1).last()
                .satisfies(entry -> assertThat(entry).containsEntry("step", "compare, round 30 of 100")
                        .containsEntry("outcome", "failed").containsKey("millis"));
    }

    @Test
    void aScenarioSetsItsTolerance() {
        error = 0.5f;

        environment.running(Tolerant.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void aScenarioWithoutItsReferenceDataIsAbortedWithTheReason() {
        Events tests = environment.running(WithoutReference.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.aborted(1));
        assertThat(tests.aborted().list().getFirst().getRequiredPayload(TestExecutionResult.class).getThrowable())
                .hasValueSatisfying(reason -> assertThat(reason).hasMessage("the reference was not downloaded"));
        assertThat(runs).isZero();
    }

    @Test
    void whatIsLeftUncheckedIsToldWithTheReason() {
        Events tests = environment.running(Unchecked.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1));
        assertThat(Published.entries(tests)).contains(Map.of("unchecked sum", "it is random"));
    }

    @Test
    void filesLieBesideTheClassOfTheScenario() {
        assertThat(message(environment.running(FromFile.class).execute().testEvents())).startsWith("""
                java.lang.IllegalArgumentException: there is no file 'nothing.npy': neither on the class path \
                (as org/chiptest/engine/internal/nothing.npy), nor as""");
    }

    @Test
    void argumentsThatAreNotThoseOfTheSignatureBreakTheScenario() {
        assertThat(message(environment.running(OtherArguments.class).execute().testEvents())).startsWith(
                "java.lang.IllegalStateException: argument 0, sum, is OUT, but the callable's signature says IN there");
        assertThat(runs).isZero();
    }

    @Test
    void outOfSeveralCallablesOneIsNamed() {
        environment.running(TwoCallables.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThat(environment.compiled).extracting(CallableRecipe::name).containsExactly("second");
    }

    private static String message(Events tests) {
        return Failure.message(tests.failed().list().getFirst());
    }

    private static MemorySegment elements(TaskArgs args, int index) {
        ContinuousTensor tensor = args.tensor(index);
        return MemorySegment.ofAddress(tensor.data()).reinterpret(tensor.byteSize());
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class Base {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        static void arguments(GoldenArgs args) {
            args.input("x", FLOAT32, 2, 2).fill(index -> index);
            args.output("sum", FLOAT32, 2, 2).fill(10).expect(index -> 10 + index);
        }
    }

    static class Adding extends Base {

        @Scenario
        @Golden
        void adds(GoldenArgs args) {
            arguments(args);
        }
    }

    static class Tolerant extends Base {

        @Scenario
        @Golden(atol = 1)
        void adds(GoldenArgs args) {
            arguments(args);
        }
    }

    static class WithoutReference extends Base {

        @Scenario
        @Golden
        void adds(GoldenArgs args) {
            args.assume(args.unchecked().size() > 1, "the reference was not downloaded");
            arguments(args);
        }
    }

    static class Unchecked extends Base {

        @Scenario
        @Golden
        void adds(GoldenArgs args) {
            args.input("x", FLOAT32, 2, 2);
            args.output("sum", FLOAT32, 2, 2).unchecked("it is random");
        }
    }

    static class FromFile extends Base {

        @Scenario
        @Golden
        void adds(GoldenArgs args) {
            args.input("x", FLOAT32, args.file("nothing.npy"));
        }
    }

    static class OtherArguments extends Base {

        @Scenario
        @Golden
        void adds(GoldenArgs args) {
            args.output("sum", FLOAT32, 2, 2).expect(1);
        }
    }

    static class TwoCallables extends Base {

        @CallableUnderTest
        static CallableSpec second() {
            return FakeCallables.copy();
        }

        @Scenario
        @Golden(callable = "second")
        @Case(name = "small")
        void adds(GoldenArgs args) {
            arguments(args);
        }
    }
}
