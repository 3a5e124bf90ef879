package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.args.DataType.FLOAT32;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.Size;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The smallest case with which a test fails in the same way. */
class ReductionRunTests {

    private static final long REFUSED_STEPS = 5;
    private static final String REPEAT = "mvn test -Dtest=ReductionRunTests -Dcase='ReductionRunTests$Counting::counts/long' "
            + "-Dplatform=a2a3sim -Druntime=host_build_graph";

    private final FakeEnvironment environment = new FakeEnvironment();

    /** A chain of so many steps is wrong, or one in so many rounds. */
    private int wrongSteps = 778;
    private int wrongRound = 1;
    private int round;

    @TempDir
    Path folder;

    @BeforeEach
    void countWrong() {
        environment.compiler = recipe -> CompletableFuture.completedFuture(
                ChipCallable.builder().signature(recipe.signature()).functionName(recipe.entry()).build());
        environment.kernel = (device, args, config) -> {
            long runs = device.log.stream().filter(each -> each.startsWith("run")).count();
            long steps = steps(args);
            round++;
            fill(args, steps + (steps >= wrongSteps && runs >= wrongRound ? 1 : 0));
        };
    }

    @Test
    void theSmallestSizesAndRoundsAreFoundWithTheCommandThatRepeatsIt() {
        wrongRound = 3;

        Events tests = run(Counting.class, "reduce", "60", "rounds", "8");

        String found = reduction(tests);
        assertThat(found)
                .startsWith("Counting.counts long [a2a3sim hbg] fails in the same way with rounds=3 instead of 8, "
                        + "elements=16 instead of 4096, steps=778 instead of 1000 (")
                .contains(" trials): output y (FLOAT32[16]): 16 of 16 elements are not as expected")
                .endsWith("repeat it with:\n" + REPEAT + " -Drounds=3 -Dsize=elements=16,steps=778");
        assertThat(environment.opened).hasSizeLessThan(25);
        assertThat(environment.reports.getLast()).contains("1 failed").contains("fails in the same way with rounds=3");
        assertThat(suppressed(tests)).contains(found);
    }

