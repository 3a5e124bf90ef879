package org.chiptest.engine.internal.settings;

import static java.util.stream.Collectors.toCollection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.engine.internal.contract.Sequence;
import org.chiptest.runtime.args.Diagnostics;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.internal.settings.Setting;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Declare what the engine can be told from outside.
 *
 * <p>Each is a configuration parameter of the JUnit Platform, so it may also be a system property or stand in
 * {@code junit-platform.properties}. A setting with a short name may be given by it ({@code -Dplatform=a2a3sim}); the short
 * name wins over the long one, so that a command line wins over a file.
 */
public final class EngineSettings {

    private static final long MOST_SECONDS = Duration.ofDays(7).toSeconds();
    private static final int MOST_ATTEMPTS = 1_000_000;
    private static final String ALL_PLATFORMS = "all";

    public static final Setting<PlatformChoice> PLATFORM = Setting.named("chiptest.platform").alsoShort()
            .example("a2a3sim,a5sim")
            .meaning("Platforms to run on: names separated by commas, or `all` for each that this machine can run. "
                    + "A platform named here whose card is missing fails")
            .parsedElse(EngineSettings::platforms, "every simulation");
    public static final Setting<Set<RuntimeKind>> RUNTIME = Setting.named("chiptest.runtime").alsoShort()
            .example("trb")
            .meaning("Runtimes to run on: `host_build_graph` (`hbg`), `tensormap_and_ringbuffer` (`trb`)")
            .parsed(EngineSettings::runtimes, "hbg,trb");
    public static final Setting<DeviceChoice> DEVICE = Setting.named("chiptest.device").alsoShort()
            .example("0,2-4,7")
            .meaning("Devices to spread the scenarios over, one scenario at a time on each: numbers and ranges. "
                    + "A case that needs more devices than are named fails before anything starts")
            .parsedElse(text -> new DeviceChoice.Named(DeviceRange.parse(text)),
                    "as many simulated devices as the case that needs most of them; of cards the first");
    public static final Setting<List<CaseSelector>> CASE = Setting.named("chiptest.case").alsoShort()
            .example("VectorTest::small")
            .meaning("Cases to run: `case`, `scenario` or `scenario/case`, with `Class::` before it for one class, or "
                    + "`Class::` alone; `*` stands for any characters; separated by commas. One that matches nothing is an error")
            .parsed(CaseSelector::parse, "all");
    public static final Setting<LevelChoice> LEVEL = Setting.named("chiptest.level").alsoShort().example("!3")
            .meaning("Levels to run: `2`, `3`, or `!3` for all but that one").parsed(LevelChoice::parse, "all");
    public static final Setting<Integer> ROUNDS = Setting.named("chiptest.rounds").alsoShort().example("100")
            .meaning("How often a golden scenario runs its callable; all outputs are checked each time")
            .parsed(EngineSettings::rounds, "1");
    public static final Setting<Map<String, Integer>> SIZE = Setting.named("chiptest.size").alsoShort()
            .example("steps=3,rows=16")
            .meaning("Sizes that cases have instead of those that they declare by `@Size`; see "
                    + "[writing tests](writing-tests.md#sizes-of-cases)")
            .parsedElse(Extent::sizes, "what cases say");
    public static final Setting<ManualMode> MANUAL = Setting.named("chiptest.manual").alsoShort().example("include")
            .meaning("Manual cases: `exclude`, `include`, or `only` them")
            .parsed(text -> oneOf(ManualMode.values(), text), "exclude");
    public static final Setting<OptionalLong> SEED = Setting.named("chiptest.seed").alsoShort().example("0x2a")
            .meaning("Seed of the random numbers that scenarios get, 64 bits; the summary and failures name it")
            .parsedElse(EngineSettings::seed, "a new one");
    public static final Setting<Duration> TIMEOUT = Setting.named("chiptest.timeout").alsoShort().example("60")
            .meaning("Seconds that a scenario may take with all its runs and rounds, unless its case says otherwise "
                    + "(`scenarioTimeoutSeconds`); then its code is interrupted and its worker replaced")
            .parsed(EngineSettings::seconds, "600");
    public static final Setting<Sanitizer> SANITIZER = Setting.named("chiptest.sanitizer").alsoShort()
            .example("address")
            .meaning("What kernels and orchestrations are built with, where neither case nor class says it: `none`, "
                    + "`address`, `undefined`; see [sanitizers](sanitizers.md)")
            .parsed(text -> oneOf(Sanitizer.values(), text), "none");
    public static final Setting<CaptureChoice> CAPTURE = Setting.named("chiptest.capture").alsoShort()
            .example("swimlane,deps")
            .meaning(
                    "What runs record of themselves into the attempt's directory: `swimlane`, `deps`, `dump` (or a selection, such "
                            + "as `dump=name:softmax+after`), `pmu` (or `pmu=4`, a type of events), `scopes`; separated by commas. Of a scenario's runs the first one, with `every` "
                            + "all of them; see [diagnostics](diagnostics.md)")
            .parsedElse(CaptureChoice::parse, "none");
    public static final Setting<Long> CAPTURE_BYTES = Setting.named("chiptest.capture-bytes").example("1073741824")
            .meaning(
                    "Bytes of memory for the records of a captured run, from 1 MiB; only what is recorded is really used. "
                            + "A dump may have four times as much on disk")
            .parsed(EngineSettings::captureBytes, Long.toString(WorkerSettings.DEFAULT_RECORD_BYTES));
    public static final Setting<Integer> CAPTURE_FORMAT = Setting.named("chiptest.capture-format").example("2")
            .meaning("Shapes of the files of captures: 1, or the newer ones of 2; see [diagnostics](diagnostics.md)")
            .parsed(text -> number(text, Diagnostics.FORMER, Diagnostics.NEWER),
                    Integer.toString(Diagnostics.FORMER));
    public static final Setting<AgainstChoice> AGAINST = Setting.named("chiptest.against").alsoShort()
            .example("a5sim/trb")
            .meaning("Runs each scenario on another side too and compares outputs, codes and counters: `self`, or a "
                    + "platform, a runtime, `blockdim=1`, `threads=1`, `sanitizer=address`, several of them separated by "
                    + "slashes; with `exact` to the bit; see [diagnostics](diagnostics.md)")
            .parsedElse(AgainstChoice::parse, "nothing");
    public static final Setting<DivergeChoice> DIVERGE = Setting.named("chiptest.diverge").alsoShort().example("auto")
            .meaning(
                    "Looks for the first task that computed something else than on the other side or than its kernel's "
                            + "reference: `always`, `auto` after a failure, or a number, how often to run the same variant; see "
                            + "[diagnostics](diagnostics.md)")
            .parsed(DivergeChoice::parse, "never");
    public static final Setting<EmptySelection> EMPTY_SELECTION = Setting.named("chiptest.empty-selection")
            .example("ignore")
            .meaning(
                    "What a selection that matches nothing does: `fail`, or `ignore` where other modules or forks hold "
                            + "what was selected")
            .parsed(text -> oneOf(EmptySelection.values(), text), "fail");
    public static final Setting<Path> SUMMARY = Setting.named("chiptest.summary").example("build/summary.json")
            .meaning("File that the summary of the run is written to")
            .parsed(Path::of, "target/chiptest/summary.json");
    public static final Setting<Integer> RETRIES = Setting.named("chiptest.retries").alsoShort().example("2")
            .meaning("How often a test that failed is tried again; one that passes then is reported as flaky")
            .parsed(text -> number(text, 0, MOST_ATTEMPTS), "0");
    public static final Setting<Integer> UNTIL_FAIL = Setting.named("chiptest.untilFail").alsoShort().example("100")
            .meaning("How often each test is tried at most until it fails, to see how flaky it is: the failure rate is "
                    + "reported, with the bounds between which it lies")
            .parsedElse(text -> number(text, 1, MOST_ATTEMPTS), "once");
    public static final Setting<Integer> UNTIL_PASS = Setting.named("chiptest.untilPass").alsoShort().example("20")
            .meaning("The same until it passes").parsedElse(text -> number(text, 1, MOST_ATTEMPTS), "once");
    public static final Setting<Isolation> ISOLATION = Setting.named("chiptest.isolation").alsoShort().example("same")
            .meaning(
                    "What the next attempt after one that failed runs on: a `fresh` worker, the `same` if it is sound, or a "
                            + "fresh one on another `device`")
            .parsed(text -> oneOf(Isolation.values(), text), "fresh");
    public static final Setting<Order> ORDER = Setting.named("chiptest.order").alsoShort().example("failed-first")
            .meaning("Which tests start first: as they are `declared`, `failed-first` or `slow-first` by the "
                    + "[history](results.md), as `-Dcase` has them `listed`, or in `random` order by the seed")
            .parsed(EngineSettings::order, "declared");
    public static final Setting<FailFast> FAIL_FAST = Setting.named("chiptest.failFast").alsoShort().example("smoke")
            .meaning("What a failure keeps from being started: `none`, the rest of its class if it is one of a `smoke` "
                    + "scenario, or `all` tests")
            .parsed(text -> oneOf(FailFast.values(), text), "none");
    public static final Setting<Integer> BISECT = Setting.named("chiptest.bisect").alsoShort().example("60")
            .meaning(
                    "How many trials at most look for the tests after which a test fails on the same worker, if it has "
                            + "failed after others: it is run on fresh workers alone, after all of them, and after fewer and fewer")
            .parsedElse(text -> number(text, 1, MOST_ATTEMPTS), "none");
    public static final Setting<Integer> REDUCE = Setting.named("chiptest.reduce").alsoShort().example("60")
            .meaning(
                    "How many trials at most look for the smallest case that still fails in the same way, if a test has "
                            + "failed: with fewer rounds, and smaller sizes (`@Size`); see [results](results.md)")
            .parsedElse(text -> number(text, 1, MOST_ATTEMPTS), "none");
    public static final Setting<Sequence> SEQUENCE = Setting.named("chiptest.sequence").alsoShort()
            .example("p0a,r0,u0")
            .meaning(
                    "Steps that `contract.randomStepsKeepToTheModel` takes instead of random ones, as a failure of it tells "
                            + "them: prepare id 0 with the callable (`p0a`) or the other one (`p0b`), run it (`r0`), unregister it (`u0`)")
            .parsedElse(Sequence::parse, "random steps");
    public static final Setting<String> SHARD = Setting.named("chiptest.shard").alsoShort().example("2/5")
            .meaning("Which part of all tests to run, of runs that [share them](results.md): `2/5`, `kubernetes/5` or "
                    + "`slurm`")
            .parsedElse(text -> text, "all tests, or what Bazel's variables say");
    public static final Setting<Path> SHARD_HISTORY = Setting.named("chiptest.shard.history")
            .example("ci/durations.jsonl")
            .meaning(
                    "File of history by which the parts are balanced, so that they take equally long; it must be the same for all of them")
            .parsedElse(Path::of, "none, tests are dealt out in turn");
    public static final Setting<String> HISTORY = Setting.named("chiptest.history").example("ci/history.jsonl")
            .meaning("File of what became of tests in earlier runs, to which this one is added; or `none`")
            .parsedElse(text -> text, "a file of the project beside the cache of compiled code");
    public static final Setting<ExpectationMode> EXPECTATIONS = Setting.named("chiptest.expectations").alsoShort()
            .example("update")
            .meaning("What becomes of the [expectations](results.md): `apply`, `ignore`, or `update`, which applies "
                    + "them and writes what they should say instead as a patch beside the summary")
            .parsed(text -> oneOf(ExpectationMode.values(), text), "apply");
    public static final Setting<Path> EXPECTATION_FOLDER = Setting.named("chiptest.expectations.folder")
            .example("ci/expectations").meaning("Folder of the files of expectations")
            .parsed(Path::of, "expectations");
    /** What tests tell themselves; the harness reads none of it. */
    public static final Setting<String> TEST = Setting.named("chiptest.test.*").example("10000")
            .meaning("Left to tests: the harness reads none of them").parsedElse(text -> text, "none");

