package org.chiptest.engine.internal;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.device.RuntimeKind.TENSORMAP_AND_RINGBUFFER;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.PreparedCallableContract;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.engine.internal.PromisingDevice.Fault;
import org.chiptest.engine.internal.contract.ContractRule;
import org.chiptest.engine.internal.device.OpenDevice;
import org.chiptest.engine.internal.history.HistoryFile;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.callable.CoreCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.platform.Capabilities;
import org.chiptest.runtime.platform.StubPlatform;
import org.chiptest.runtime.toolchain.CoreType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Tests that are derived from what a prepared callable promises. */
class ContractTests {

    private static final int RULES = ContractRule.values().length;
    private static final String RANDOM = "contract.randomStepsKeepToTheModel";

    private final FakeEnvironment environment = new FakeEnvironment();
    private final List<Integer> opened = new CopyOnWriteArrayList<>();
    private Fault fault = Fault.NONE;
    private Set<Counter> counters = EnumSet.allOf(Counter.class);

    @TempDir
    Path folder;

    @BeforeEach
    void useDevicesThatPromise() {
        environment.compiler = recipe -> CompletableFuture.completedFuture(ChipCallable.builder().name(recipe.name())
                .functionName(recipe.entry()).signature(List.of(IN, OUT))
                .child(0, CoreCallable.of(List.of(IN, OUT), new byte[64])).build());
        environment.devices = (kind, deviceId) -> {
            opened.add(deviceId);
            return OpenDevice.withoutLog(new PromisingDevice(new FakeDevice(environment, kind.variant(), deviceId),
                    fault, counters));
        };
    }

    @Test
    void eachRuleIsATestOfEachCallableOnEachVariant() {
        Events tests = run(TwoCallables.class);

        assertThat(names(tests.succeeded())).hasSize(2 * 2 + 2 * 2 * RULES)
                .contains("contract.repeatedRunsOpenTheLibraryOnce(five a2a3sim trb)[1]",
                        "contract.repeatedRunsOpenTheLibraryOnce(five a5sim trb)[2]",
                        "contract.repeatedRunsOpenTheLibraryOnce(longer a2a3sim trb)[3]",
                        "addsFive(default a2a3sim trb)[3]");
    }

    @Test
    void callablesCanBeNamed() {
        assertThat(names(run(OneOfTwo.class).succeeded())).hasSize(2 + RULES)
                .contains("contract.doublePrepareIsRefused(longer a2a3sim trb)[1]");
    }

    @Test
    void rulesShareAWorkerButThoseThatMustBeginOnOneThatHasRunNothing() {
        Events tests = run(OneOfTwo.class, "case", "contract.*");

        assertThat(names(tests.succeeded())).hasSize(RULES);
        assertThat(Arrays.stream(ContractRule.values()).filter(ContractRule::beginsFresh))
                .containsExactly(ContractRule.EQUAL_IMAGES_ARE_STORED_ONCE,
                        ContractRule.RANDOM_STEPS_KEEP_TO_THE_MODEL);
        assertThat(opened).hasSize(1 + 2);
    }

