package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Tests that fail after others on the same worker. */
class BisectionTests {

    private static final int BEFORE = 200;
    private static final long LAST = -1;

    private final FakeEnvironment environment = new FakeEnvironment();

    /** The cases that spoil a worker for the last test, if all of them have run on it. */
    private Set<Integer> spoiling = Set.of();
    private boolean failsAlone;

    @TempDir
    Path folder;

    @BeforeEach
    void spoilWorkers() {
        Set<Map.Entry<Object, Long>> ran = ConcurrentHashMap.newKeySet();
        environment.kernel = (device, args, config) -> {
            long number = args.scalarBits(0);
            if (number != LAST) {
                ran.add(Map.entry(device, number));
            } else if (failsAlone || !spoiling.isEmpty()
                    && spoiling.stream().allMatch(each -> ran.contains(Map.entry(device, (long) each)))) {
                throw new IllegalStateException("the worker is spoiled");
            }
        };
    }

    @Test
    void oneOfManyTestsBeforeItIsFound() {
        spoiling = Set.of(77);

        Events tests = run("bisect", "60");

        String found = bisection(tests);
        assertThat(found)
                .startsWith(
                        "TestCase.theLast default [a2a3sim hbg] passes alone, and fails after this test on the same "
                                + "worker (")
                .contains(" trials):\n  TestCase.before n077 [a2a3sim hbg]\nrepeat it with:\n")
                .endsWith(
                        "mvn test -Dtest=BisectionTests -Dcase='BisectionTests$TestCase::before/n077,BisectionTests$TestCase::"
                                + "theLast/default' -Dplatform=a2a3sim -Druntime=host_build_graph -Ddevice=0 -Dorder=listed");
        assertThat(environment.opened).hasSizeLessThan(30);
        assertThat(environment.reports.getLast()).contains("200 passed, 1 failed")
                .contains("passes alone, and fails after");
        assertThat(suppressed(tests)).contains(found);
    }

    @Test
    void severalThatItTakesAreFound() {
        spoiling = Set.of(3, 40, 41);

        assertThat(bisection(run("bisect", "200"))).contains(
                "fails after these 3 tests on the same worker (", "):\n  TestCase.before n003 [a2a3sim hbg]\n"
                        + "  TestCase.before n040 [a2a3sim hbg]\n  TestCase.before n041 [a2a3sim hbg]\nrepeat");
    }

    @Test
    void theCommandThatRepeatsItRunsTheseTestsInThisOrder() {
        spoiling = Set.of(77);
        Events tests = run("order", "listed", "case",
                "BisectionTests$TestCase::before/n077,BisectionTests$TestCase::theLast/default", "device", "0");

        assertThat(started(tests)).containsExactly("before(n077 a2a3sim hbg)[78]", "theLast(default a2a3sim hbg)[1]");
        tests.assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(started(run("order", "listed", "case", "theLast,n002,n001"))).containsExactly(
                "theLast(default a2a3sim hbg)[1]", "before(n002 a2a3sim hbg)[3]", "before(n001 a2a3sim hbg)[2]");
    }

    @Test
    void oneThatFailsAloneIsToldSo() {
        failsAlone = true;

        assertThat(bisection(run("bisect", "60")))
                .isEqualTo("TestCase.theLast default [a2a3sim hbg] fails alone too, on a "
                        + "fresh worker: the 200 tests before it are not to blame");
    }

    @Test
    void oneThatFailedOnceIsToldSo() {
        spoiling = Set.of(5);
        var kernel = environment.kernel;
        environment.kernel = (device, args, config) -> {
            if (device == environment.opened.getFirst()) {
                kernel.run(device, args, config);
            }
        };

        assertThat(bisection(run("bisect", "60")))
                .endsWith("does not fail again after the same 200 tests on a fresh worker: it "
                        + "is not their order that makes it fail");
    }

    @Test
    void whenTrialsRunOutTheShortestListSoFarIsTold() {
        spoiling = Set.of(77);

        assertThat(bisection(run("bisect", "4")))
                .contains("tests on the same worker (4 trials, no more were allowed; there may be "
                        + "fewer):")
                .contains("TestCase.before n077");
    }

    @Test
    void aFlakyTestIsBisectedToo() {
        spoiling = Set.of(77);

        Events tests = run("bisect", "60", "retries", "1");

        assertThat(environment.reports.getLast()).contains("200 passed, 1 flaky");
        assertThat(bisection(tests)).contains("fails after this test");
    }

    @Test
    void trialsAreNoTests() {
        spoiling = Set.of(77);

        run("bisect", "60").assertStatistics(stats -> stats.started(201).finished(201));
        assertThat(environment.reports.getLast()).startsWith("chiptest: 201 tests");
        assertThat(environment.open).isEmpty();
    }