    /** Everything that the engine can be told from outside. */
    public static final List<Setting<?>> ALL = List.of(PLATFORM, RUNTIME, DEVICE, CASE, LEVEL, ROUNDS, SIZE, MANUAL,
            SEED,
            TIMEOUT, SANITIZER, CAPTURE, CAPTURE_BYTES, CAPTURE_FORMAT, AGAINST, DIVERGE, EMPTY_SELECTION, SUMMARY,
            RETRIES, UNTIL_FAIL, UNTIL_PASS, ISOLATION, ORDER, FAIL_FAST, BISECT, REDUCE, SEQUENCE, SHARD,
            SHARD_HISTORY,
            HISTORY,
            EXPECTATIONS, EXPECTATION_FOLDER, TEST);

    private EngineSettings() {}

    /** Check that platforms are known. */
    static PlatformChoice known(PlatformChoice choice, List<String> platforms) {
        if (choice instanceof PlatformChoice.Named(var names)) {
            for (String name : names) {
                if (!platforms.contains(name)) {
                    List<String> possible = Stream
                            .concat(platforms.stream(), Stream.of(ALL_PLATFORMS)).toList();
                    throw unknown("platform", name, possible);
                }
            }
        }
        return choice;
    }

    private static PlatformChoice platforms(String text) {
        List<String> names = entries(text);
        return names.contains(ALL_PLATFORMS)
                ? new PlatformChoice.All()
                : new PlatformChoice.Named(new LinkedHashSet<>(names));
    }

