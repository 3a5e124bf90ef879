package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.api.Variant;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Architecture;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

class ExecutionTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aScenarioGetsWhatItsParametersAskFor() {
        Events tests = environment.running(AllParameters.class).configurationParameter("seed", "7")
                .configurationParameter("device", "3").execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1));
        assertThat(Published.entries(tests)).contains(Map.of("worker", "true"), Map.of("callable", "entry"),
                Map.of("config", "5/2"), Map.of("variant", "a2a3sim.host_build_graph"), Map.of("platform", "a2a3sim"),
                Map.of("architecture", "a2a3"), Map.of("runtime", "HOST_BUILD_GRAPH"), Map.of("device", "3"),
                Map.of("seed", "7"));
    }

    @Test
    void theSameSeedGivesTheSameNumbersWhateverElseRuns() {
        String alone = number(environment.running(Random.class).configurationParameter("seed", "7")
                .configurationParameter("case", "one").execute().testEvents());
        String together = number(
                environment.running(Random.class).configurationParameter("seed", "7").execute().testEvents());
        String other = number(
                environment.running(Random.class).configurationParameter("seed", "8").execute().testEvents());

        assertThat(together).isEqualTo(alone).isNotEqualTo(other);
    }

    @Test
    void eachRunHasAnInstanceToItself() {
        environment.running(Instances.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(4));
    }

    @Test
    void aCaseCarriesData() {
        environment.running(Data.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));
    }

    @Test
    void twoScenariosRunAtTheSameTimeOnTwoDevices() {
        CountDownLatch bothRun = new CountDownLatch(2);
        environment.kernel = (device, args, config) -> {
            bothRun.countDown();
            assertThat(Latches.await(bothRun)).as("the other scenario runs too").isTrue();
        };

        Events tests = environment.running(Running.class).configurationParameter("device", "0-1").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.succeeded(2));
        assertThat(Published.entries(tests)).contains(Map.of("device", "0"), Map.of("device", "1"));
    }

    @Test
    void oneDeviceRunsOneScenarioAtATime() {
        Map<Integer, Integer> running = new ConcurrentHashMap<>();
        environment.kernel = (device, args, config) -> {
            assertThat(running.merge(device.deviceId, 1, Integer::sum)).isEqualTo(1);
            running.merge(device.deviceId, -1, Integer::sum);
        };

        environment.running(Many.class).configurationParameter("device", "4,2").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(40));
        assertThat(environment.opened).extracting(device -> device.deviceId).containsOnly(2, 4);
    }

    @Test
    void testsStartInTheOrderOfDiscovery() {
        Events tests = environment.running(Many.class).execute().testEvents();

        List<String> discovered = environment.running(Many.class).discover().getEngineDescriptor().getDescendants()
                .stream().filter(TestDescriptor::isTest).map(each -> each.getUniqueId().toString()).toList();
        assertThat(tests.started().list()).extracting(event -> event.getTestDescriptor().getUniqueId().toString())
                .hasSize(40).isEqualTo(discovered);
    }

    @Test
    void aContainerStartsBeforeItsFirstTestAndEndsAfterItsLast() {
        List<Event> events = environment.running(Many.class).configurationParameter("device", "0-3").execute()
                .allEvents()
                .filter(event -> event.getTestDescriptor().getUniqueId().toString().contains("[scenario:run]"))
                .toList();

        assertThat(events.getFirst()).matches(event -> !event.getTestDescriptor().isTest()
                && event.getType() == EventType.STARTED);
        assertThat(events.getLast()).matches(event -> !event.getTestDescriptor().isTest()
                && event.getType() == EventType.FINISHED);
        assertThat(events).filteredOn(event -> !event.getTestDescriptor().isTest()).hasSize(2);
    }

    @Test
    void aWorkerIsReusedByTheScenariosOfItsVariant() {
        environment.running(Many.class).execute();

        assertThat(environment.opened).hasSize(1);
        assertThat(environment.opened.getFirst().log).endsWith("close");
        assertThat(environment.closed).isTrue();
    }

    @Test
    void aWorkerThatHasLoadedMoreThanItShouldIsReplacedAndNobodyNotices() {
        environment.uploadedBytes = runs -> runs << 24;

        Events tests = environment.running(Many.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(40));
        assertThat(environment.opened).as("128 MiB are eight runs, and nine are more").hasSize(5);
        assertThat(Published.entries(tests)).noneMatch(entry -> entry.containsKey("warning"));
    }

    @Test
    void aScenarioThatWantsAWorkerToItselfGetsOne() {
        environment.running(Fresh.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(3));

        assertThat(environment.opened).hasSize(2);
        assertThat(environment.open).isEmpty();
    }

    @Test
    void whatAScenarioLeavesBehindIsRemoved() {
        environment.running(Leaving.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));

        FakeDevice device = environment.opened.getFirst();
        assertThat(environment.opened).hasSize(1);
        assertThat(device.prepared).isEmpty();
        assertThat(device.tensors).isEmpty();
    }

    @Test
    void aWorkerThatDiesFailsItsScenarioAndIsReplaced() {
        environment.kernel = (device, args, config) -> {
            if (config.blockDim() == 13) {
                throw device.die();
            }
        };

        Events tests = environment.running(Dying.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(2).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("org.chiptest.runtime.worker.WorkerException: run_prepared failed with code -1: "
                        + "the worker died of SIGSEGV");
        assertThat(environment.opened).hasSize(2);
        assertThat(environment.open).isEmpty();
    }

    @Test
    void aWorkerThatDiesAsExpectedIsReplacedToo() {
        environment.kernel = (device, args, config) -> {
            throw device.die();
        };

        environment.running(Expecting.class).execute();

        assertThat(environment.opened).hasSize(2);
    }

    @Test
    void aScenarioThatOnlyAssertsWrongKeepsTheWorker() {
        environment.running(Failing.class).execute().testEvents().assertStatistics(stats -> stats.failed(2));

        assertThat(environment.opened).hasSize(1);
    }

    @Test
    void aDeviceThatCannotBeOpenedFailsEachScenarioThatNeedsIt() {
        environment.devices = (kind, deviceId) -> {
            throw new DeviceException(-7, "device " + deviceId + " is on fire");
        };

        Events tests = environment.running(Running.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(2));
        assertThat(Failure.message(tests.failed().list().getFirst())).contains("device 0 is on fire");
    }

    @Test
    void aCallableThatDoesNotCompileFailsItsScenariosAndNoOthers() {
        environment.compiler = recipe -> CompletableFuture
                .failedFuture(new IllegalStateException("kernel.cpp:3: error: expected ';'"));

        Events tests = environment.running(Compiled.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst()))
                .startsWith("java.lang.IllegalStateException: kernel.cpp:3: error: expected ';'\n");
    }

    @Test
    void aCompilerThatThrowsAtOnceFailsNoMoreThanThat() {
        environment.compiler = recipe -> {
            throw new IllegalStateException("no compiler here");
        };

        environment.running(Compiled.class).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1).failed(1));
    }

    @Test
    void aCallableIsCompiledOnceForAllItsTests() {
        environment.running(Many.class).execute();

        assertThat(environment.compiled).hasSize(1);
    }

    @Test
    void compilingStartsBeforeADeviceIsOpen() {
        CompletableFuture<ChipCallable> compiled = new CompletableFuture<>();
        environment.compiler = recipe -> compiled;
        environment.devices = (kind, deviceId) -> {
            assertThat(environment.compiled).isNotEmpty();
            compiled.complete(ChipCallable.builder().build());
            return environment.fake(kind, deviceId);
        };

        environment.running(Running.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(2));
    }

    @Test
    void whatDevicesNeedIsStartedBeforeAnythingIsCompiled() {
        environment.running(Many.class).execute();

        assertThat(environment.compiledBeforeDevices).containsExactly(0);
    }

    @Test
    void nothingIsStartedForTestsThatDoNotRun() {
        environment.running(Many.class).configurationParameter("case", "nothing").execute().testEvents()
                .assertStatistics(stats -> stats.failed(1));

        assertThat(environment.compiledBeforeDevices).isEmpty();
    }

    @Test
    void anAssumptionThatDoesNotHoldAbortsTheScenario() {
        environment.running(Assuming.class).execute().testEvents().assertStatistics(stats -> stats.aborted(1));

        assertThat(environment.reports.getLast()).contains("1 aborted");
    }

    @Test
    void everythingIsClosedWhateverHappens() {
        environment.kernel = (device, args, config) -> {
            throw device.die();
        };

        environment.engine().selectors(selectClass(Failing.class), selectClass(Dying.class), selectClass(Fresh.class))
                .configurationParameter("device", "0-2").execute();

        assertThat(environment.open).isEmpty();
        assertThat(environment.closed).isTrue();
    }

    @Test
    void theSummaryAddsUp() {
        environment.engine().selectors(selectClass(Failing.class), selectClass(Many.class)).execute();

        assertThat(environment.reports).hasSize(2);
        assertThat(environment.reports.getFirst()).isEqualTo("chiptest: 42 tests, 42 unaccounted for");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 42 tests, 40 passed, 2 failed; device 0: 42\n");
    }

    @Test
    void aRunThatATestEndsWithItsJvmIsReportedAsFarAsItWas() {
        AtomicInteger runs = new AtomicInteger();
        environment.kernel = (device, args, config) -> {
            if (runs.incrementAndGet() == 11) {
                environment.exit.run();
            }
        };

        environment.engine().selectors(selectClass(Many.class)).execute();

        assertThat(environment.reports).hasSize(3);
        assertThat(environment.reports.get(1)).startsWith("chiptest: 40 tests, 10 passed, 30 unaccounted for");
        environment.exit.run();
        assertThat(environment.reports).as("when it has ended").hasSize(3);
    }

    @Test
    void whatHasEndedIsKeptWhileOthersRunForTheJvmMayBeKilled() {
        AtomicInteger runs = new AtomicInteger();
        environment.kernel = (device, args, config) -> {
            if (runs.incrementAndGet() == 11) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> environment.kept,
                        startsWith("chiptest: 40 tests, 10 passed, 30 unaccounted for"));
            }
        };

        environment.engine().selectors(selectClass(Many.class)).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(40));
    }

    @Test
    void whatIsNoRegularFileIsNotPublished() {
        Events tests = environment.engine().selectors(selectClass(PublishesOddFiles.class)).execute().testEvents();

        assertThat(tests.failed().list()).extracting(Failure::message).satisfiesExactlyInAnyOrder(
                message -> assertThat(message).contains("/dev/zero is no regular file, so it cannot be published;"),
                message -> assertThat(message).contains("/proc is no regular file, so it cannot be published;"),
                message -> assertThat(message).contains("/nowhere/file is not there, so it cannot be published"),
                message -> assertThat(message).contains("sparse cannot be published: it has 8000000000000 bytes"));
        assertThat(tests.fileEntryPublished().list()).isEmpty();
    }

    @Test
    void aDeviceOfWhichNobodyKnowsWhatItHoldsIsReplaced() {
        AtomicInteger runs = new AtomicInteger();
        environment.kernel = (device, args, config) -> {
            if (runs.incrementAndGet() == 11) {
                throw new UncheckedIOException(new IOException("a call of this process failed half way"));
            }
        };

        environment.engine().selectors(selectClass(Many.class)).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(39).failed(1));

        assertThat(environment.opened).hasSize(2);
    }

    @Test
    void whatAScenarioKeepsOfItsTensorsEndsWithIt() {
        environment.engine().selectors(selectClass(KeepsMemory.class)).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(2));

        assertThat(KeepsMemory.KEPT).hasSize(2)
                .allSatisfy(tensor -> assertThatIllegalStateException().isThrownBy(() -> tensor.set(0, 1)))
                .noneMatch(tensor -> tensor.memory().scope().isAlive());
    }

    @Test
    void whoInterruptsAllThreadsOfItsGroupCostsNoOtherScenario() {
        environment.engine().selectors(selectClass(InterruptsItsGroup.class)).execute().testEvents()
                .assertStatistics(stats -> stats.started(3).succeeded(2).failed(1));
    }

    @Test
    void aFileThatAScenarioPublishesIsToldWithItsType() {
        Events tests = environment.engine().selectors(selectClass(PublishesFile.class)).execute().testEvents();

        FileEntry entry = tests.fileEntryPublished().list().getFirst().getRequiredPayload(FileEntry.class);
        assertThat(entry.getPath()).hasFileName("trace.csv").hasContent("1,2");
        assertThat(entry.getMediaType()).contains("text/csv");
    }

    private static String number(Events tests) {
        return Published.entries(tests).stream().filter(entry -> entry.containsKey("one"))
                .map(entry -> entry.get("one"))
                .findFirst().orElseThrow();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class OneVariant {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        static void runOnce(ChipWorker worker, ChipCallable callable, CallConfig config) {
            worker.prepare(0, callable).run(new TaskArgs(), config);
        }
    }

    static class AllParameters extends OneVariant {

        @Scenario
        @Case(blockDim = 5, aicpuThreads = 2)
        void takesAll(ScenarioContext context, ChipWorker worker, @CallableUnderTest("copy") ChipCallable callable,
                CallConfig config, Variant variant, Platform platform, Architecture architecture,
                RuntimeKind runtime) {
            context.publish("worker", String.valueOf(worker.isInitialized()));
            context.publish("callable", callable.functionName());
            context.publish("config", config.blockDim() + "/" + config.aicpuThreadNum());
            context.publish("variant", variant.id());
            context.publish("platform", platform.name());
            context.publish("architecture", architecture.name());
            context.publish("runtime", runtime.name());
        }
    }

    static class PublishesFile extends OneVariant {

        @Scenario
        void publishes(ScenarioContext context) throws IOException {
            context.publishFile(Files.writeString(context.directory().resolve("trace.csv"), "1,2"), "text/csv");
        }
    }

    static class PublishesOddFiles extends OneVariant {

        @Scenario
        @Case(name = "endless")
        @Case(name = "folder")
        @Case(name = "missing")
        @Case(name = "huge")
        void publishes(ScenarioContext context) throws IOException {
            switch (context.scenarioCase().name()) {
                case "endless" -> context.publishFile(Path.of("/dev/zero"), "text/plain");
                case "folder" -> context.publishFile(Path.of("/proc"), "text/plain");
                case "missing" -> context.publishFile(Path.of("/nowhere/file"), "text/plain");
                default -> publishSparse(context.directory().resolve("sparse"), context);
            }
        }

        private static void publishSparse(Path file, ScenarioContext context) throws IOException {
            try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "rw")) {
                written.setLength(8_000_000_000_000L);
                context.publishFile(file, "text/plain");
            } finally {
                Files.delete(file);
            }
        }
    }

    static class KeepsMemory extends OneVariant {

        static final List<HostTensor> KEPT = new CopyOnWriteArrayList<>();

        @Scenario
        @Case(name = "passes")
        @Case(name = "closes")
        void keeps(ChipWorker worker, ScenarioContext context) {
            KEPT.add(worker.allocate(FLOAT32, 4));
            if (context.scenarioCase().name().equals("closes")) {
                worker.close();
            }
        }
    }

    static class InterruptsItsGroup extends OneVariant {

        @Scenario
        @Case(name = "a")
        @Case(name = "interrupts")
        @Case(name = "later")
        void run(ScenarioContext context) throws InterruptedException {
            if (context.scenarioCase().name().equals("interrupts")) {
                Thread.currentThread().getThreadGroup().interrupt();
                Thread.sleep(Duration.ofMinutes(1));
            }
        }
    }

    static class Random extends OneVariant {

        @Scenario
        void another(RandomGenerator random, ScenarioContext context) {
            context.publish("another", String.valueOf(random.nextLong()));
        }

        @Scenario
        void one(RandomGenerator random, ScenarioContext context) {
            context.publish("one", String.valueOf(random.nextLong()));
        }
    }

    @ChipTest(platforms = "a2a3sim")
    static class Instances {

        private int runs;

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void countsToOne() {
            runs++;
            assertThat(runs).isEqualTo(1);
        }
    }

    static class Data extends OneVariant {

        record Size(int width, int height) {}

        static List<CaseSpec> sizes() {
            return List.of(CaseSpec.named("wide").data(new Size(2, 1)), CaseSpec.named("high").data(new Size(1, 2)));
        }

        @Scenario
        @CasesFrom("sizes")
        void takesItsSize(Size size, ScenarioContext context) {
            assertThat(size.width() > size.height()).isEqualTo(context.scenarioCase().name().equals("wide"));
        }
    }

    static class Running extends OneVariant {

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void run(ChipWorker worker, ChipCallable copy, CallConfig config) {
            runOnce(worker, copy, config);
        }
    }

    static class Many extends OneVariant {

        static List<CaseSpec> cases() {
            return IntStream.range(0, 40).mapToObj(i -> CaseSpec.named("case" + i)).toList();
        }

        @Scenario
        @CasesFrom("cases")
        void run(ChipWorker worker, ChipCallable copy, CallConfig config) {
            runOnce(worker, copy, config);
        }
    }

    static class Fresh extends OneVariant {

        @Scenario
        @FreshWorker
        void alone(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }

        @Scenario
        void shared(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }

        @Scenario
        void sharedToo(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }
    }

    static class Leaving extends OneVariant {

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void leavesItsThings(ChipWorker worker, ChipCallable copy) {
            worker.prepare(0, copy);
            worker.prepare(63, copy);
            worker.allocate(FLOAT32, 16);
            worker.malloc(16);
        }
    }

    static class Dying extends OneVariant {

        @Scenario
        @Case(name = "before")
        @Case(name = "dying", blockDim = 13)
        @Case(name = "later")
        void run(ChipWorker worker, ChipCallable copy, CallConfig config) {
            runOnce(worker, copy, config);
        }
    }

    static class Expecting extends OneVariant {

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void expectsTheWorst(ChipWorker worker, ChipCallable copy, CallConfig config) {
            assertThat(catchThrowable(() -> runOnce(worker, copy, config))).hasMessageContaining("SIGSEGV");
        }
    }

    static class Failing extends OneVariant {

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        void fails(ChipWorker worker) {
            assertThat(worker.counters().runs()).isEqualTo(-1);
        }
    }

    static class Compiled extends OneVariant {

        @Scenario
        void needsNoCallable(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
        }

        @Scenario
        void needsOne(ChipCallable copy) {
            assertThat(copy).as("there is no such callable").isNull();
        }
    }

    static class Assuming extends OneVariant {

        @Scenario
        void assumes(ChipWorker worker) {
            assertThat(worker.isInitialized()).isTrue();
            throw new TestAbortedException("there is nothing to test here");
        }
    }
}