    @Test
    void whatComesBeforeAllTestsOfAClassComesBeforeThemInTrialsToo() {
        Events tests = environment.engine().selectors(selectClass(Writing.class), selectClass(Reading.class))
                .configurationParameter("chiptest.summary", folder.resolve("summary.json").toString())
                .configurationParameter("bisect", "60").configurationParameter("device", "0")
                .configurationParameter("order", "listed")
                .configurationParameter("case", "first,clears,last").execute().testEvents();

        assertThat(bisection(tests)).contains(
                "Reading.last default [a2a3sim hbg] passes alone, and fails after these 2 tests on the same worker",
                "\n  Reading.first default [a2a3sim hbg]\n  Writing.clears default [a2a3sim hbg]\nrepeat");
    }

    @Test
    void aCulpritMayComeAfterAllTestsOfItsClass() {
        Events tests = environment.engine().selectors(selectClass(Leaving.class), selectClass(Finding.class))
                .configurationParameter("chiptest.summary", folder.resolve("summary.json").toString())
                .configurationParameter("bisect", "60").configurationParameter("device", "0").execute().testEvents();

        assertThat(bisection(tests)).contains(
                "Finding.minds default [a2a3sim hbg] passes alone, and fails after this test on the same worker",
                "\n  Leaving.runs default [a2a3sim hbg]\nrepeat");
    }

    @Test
    void aClassInUseIsEndedBeforeTrialsAndBegunAgainAfterThem() {
        Counting.log.clear();
        environment.running(Counting.class)
                .configurationParameter("chiptest.summary", folder.resolve("summary.json").toString())
                .configurationParameter("bisect", "60").configurationParameter("device", "0").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(1));

        assertThat(Counting.log).startsWith("begin", "a", "b fails", "end", "begin", "b fails", "end", "begin", "c")
                .endsWith("c", "end");
    }

    @Test
    void nobodyLooksUnlessAsked() {
        spoiling = Set.of(77);

        run();
        assertThat(environment.opened).hasSize(1);
    }

    private Events run(String... settings) {
        EngineTestKit.Builder builder = environment.running(TestCase.class).configurationParameter("chiptest.summary",
                folder.resolve("summary.json").toString());
        for (int i = 0; i < settings.length; i += 2) {
            builder.configurationParameter(settings[i], settings[i + 1]);
        }
        return builder.execute().testEvents();
    }

    private static String bisection(Events tests) {
        return Published.entries(tests).stream().filter(entry -> entry.containsKey("bisection"))
                .map(entry -> entry.get("bisection")).findFirst().orElseThrow();
    }

    private static String suppressed(Events tests) {
        Throwable failure = tests.failed().list().getFirst().getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        return Arrays.stream(failure.getSuppressed()).map(Throwable::getMessage).toList().toString();
    }

    private static List<String> started(Events tests) {
        return tests.started().stream().map(event -> event.getTestDescriptor().getLegacyReportingName()).toList();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TestCase {

        static List<CaseSpec> cases() {
            return IntStream.range(0, BEFORE)
                    .mapToObj(number -> CaseSpec.named(String.format("n%03d", number)).data(number))
                    .toList();
        }

        @Scenario
        @CasesFrom("cases")
        void before(ChipWorker worker, CallConfig config, Integer number) {
            worker.run(0, new TaskArgs().scalar((long) number), config);
        }

        @Scenario
        void theLast(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(LAST), config);
        }
    }

    /** What all tests of {@link Reading} read. */
    private static volatile boolean written;

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Reading {

        @BeforeAll
        static void write() {
            written = true;
        }

        @Scenario
        void first(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
        }

        @Scenario
        void last(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
            if (!written) {
                throw new IllegalStateException("nothing was written");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Writing {

        @Scenario
        void clears(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
            written = false;
        }
    }

    /** What {@link Leaving} leaves behind, until {@link Finding} takes it away. */
    private static volatile boolean left;

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Leaving {

        @AfterAll
        static void leave() {
            left = true;
        }

        @Scenario
        void runs(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Finding {

        @AfterAll
        static void takeAway() {
            left = false;
        }

        @Scenario
        void minds(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
            if (left) {
                throw new IllegalStateException("something was left");
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Counting {

        static final List<String> log = new CopyOnWriteArrayList<>();

        @BeforeAll
        static void begin() {
            log.add("begin");
        }

        @AfterAll
        static void end() {
            log.add("end");
        }

        @Scenario
        void a(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
            log.add("a");
        }

        @Scenario
        void b(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
            log.add("b fails");
            throw new IllegalStateException("broken");
        }

        @Scenario
        void c(ChipWorker worker, CallConfig config) {
            worker.run(0, new TaskArgs().scalar(500L), config);
            log.add("c");
        }
    }
}