    private static Set<RuntimeKind> runtimes(String text) {
        List<String> known = Arrays.stream(RuntimeKind.values()).flatMap(
                kind -> Arrays.asList(kind.id(), kind.shortName()).stream()).toList();
        return entries(text).stream()
                .map(name -> RuntimeKind.named(name).orElseThrow(() -> unknown("runtime", name, known)))
                .collect(toCollection(LinkedHashSet::new));
    }

    private static int rounds(String text) {
        try {
            int rounds = Integer.parseInt(text);
            if (rounds >= 1) {
                return rounds;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number; write 1 or more", e);
        }
        throw new IllegalArgumentException("there must be 1 round or more");
    }

    private static Order order(String text) {
        return Arrays.stream(Order.values()).filter(order -> order.word().equals(text)).findFirst()
                .orElseThrow(() -> unknown("value", text, Arrays.stream(Order.values()).map(Order::word).toList()));
    }

    private static int number(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a number; write " + least + " to " + most, e);
        }
        throw new IllegalArgumentException("it can be " + least + " to " + most);
    }

    private static long captureBytes(String text) {
        try {
            long bytes = Long.parseLong(text);
            if (bytes >= WorkerSettings.LEAST_RECORD_BYTES) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number; write bytes", e);
        }
        throw new IllegalArgumentException("records need " + WorkerSettings.LEAST_RECORD_BYTES + " bytes or more");
    }

    private static Duration seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= MOST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number; write seconds, 1 or more", e);
        }
        throw new IllegalArgumentException("a scenario needs 1 to " + MOST_SECONDS + " seconds");
    }

    private static OptionalLong seed(String text) {
        try {
            return OptionalLong.of(Long.decode(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a 64-bit number", e);
        }
    }

    private static <E extends Enum<E>> E oneOf(E[] values, String text) {
        List<String> known = Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
        return Arrays.stream(values).filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> unknown("value", text, known));
    }

    private static List<String> entries(String text) {
        List<String> entries = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (entries.contains("")) {
            throw new IllegalArgumentException("there is an empty entry; separate names by single commas");
        }
        return entries;
    }

    private static IllegalArgumentException unknown(String what, String found, Collection<String> known) {
        return new IllegalArgumentException("unknown " + what + " '" + found + "'" + NearestName.hint(found, known));
    }
}