    @Test
    void theCommandRunsThisCaseAndNoOther() {
        run(Counting.class, "size", "elements=16,steps=778").assertStatistics(stats -> stats.failed(1));
        run(Counting.class, "size", "elements=16,steps=777").assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void whatFailsOtherwiseIsNotTheSameFailure() {
        var kernel = environment.kernel;
        environment.kernel = (device, args, config) -> {
            if (steps(args) < REFUSED_STEPS) {
                throw new DeviceException(-5, "so few steps are refused");
            }
            kernel.run(device, args, config);
        };
        wrongSteps = 1;

        assertThat(reduction(run(Counting.class, "reduce", "60"))).contains("steps=5 instead of 1000");
    }

    @Test
    void dataThatCannotBeSoSmallIsNotTried() {
        wrongSteps = 1;

        assertThat(reduction(run(Even.class, "reduce", "60"))).contains("steps=8 instead of 10");
    }

    @Test
    void whatDoesNotFailAgainIsToldSo() {
        int[] runs = {0};
        environment.kernel = (device, args, config) -> fill(args, steps(args) + (runs[0]++ == 0 ? 1 : 0));

        assertThat(reduction(run(Counting.class, "reduce", "60"))).isEqualTo("Counting.counts long [a2a3sim hbg] does "
                + "not fail in the same way again on a fresh worker, so no smaller case was looked for");
    }

    @Test
    void whatHasNothingSmallerIsToldSo() {
        wrongSteps = 1;

        assertThat(reduction(run(Fixed.class, "reduce", "60")))
                .isEqualTo("Fixed.counts fixed [a2a3sim hbg] cannot be made "
                        + "smaller: it has one round, and its case no size above the least one; mark by @Size what may be smaller of "
                        + "the data of the case");
        wrongSteps = 1000;
        assertThat(reduction(run(OnlySteps.class, "reduce", "60")))
                .startsWith("OnlySteps.counts long [a2a3sim hbg] fails in "
                        + "the same way with nothing smaller than rounds=1, steps=1000 (");
    }

    @Test
    void whenTrialsRunOutTheSmallestSoFarIsTold() {
        assertThat(reduction(run(OnlySteps.class, "reduce", "6")))
                .contains("steps=812 instead of 1000 (6 trials, no more were allowed; there may be a smaller one)");
    }

    @Test
    void trialsAreNoTestsAndNobodyLooksUnlessAsked() {
        run(Counting.class, "reduce", "60").assertStatistics(stats -> stats.started(1).failed(1));
        assertThat(environment.reports.getLast()).startsWith("chiptest: 1 test");
        assertThat(environment.open).isEmpty();

        round = 0;
        run(Counting.class);
        assertThat(round).isEqualTo(1);
    }

    @Test
    void aSizeThatCannotBeIsNamed() {
        assertThat(message(run(Counting.class, "size", "elements=24")))
                .startsWith("case long: size elements=24 cannot be; "
                        + "it is 16 or more, and a multiple of 16");
        assertThat(message(run(Counting.class, "size", "step=3"))).startsWith(
                "no case that runs has a size step; known: elements, steps; did you mean steps?");
        assertThat(message(run(Fixed.class, "size", "step=3"))).startsWith(
                "no case that runs has a size step: none has any, mark the numbers of their data by @Size");
        assertThat(message(run(Even.class, "size", "steps=7"))).contains("EvenSteps cannot be made of [7]",
                "they are even");
    }

    @Test
    void aSizeThatIsDeclaredWronglyIsNamed() {
        assertThat(message(run(LongSize.class)))
                .startsWith("case long: size steps of LongSteps is a long; make it an int");
        assertThat(message(run(TooSmall.class))).startsWith("case small: size steps=1 cannot be; it is 2 or more");
        assertThat(message(run(Twice.class)))
                .startsWith(
                        "case twice: there are several sizes named steps in the data of the case; rename all but one");
    }

    private static long steps(TaskArgs args) {
        return (long) elements(args, 0).get(ValueLayout.JAVA_FLOAT, 0);
    }

    private static MemorySegment elements(TaskArgs args, int index) {
        ContinuousTensor tensor = args.tensor(index);
        return MemorySegment.ofAddress(tensor.data()).reinterpret(tensor.byteSize());
    }

    private static void fill(TaskArgs args, long value) {
        MemorySegment y = elements(args, 1);
        for (long i = 0; i < y.byteSize() / Float.BYTES; i++) {
            y.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
        }
    }

    private Events run(Class<?> type, String... settings) {
        EngineTestKit.Builder builder = environment.running(type).configurationParameter("chiptest.summary",
                folder.resolve("summary.json").toString());
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        return builder.execute().testEvents();
    }

    private static String reduction(Events tests) {
        return Published.entries(tests).stream().map(entry -> entry.get("reduction")).filter(each -> each != null)
                .findFirst().orElseThrow();
    }

    private static Throwable failure(Events tests) {
        return tests.failed().list().getFirst().getRequiredPayload(TestExecutionResult.class).getThrowable()
                .orElseThrow();
    }

    private static String message(Events tests) {
        return String.valueOf(failure(tests).getMessage());
    }

    private static String suppressed(Events tests) {
        return Arrays.stream(failure(tests).getSuppressed()).map(Throwable::getMessage).toList().toString();
    }

    /** A chain of steps that counts. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class Chain {

        @CallableUnderTest
        static CallableSpec chain() {
            return FakeCallables.copy();
        }

        static void declare(GoldenArgs args, int elements, int steps) {
            args.input("steps", FLOAT32, 1).fill(steps);
            args.output("y", FLOAT32, elements).expect(steps);
        }
    }

    static class Counting extends Chain {

        record Steps(@Size(least = 2) int steps) {}

        record Data(@Size(multipleOf = 16) int elements, Steps inner, String name) {}

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("long").data(new Data(4096, new Steps(1000), "long")));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, Data data) {
            declare(args, data.elements(), data.inner().steps());
        }
    }

    static class OnlySteps extends Chain {

        record Steps(@Size int steps) {}

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("long").data(new Steps(1000)));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, Steps data) {
            declare(args, 4, data.steps());
        }
    }

    static class Fixed extends Chain {

        record FixedSteps(int steps) {}

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("fixed").data(new FixedSteps(7)));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, FixedSteps data) {
            declare(args, 4, data.steps());
        }
    }

    static class Even extends Chain {

        record EvenSteps(@Size(least = 5) int steps) {

            EvenSteps {
                if (steps % 2 == 1) {
                    throw new IllegalArgumentException("they are even");
                }
            }
        }

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("long").data(new EvenSteps(10)));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, EvenSteps data) {
            declare(args, 4, data.steps());
        }
    }

    static class LongSize extends Chain {

        record LongSteps(@Size long steps) {}

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("long").data(new LongSteps(10)));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, LongSteps data) {
            declare(args, 4, (int) data.steps());
        }
    }

    static class TooSmall extends Chain {

        record FewSteps(@Size(least = 2) int steps) {}

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("small").data(new FewSteps(1)));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, FewSteps data) {
            declare(args, 4, data.steps());
        }
    }

    static class Twice extends Chain {

        record Inner(@Size int steps) {}

        record Data(@Size int steps, Inner inner) {}

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("twice").data(new Data(3, new Inner(4))));
        }

        @Scenario
        @Golden
        @CasesFrom("cases")
        void counts(GoldenArgs args, Data data) {
            declare(args, 4, data.steps() + data.inner().steps());
        }
    }
}
