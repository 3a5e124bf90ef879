package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.engine.internal.device.DeviceKind;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.HostWorker;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** Scenarios of level 3: what they may declare, and how they get their devices. */
class HostLevelTests {

    /** Called by scenarios of level 3: no device of theirs leads back to a test, as they open none here. */
    private static final AtomicReference<Consumer<List<Integer>>> ON_HOST = new AtomicReference<>(ids -> {});

    private final FakeEnvironment environment = new FakeEnvironment();

    @AfterEach
    void forgetWhatHostsDo() {
        ON_HOST.set(ids -> {});
    }

    @Test
    void aScenarioLeasesAllDevicesOfItsCase() {
        Events tests = environment.running(TwoChips.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1));
        assertThat(Published.entries(tests)).contains(Map.of("device", "0,1"), Map.of("devices", "[0, 1]"),
                Map.of("lowest", "0"), Map.of("sub workers", "1"), Map.of("callable", "entry"));
        assertThat(environment.opened).as("devices that the harness opened").isEmpty();
        assertThat(environment.reports.getLast()).isEqualTo("chiptest: 1 test, 1 passed; device 0: 1, device 1: 1");
    }

    @Test
    void theDevicesOfAPoolAreTakenFromTheLowest() {
        Events tests = environment.running(TwoChips.class).configurationParameter("device", "7,4-5").execute()
                .testEvents();

        assertThat(Published.entries(tests)).contains(Map.of("device", "4,5"));
    }

    @Test
    void withoutAPoolThereAreAsManySimulatedDevicesAsTheLargestCaseNeeds() {
        Events tests = environment.engine().selectors(selectClass(OneChip.class), selectClass(ThreeChips.class))
                .execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(41));
        assertThat(Published.entries(tests)).contains(Map.of("device", "0,1,2"))
                .doesNotContain(Map.of("device", "3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0   | 1 device: 0
            2,5 | 2 devices: 2, 5
            """)
    void aNeedLargerThanThePoolIsRefusedBeforeAnythingStarts(String pool, String described) {
        Events tests = environment.running(ThreeChips.class).configurationParameter("device", pool).execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "scenario ThreeChips.three, case default, needs 3 devices, but the pool has " + described
                        + "; name as many as it needs, such as -Ddevice=0-2\n");
        assertThat(environment.compiled).isEmpty();
    }

    @Test
    void cardsAreNotGuessed() {
        environment.card = FakePlatform.A2A3.present();

        Events tests = environment.running(OnCards.class).configurationParameter("platform", "a2a3").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "scenario OnCards.fails, case default, needs 2 devices, but the pool has device 0 alone, as no devices"
                        + " were named; name as many as it needs, such as -Ddevice=0-1\n");
    }

    @Test
    void whatFailsOnCardsIsRunAgainOnThem() {
        environment.card = FakePlatform.A2A3.present();

        Events tests = environment.running(OnCards.class).configurationParameter("platform", "a2a3")
                .configurationParameter("device", "2-4").execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst())).contains("devices:  2, 3\n")
                .endsWith("-Dplatform=a2a3 -Druntime=host_build_graph -Ddevice=2,3");
    }

    @Test
    void whatFailsInSimulationIsRunAgainWithoutAPool() {
        environment.card = FakePlatform.A2A3.present();

        Events tests = environment.running(OnCards.class).configurationParameter("platform", "a2a3sim")
                .configurationParameter("device", "2-4").execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst())).contains("devices:  2, 3\n")
                .endsWith("-Dplatform=a2a3sim -Druntime=host_build_graph");
        assertThat(environment.reports.getLast()).contains("on devices 2, 3: these chips fail");
    }

    @Test
    void theLevelSelectsAndNamesStayTheSame() {
        List<Event> tests = environment.engine().selectors(selectClass(OneChip.class), selectClass(TwoChips.class))
                .configurationParameter("level", "3").execute().testEvents().finished().list();

        assertThat(tests).singleElement().satisfies(test -> {
            assertThat(test.getTestDescriptor().getUniqueId().toString())
                    .endsWith("[scenario:two]/[test-template-invocation:pair@a2a3sim.host_build_graph]");
            assertThat(test.getTestDescriptor().getLegacyReportingName()).isEqualTo("two(pair a2a3sim hbg)[1]");
        });
    }

    @Test
    void aSimulatedDeviceStaysOpenBesideTheChipsOfAHost() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ON_HOST.set(ids -> {
            environment.open.stream().filter(device -> ids.contains(device.deviceId))
                    .forEach(device -> seen.add("open on " + device.deviceId));
            seen.add("host");
        });

        environment.engine().selectors(selectClass(Before.class), selectClass(Hosts.class), selectClass(OneChip.class))
                .configurationParameter("case", "before,host/one,case0").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(3));

        assertThat(seen).containsExactlyInAnyOrder("open on 0", "host");
        assertThat(environment.opened).as("the same before the host and behind it").hasSize(1);
        assertThat(environment.open).isEmpty();
    }

    @Test
    void whileAHostWaitsForItsDevicesOthersUseThoseThatAreFree() {
        CountDownLatch others = new CountDownLatch(5);
        environment.kernel = (device, args, config) -> {
            if (config.blockDim() == 2) {
                assertThat(Latches.await(others)).as("others run on the free device").isTrue();
            } else {
                others.countDown();
            }
        };

        Events tests = environment.engine()
                .selectors(selectClass(Slow.class), selectClass(Hosts.class), selectClass(OneChip.class))
                .configurationParameter("case", "slow,host/two,OneChip::").configurationParameter("device", "0-1")
                .execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(42));
        List<String> started = tests.started().list().stream()
                .map(event -> event.getTestDescriptor().getDisplayName()).toList();
        assertThat(started.indexOf("two [a2a3sim hbg]")).as("tests that started before the host did")
                .isGreaterThanOrEqualTo(6).isLessThanOrEqualTo(17);
    }

    @Test
    void testsOnOneDeviceKeepTheirOrderWhicheverIsCompiledFirst() {
        List<CompletableFuture<ChipCallable>> compiling = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> finished = new CopyOnWriteArrayList<>();
        environment.compiler = recipe -> {
            CompletableFuture<ChipCallable> future = new CompletableFuture<>();
            compiling.addFirst(future);
            if (compiling.size() == 2) {
                finished.add(CompletableFuture
                        .runAsync(() -> compiling.getFirst().complete(ChipCallable.builder().build()))
                        .thenRunAsync(() -> compiling.getLast().complete(ChipCallable.builder().build()),
                                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)));
            }
            return future;
        };

        List<Event> started = environment.running(TwoCallables.class).execute().testEvents().started().list();

        assertThat(started).extracting(event -> event.getTestDescriptor().getLegacyReportingName())
                .containsExactly("first(default a2a3sim hbg)[1]", "second(default a2a3sim hbg)[1]");
        assertThat(finished).singleElement().satisfies(CompletableFuture::join);
    }

    @Test
    void aDeviceBelongsToOneTestAtATime() {
        Map<Integer, Integer> owners = new HashMap<>();
        ON_HOST.set(ids -> own(owners, ids));

        environment.running(Random.class).configurationParameter("device", "0-3").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(60));

        assertThat(owners.values()).containsOnly(0);
    }

    @Test
    void anInterruptEndsTheWaitingAndEveryTestIsAccountedFor() {
        Thread.currentThread().interrupt();

        Events tests = environment.running(OneChip.class).execute().testEvents();

        assertThat(Thread.interrupted()).isTrue();
        tests.assertStatistics(stats -> stats.failed(40));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(
                "the run was interrupted before a device was leased\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            many devices     | case many devices: number of devices 65 is out of range; level 3 allows 1 to 64, level 2 has 1
            no device        | case no device: number of devices 0 is out of range; level 3 allows 1 to 64, level 2 has 1
            many sub workers | case many sub workers: number of sub workers 65 is out of range; level 3 allows 0 to 64, level 2 has none
            fewer than none  | case fewer than none: number of sub workers -1 is out of range; level 3 allows 0 to 64, level 2 has none
            """)
    void numbersOutOfRangeFailTheirCase(String name, String message) {
        Events tests = environment.running(OutOfRange.class).configurationParameter("case", name).execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).startsWith(message + "\n");
    }

    @Test
    void aCaseOfLevelTwoHasOneDeviceAndNoSubWorkers() {
        Events tests = environment.running(LevelTwo.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(2));
        assertThat(tests.failed().list()).extracting(Failure::message).satisfiesExactlyInAnyOrder(
                message -> assertThat(message).startsWith("case devices: 2 devices, but level 2 is one chip; declare"
                        + " the class with @ChipTest(level = 3), or leave the devices out\n"),
                message -> assertThat(message)
                        .startsWith("case sub workers: sub workers (1), of which level 2 has none;"
                                + " declare the class with @ChipTest(level = 3), or leave them out\n"));
    }

    @Test
    void whatStandsOnOneChipIsNotForLevelThree() {
        Events tests = environment.running(WrongParameters.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(4));
        assertThat(tests.failed().list()).extracting(Failure::message).satisfiesExactlyInAnyOrder(
                message -> assertThat(message).startsWith("scenario worker: parameter worker is of type ChipWorker,"
                        + " which stands on one chip, but the scenario is of level 3; take a HostWorker, or declare the class with"
                        + " @ChipTest(level = 2)"),
                message -> assertThat(message).startsWith(
                        "scenario arguments: parameter args is of type GoldenArgs, which stands on one chip"),
                message -> assertThat(message).startsWith("scenario golden: a golden scenario runs one callable on one"
                        + " chip, and this one is of level 3; leave @Golden out and submit the tasks yourself, or"
                        + " declare the class with @ChipTest(level = 2)"),
                message -> assertThat(message).contains("it has ChipCallable, Architecture, CallConfig,"
                        + " HostWorker, Platform, RandomGenerator, RuntimeKind, ScenarioContext, Variant, and the data of cases"));
    }

    @Test
    void aHostWorkerIsNotForLevelTwo() {
        Events tests = environment.running(HostOnLevelTwo.class).execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("scenario host: parameter host is of type"
                        + " HostWorker, which drives many chips, but the scenario is of level 2; take a ChipWorker, or declare the"
                        + " class with @ChipTest(level = 3)");
    }

    @Test
    void aScenarioGetsAHostWorkerOnItsDevicesWhichIsClosedAfterIt() {
        List<HostWorker> made = new ArrayList<>();
        HostSource source = environment.hosts;
        environment.hosts = (kind, deviceIds, subWorkers, kept) -> {
            assertThat(deviceIds).containsExactly(0, 1);
            assertThat(subWorkers).isEqualTo(3);
            HostWorker host = source.make(kind, deviceIds, subWorkers, kept);
            made.add(host);
            return host;
        };

        environment.running(WithHost.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThatIllegalStateException().isThrownBy(made.getFirst()::init).withMessageContaining("closed");
    }

    @Test
    void chipsAreLeftToTheNextScenarioUnlessOneFailsOrWantsItsOwn() {
        ChipPool pool = new ChipPool();
        Map<Integer, Optional<ChipPool.Visit>> visits = new TreeMap<>();
        HostSource source = environment.hosts;
        environment.hosts = new HostSource() {

            @Override
            public HostWorker make(DeviceKind kind, List<Integer> deviceIds, int subWorkers,
                    Optional<ChipPool.Visit> kept) {
                visits.put(subWorkers, kept);
                return source.make(kind, deviceIds, subWorkers, kept);
            }

            @Override
            public Optional<ChipPool> chips(DeviceKind kind) {
                return Optional.of(pool);
            }
        };

        environment.running(PassesAndFails.class).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(2).failed(1));

        assertThat(visits.get(1)).as("of one that passes")
                .hasValueSatisfying(visit -> assertThat(visit.isOpen()).isTrue());
        assertThat(visits.get(2)).as("of one that fails")
                .hasValueSatisfying(visit -> assertThat(visit.isOpen()).isFalse());
        assertThat(visits.get(3)).as("of one that wants its own").isEmpty();
        assertThat(expectedSubWorkers(pool)).as("those of the other two").isEqualTo(1 + 2);
    }

    /** Take sub workers that are nothing for as long as any is expected. */
    private static int expectedSubWorkers(ChipPool pool) {
        ChipPool.Visit visit = pool.visit("count");
        for (int count = 0;; count++) {
            visit.startSubWorker(() -> () -> {
                // nothing to close
            });
            if (visit.takeSubWorker().isEmpty()) {
                return count;
            }
        }
    }

    private static void own(Map<Integer, Integer> owners, List<Integer> ids) {
        synchronized (owners) {
            ids.forEach(id -> assertThat(owners.merge(id, 1, Integer::sum)).as("owners of device " + id).isEqualTo(1));
        }
        LockSupport.parkNanos(100_000); // long enough for another test to be seen on the same device
        synchronized (owners) {
            ids.forEach(id -> owners.merge(id, -1, Integer::sum));
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class WithCallable {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        static void run(ChipWorker worker, ChipCallable callable, CallConfig config) {
            worker.prepare(0, callable).run(new TaskArgs(), config);
        }

        static void runHost(ScenarioContext context) {
            Objects.requireNonNull(ON_HOST.get()).accept(context.deviceIds());
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class TwoChips extends WithCallable {

        @Scenario
        @Case(name = "pair", devices = 2, subWorkers = 1)
        void two(ScenarioContext context, ChipCallable copy) {
            context.publish("devices", context.deviceIds().toString());
            context.publish("lowest", String.valueOf(context.deviceId()));
            context.publish("sub workers", String.valueOf(context.scenarioCase().subWorkers()));
            context.publish("callable", copy.functionName());
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class ThreeChips extends WithCallable {

        @Scenario
        @Case(devices = 3)
        void three(ScenarioContext context, ChipCallable copy) {
            assertThat(context.deviceIds()).hasSize(3);
        }
    }

    static class OneChip extends WithCallable {

        static List<CaseSpec> cases() {
            return IntStream.range(0, 40).mapToObj(i -> CaseSpec.named("case" + i)).toList();
        }

        @Scenario
        @CasesFrom("cases")
        void one(ChipWorker worker, ChipCallable copy, CallConfig config) {
            run(worker, copy, config);
        }
    }

    @ChipTest(platforms = {"a2a3sim", "a2a3"}, runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class OnCards {

        @Scenario
        @Case(devices = 2)
        void fails() {
            throw new AssertionError("these chips fail");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class Hosts extends WithCallable {

        static List<CaseSpec> cases() {
            return List.of(CaseSpec.named("one"), CaseSpec.named("two").devices(2));
        }

        @Scenario
        @CasesFrom("cases")
        @FreshWorker
        void host(ScenarioContext context) {
            runHost(context);
        }
    }

    static class Before extends WithCallable {

        @Scenario
        void before(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class TwoCallables {

        @CallableUnderTest
        static CallableSpec one() {
            return FakeCallables.copy().entry("one");
        }

        @CallableUnderTest
        static CallableSpec two() {
            return FakeCallables.copy().entry("two");
        }

        @Scenario
        void first(ChipCallable one) {
            assertThat(one.functionName()).isEmpty();
        }

        @Scenario
        void second(ChipCallable two) {
            assertThat(two.functionName()).isEmpty();
        }
    }

    static class Slow extends WithCallable {

        @Scenario
        @Case(blockDim = 2)
        void slow(ChipWorker worker, ChipCallable copy, CallConfig config) {
            run(worker, copy, config);
        }
    }

    /** Hosts of one to four chips, by the dozen. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class Random extends WithCallable {

        static List<CaseSpec> cases() {
            SplittableRandom random = new SplittableRandom(3);
            return IntStream.range(0, 60).mapToObj(i -> CaseSpec.named("case" + i).devices(random.nextInt(1, 5)))
                    .toList();
        }

        @Scenario
        @CasesFrom("cases")
        void host(ScenarioContext context) {
            runHost(context);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class OutOfRange {

        @Scenario
        @Case(name = "many devices", devices = 65)
        @Case(name = "no device", devices = 0)
        @Case(name = "many sub workers", subWorkers = 65)
        @Case(name = "fewer than none", subWorkers = -1)
        void never() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class LevelTwo {

        @Scenario
        @Case(name = "devices", devices = 2)
        @Case(name = "sub workers", subWorkers = 1)
        void never() {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class WrongParameters extends WithCallable {

        @Scenario
        void worker(ChipWorker worker) {}

        @Scenario
        void arguments(GoldenArgs args) {}

        @Scenario
        @Golden
        void golden() {}

        @Scenario
        void unknown(Integer number) {}
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class HostOnLevelTwo {

        @Scenario
        void host(HostWorker host) {
            host.init();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class WithHost {

        @Scenario
        @Case(devices = 2, subWorkers = 3)
        void host(HostWorker host) {
            assertThat(host.isInitialized()).isFalse();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH, level = 3)
    static class PassesAndFails {

        @Scenario
        @Case(devices = 1, subWorkers = 1)
        void passes(HostWorker host) {
            assertThat(host.isInitialized()).isFalse();
        }

        @Scenario
        @Case(devices = 1, subWorkers = 2)
        void fails(HostWorker host) {
            assertThat(host.isInitialized()).isTrue();
        }

        @Scenario
        @FreshWorker
        @Case(devices = 1, subWorkers = 3)
        void wantsItsOwn(HostWorker host) {
            assertThat(host.isInitialized()).isFalse();
        }
    }
}