    @Test
    void aWorkerThatBreaksARuleIsNotTheNextOnes() {
        fault = Fault.TAKES_A_SECOND_CALLABLE;

        Events tests = run(OneOfTwo.class, "case", "contract.doublePrepareIsRefused,contract.unknownIdIsRefused");

        assertThat(names(tests.failed())).singleElement().asString().startsWith("contract.doublePrepareIsRefused");
        assertThat(names(tests.succeeded())).singleElement().asString().startsWith("contract.unknownIdIsRefused");
        assertThat(opened).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenPromiseIsFoundByItsRule(Fault broken) {
        fault = broken;

        Map<String, String> failures = failures(run(OneOfTwo.class, "case", "contract.*"));

        Map<Fault, List<String>> expected = Map.of(
                Fault.TAKES_A_SECOND_CALLABLE, List.of("contract.doublePrepareIsRefused",
                        "prepare of id 0 with five (step 3 of 7) was not refused, but the id holds longer"),
                Fault.RUNS_ANOTHER_ID, List.of("contract.alternatingIdsOpenTheirOwnLibraries",
                        "output y (FLOAT32[4]): 4 of 4 elements"),
                Fault.FORGETS_NOTHING, List.of("contract.unregisteredIdCanBePreparedAgain",
                        "run of id 0 (step 4 of 11) was not refused, but the id is not prepared"),
                Fault.OPENS_EACH_TIME, List.of("contract.repeatedRunsOpenTheLibraryOnce",
                        "counters after run of id 0 (step 3 of 7) are wrong: AICPU opens 2 instead of 1"),
                Fault.UPLOADS_EACH_TIME, List.of("contract.equalImagesAreStoredOnce",
                        "counters after prepare of id 1 with longer (step 2 of 15) are wrong: dedup hits 0 instead of 1"),
                Fault.COUNTS_DOWN, List.of("contract.theOpenCountNeverFalls",
                        "counters after unregister of id 0 (step 3 of 16) are wrong: AICPU opens 0 instead of 1"),
                Fault.HAS_ONE_ID_MORE, List.of("contract.idsOutOfRangeAreRefused",
                        "prepare of id 64 with longer (step 2 of 13) was not refused, but ids are 0 to 63"),
                Fault.HAS_TOO_FEW_IDS, List.of("contract.sixtyFourIdsAreTheLimit",
                        "prepare_callable failed with code -1: callable id 60 cannot be used"),
                Fault.KEEPS_ARGUMENTS, List.of("contract.oneIdTakesNewArgumentsEachTime",
                        "output y (FLOAT32[4]): 4 of 4 elements"),
                Fault.BREAKS_AFTER_TWO_UNREGISTERS, List.of(RANDOM,
                        "run_prepared failed with code -1: callable id"));
        List<String> rule = expected.getOrDefault(broken, List.of());
        assertThat(failures).containsKey(rule.get(0));
        assertThat(failures.get(rule.get(0))).contains(rule.get(1));
    }

    @Test
    void theStepsThatLedToAFailureAreTold() {
        fault = Fault.OPENS_EACH_TIME;

        assertThat(failures(run(OneOfTwo.class, "case", "contract.repeatedRuns*")).values()).singleElement().asString()
                .contains(
                        "the steps until then: \n  1. prepare of id 0 with longer\n  2. run of id 0\n  3. run of id 0");
    }

    @Test
    void theWrongElementsOfARulesRunAreAttached() {
        fault = Fault.KEEPS_ARGUMENTS;

        Events tests = run(OneOfTwo.class, "case", "contract.oneIdTakesNewArgumentsEachTime");

        assertThat(tests.fileEntryPublished().list()).singleElement()
                .satisfies(event -> assertThat(event.getRequiredPayload(FileEntry.class).getPath())
                        .hasFileName("mismatch of output_y.csv").content()
                        .startsWith("index,position,actual,expected,off by,relative,ulps\n0,").hasLineCount(5));
    }

    @Test
    void randomStepsThatFailAreToldAsTheShortestSequence() {
        fault = Fault.BREAKS_AFTER_TWO_UNREGISTERS;

        String failure = failures(run(OneOfTwo.class, "case", RANDOM, "rounds", "5")).values().iterator().next();

        assertThat(failure).contains("the shortest sequence that fails like this, found by ")
                .containsPattern("\n  4. run of id -?\\d+\nrepeat it with -Dsequence=");
        assertThat(failure.substring(failure.indexOf("-Dsequence=")).lines().findFirst().orElseThrow().split(","))
                .hasSize(4).filteredOn(step -> step.startsWith("u")).hasSize(2);
    }

    @Test
    void aSequenceCanBeRepeated() {
        fault = Fault.BREAKS_AFTER_TWO_UNREGISTERS;

        assertThat(failures(run(OneOfTwo.class, "case", RANDOM, "sequence", "u0,u1,p0b,r0")).values()).singleElement()
                .asString().contains("1. unregister of id 0\n  2. unregister of id 1\n  3. prepare of id 0 with five")
                .contains("repeat it with -Dsequence=u0,u1,p0b,r0");
        assertThat(failures(run(OneOfTwo.class, "case", RANDOM, "sequence", "u0,p0b,r0"))).isEmpty();
    }

    @Test
    void whatIsNoSequenceIsAnError() {
        assertThat(environment.running(OneOfTwo.class).configurationParameter("sequence", "x").discover()
                .getDiscoveryIssues()).singleElement()
                .satisfies(issue -> assertThat(issue.message()).contains("'x' is no step"));
    }

    @Test
    void theSeedOfTheRunDrawsTheSameSteps() {
        assertThat(sequence("1")).isEqualTo(sequence("1")).isNotEqualTo(sequence("2"));
    }

    @Test
    void aDeviceThatDoesNotCountIsJudgedByWhatItDoes() {
        counters = EnumSet.noneOf(Counter.class);
        environment.simulation = StubPlatform.named("a2a3sim", FakePlatform.A2A3SIM.architecture(),
                new Capabilities(Capabilities.Choice.BY_DEFAULT, Capabilities.Supply.UNLIMITED, Set.of(), Set.of(),
                        Capabilities.Code.IN_PROCESS, Capabilities.Reset.PROCESS, OptionalInt.empty()));

        Events tests = run(OneOfTwo.class, "case", "contract.*");

        assertThat(names(tests.succeeded())).hasSize(RULES - 3);
        assertThat(tests.skipped().list().stream().map(each -> each.getRequiredPayload(String.class)))
                .contains(
                        "not applicable: the rule is judged by counters, and devices of a2a3sim do not count AICPU opens",
                        "not applicable: the rule is judged by counters, and devices of a2a3sim do not count dedup hits");
    }

    @Test
    void aRuleIsSelectedLikeAnyScenario() {
        assertThat(names(run(TwoCallables.class, "case", "contract.doublePrepareIsRefused/longer").succeeded()))
                .containsExactlyInAnyOrder("contract.doublePrepareIsRefused(longer a2a3sim trb)[3]",
                        "contract.doublePrepareIsRefused(longer a5sim trb)[4]");
        assertThat(names(environment.engine().selectors(selectUniqueId("[engine:chiptest]/[class:"
                + TwoCallables.class.getName()
                + "]/[scenario:contract.doublePrepareIsRefused]/[test-template-invocation:longer@a5sim.tensormap_and_ringbuffer]"))
                .execute().testEvents().succeeded()))
                .containsExactly("contract.doublePrepareIsRefused(longer a5sim trb)[4]");
    }

    @Test
    void aFailureSaysHowToRepeatIt() {
        fault = Fault.COUNTS_DOWN;

        assertThat(failures(run(OneOfTwo.class, "case", "contract.theOpenCountNeverFalls")).values()).singleElement()
                .asString().contains("OneOfTwo::contract.theOpenCountNeverFalls/longer' -Dplatform=a2a3sim");
    }

    @Test
    void aFailureOfARuleCanBeExpected() throws IOException {
        fault = Fault.COUNTS_DOWN;
        Files.writeString(folder.resolve("fails.txt"),
                "OneOfTwo::contract.theOpenCountNeverFalls/longer | 2030-12-31 | #1 | counts down\n");

        Events tests = run(OneOfTwo.class, "case", "contract.theOpenCountNeverFalls",
                "chiptest.expectations.folder", folder.toString());

        assertThat(names(tests.aborted())).hasSize(1);
        assertThat(environment.reports.getLast()).contains("1 expected failure");
    }

    @Test
    void aRuleIsTriedAgainAndRemembered() throws IOException {
        fault = Fault.OPENS_EACH_TIME;
        environment.history = Optional.of(new HistoryFile(folder.resolve("history.jsonl")));

        Events tests = run(OneOfTwo.class, "case", "contract.repeatedRuns*", "retries", "1");

        assertThat(names(tests.finished())).containsExactly(
                "contract.repeatedRunsOpenTheLibraryOnce(longer a2a3sim trb)[1]",
                "contract.repeatedRunsOpenTheLibraryOnce(longer a2a3sim trb attempt 2)[1]");
        assertThat(Files.readAllLines(folder.resolve("history.jsonl"))).hasSize(2)
                .allMatch(
                        line -> line.contains("OneOfTwo.contract.repeatedRunsOpenTheLibraryOnce longer [a2a3sim trb]"));
    }

    @Test
    void aRuleHasTheTagsOfItsGoldenScenarioAndIsDisabledWithIt() {
        Events tests = run(Tagged.class, "case", "contract.repeatedRuns*");

        assertThat(tests.list().stream().map(Event::getTestDescriptor).map(TestDescriptor::getTags))
                .allMatch(tags -> tags.contains(TestTag.create("quick")));
        assertThat(names(run(Off.class).skipped())).hasSize(1 + RULES);
    }

    @Test
    void aClassWithoutGoldenScenarioCannotBeChecked() {
        assertThat(failures(run(Nothing.class))).hasSize(1).containsValue("the class is annotated with "
                + "@PreparedCallableContract but has no golden scenario, which would say how its callables are run; add a "
                + "@Scenario that is @Golden");
    }

    @Test
    void aGoldenScenarioThatIsDeclaredWrongSaysSoAlone() {
        assertThat(failures(run(WrongGolden.class)).values()).singleElement().asString()
                .contains("a golden scenario says its arguments and expected values on a parameter of type GoldenArgs");
    }

    @Test
    void aCallableThatIsNotThereCannotBeChecked() {
        assertThat(failures(run(Misspelled.class)).values()).singleElement().asString().startsWith(
                "@PreparedCallableContract names the callable 'fife', of which the class has no golden scenario; known: five; "
                        + "did you mean five?");
    }

    private String sequence(String seed) {
        return Published.entries(run(OneOfTwo.class, "case", RANDOM, "seed", seed)).stream()
                .filter(entry -> entry.containsKey("sequence")).map(entry -> entry.get("sequence")).findFirst()
                .orElseThrow();
    }

    private Events run(Class<?> type, String... settings) {
        EngineTestKit.Builder builder = environment.running(type).configurationParameter("chiptest.summary",
                folder.resolve("summary.json").toString());
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        return builder.execute().testEvents();
    }

    private static List<String> names(Events events) {
        return events.stream().map(event -> event.getTestDescriptor().getLegacyReportingName()).toList();
    }

    /** The messages of failed tests, with what is suppressed in them, by the scenario's name. */
    private static Map<String, String> failures(Events events) {
        Map<String, String> failures = new LinkedHashMap<>();
        events.failed().stream().forEach(event -> {
            Throwable failure = event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
            String name = event.getTestDescriptor().getLegacyReportingName();
            failures.put(name.contains("(") ? name.substring(0, name.indexOf('(')) : name,
                    Stream.concat(Stream.of(failure), Arrays.stream(failure.getSuppressed()))
                            .map(Throwable::getMessage).collect(joining("\n")));
        });
        return failures;
    }

    private static CallableSpec spec(String entry) {
        return CallableSpec.orchestration("orchestration.cpp").entry(entry).signature(IN, OUT).kernel(0,
                CoreType.AIV, "kernel.cpp", IN, OUT);
    }

    /** Random numbers, and a callable that adds the length of its name to each. */
    private static void declare(GoldenArgs args, RandomGenerator random, int length) {
        double[] x = args.input("x", DataType.FLOAT32, 4).fill(i -> random.nextInt(1000)).toDoubles();
        args.output("y", DataType.FLOAT32, 4).expect(i -> x[(int) i] + length);
    }

    @ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract
    static class TwoCallables {

        @CallableUnderTest
        static CallableSpec five() {
            return spec("five_");
        }

        @CallableUnderTest
        static CallableSpec longer() {
            return spec("longer_");
        }

        @Scenario
        @Golden(callable = "five")
        @Case(name = "large", manual = true)
        @Case
        void addsFive(GoldenArgs args, RandomGenerator random) {
            declare(args, random, 5);
        }

        @Scenario
        @Golden(callable = "longer")
        void addsSeven(GoldenArgs args, RandomGenerator random) {
            declare(args, random, 7);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract("longer")
    static class OneOfTwo extends TwoCallables {}

    @ChipTest(platforms = "a2a3sim", runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract
    static class Tagged {

        @CallableUnderTest
        static CallableSpec five() {
            return spec("five_");
        }

        @Scenario
        @Golden
        @Tag("quick")
        void addsFive(GoldenArgs args, RandomGenerator random) {
            declare(args, random, 5);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract
    static class Off {

        @CallableUnderTest
        static CallableSpec five() {
            return spec("five_");
        }

        @Scenario
        @Golden
        @Disabled("not today")
        void addsFive(GoldenArgs args, RandomGenerator random) {
            declare(args, random, 5);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract
    static class Nothing {

        @CallableUnderTest
        static CallableSpec five() {
            return spec("five_");
        }

        @Scenario
        void runs() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract
    static class WrongGolden {

        @CallableUnderTest
        static CallableSpec five() {
            return spec("five_");
        }

        @Scenario
        @Golden
        void addsFive() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = TENSORMAP_AND_RINGBUFFER)
    @PreparedCallableContract("fife")
    static class Misspelled extends Tagged {}
}
