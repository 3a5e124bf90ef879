package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;

/** Each test is looked at a few times, however many there are: twice the tests, twice the looks. */
class GrowthTests {

    @TempDir
    Path folder;

    @Test
    void aClassIsDiscoveredInStepsThatGrowWithItsTests() {
        int of100 = looks(100, selectClass(Cases100.class));
        int of200 = looks(200, selectClass(Cases200.class));
        int of400 = looks(400, selectClass(Cases400.class));

        assertThat(of400 - of200).as("looks at 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    @Test
    void testsAreFoundByTheirUniqueIdsInStepsThatGrowWithThem() {
        int of100 = looks(100, ids(Cases100.class));
        int of200 = looks(200, ids(Cases200.class));
        int of400 = looks(400, ids(Cases400.class));

        assertThat(of400 - of200).as("looks at 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    @Test
    void aTestIsFoundByItsUniqueIdWithoutLookingAtTheOthersMoreThanOnceEach() {
        DiscoverySelector[] all = ids(Cases400.class);
        int one = looks(1, all[399]);
        int two = looks(2, all[0], all[399]);

        assertThat(two - one).as("looks for one more test").isPositive().isLessThan(50);
    }

    @Test
    void testsThatWaitForOneDeviceAreRunInStepsThatGrowWithThem() {
        int of100 = looksOfRun(100, Cases100.class, "0");
        int of200 = looksOfRun(200, Cases200.class, "0");
        int of400 = looksOfRun(400, Cases400.class, "0");

        assertThat(of400 - of200).as("looks at 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    @Test
    void linesOfExpectationsAreJudgedInStepsThatGrowWithThem() throws IOException {
        int of100 = looksWithALineForEach(100, Cases100.class);
        int of200 = looksWithALineForEach(200, Cases200.class);
        int of400 = looksWithALineForEach(400, Cases400.class);

        assertThat(of400 - of200).as("looks at 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    @Test
    void testsAreFoundByTheirNamesInStepsThatGrowWithThem() {
        assertAllocationGrowsWithTheTests("declared");
    }

    @Test
    void testsAreRunAsListedInStepsThatGrowWithThem() {
        assertAllocationGrowsWithTheTests("listed");
    }

    private static void assertAllocationGrowsWithTheTests(String order) {
        allocated(100, Cases100.class, order); // loads classes
        long of100 = allocated(100, Cases100.class, order);
        long of200 = allocated(200, Cases200.class, order);
        long of400 = allocated(400, Cases400.class, order);

        assertThat(of400 - of200).as("bytes for 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    @Test
    void whatTestsAreComparedWithIsFoundInStepsThatGrowWithThem() {
        int of100 = looksAgainst(100, Cases100.class);
        int of200 = looksAgainst(200, Cases200.class);
        int of400 = looksAgainst(400, Cases400.class);

        assertThat(of400 - of200).as("looks at 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    @Test
    void testsThatNeedMoreDevicesThanAreFreeAreRunInStepsThatGrowWithThem() {
        int of100 = looksOfRun(100, Pairs100.class, "0-2");
        int of200 = looksOfRun(200, Pairs200.class, "0-2");
        int of400 = looksOfRun(400, Pairs400.class, "0-2");

        assertThat(of400 - of200).as("looks at 200 more tests").isPositive().isLessThan(3 * (of200 - of100));
    }

    /** Count how often the platform is asked while so many tests are discovered that are compared with themselves. */
    private static int looksAgainst(int tests, Class<?> type) {
        FakeEnvironment environment = new FakeEnvironment();
        CountingPlatform platform = new CountingPlatform(FakePlatform.A2A3SIM);
        environment.simulation = platform;
        TestDescriptor engine = environment.running(type).configurationParameter("against", "self").discover()
                .getEngineDescriptor();
        assertThat(engine.getDescendants().stream().filter(TestDescriptor::isTest)).hasSize(tests);
        return platform.asked();
    }

    /** Return how many bytes are allocated by the thread that discovers so many tests, each by its name, and starts them in an order. */
    private static long allocated(int tests, Class<?> type, String order) {
        String names = IntStream.range(0, tests).mapToObj(i -> type.getSimpleName() + "::runs/case" + i)
                .collect(Collectors.joining(","));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        new FakeEnvironment().running(type).configurationParameter("case", names)
                .configurationParameter("order", order).configurationParameter("device", "0").execute().testEvents()
                .assertStatistics(events -> events.succeeded(tests));
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** Count how often the platform is asked while so many tests are discovered of which each is expected to fail. */
    private int looksWithALineForEach(int tests, Class<?> type) throws IOException {
        FakeEnvironment environment = new FakeEnvironment();
        CountingPlatform platform = new CountingPlatform(FakePlatform.A2A3SIM);
        environment.simulation = platform;
        Files.write(folder.resolve("a2a3sim-fails.txt"), IntStream.range(0, tests)
                .mapToObj(i -> type.getSimpleName() + "::case" + i + " | 2030-06-15 | #12 | it is broken").toList());
        TestDescriptor engine = environment.running(type)
                .configurationParameter("chiptest.expectations.folder", folder.toString()).discover()
                .getEngineDescriptor();
        assertThat(engine.getDescendants().stream().filter(TestDescriptor::isTest)).hasSize(tests);
        return platform.asked();
    }

    /** Count how often the platform is asked while so many tests are discovered and run. */
    private static int looksOfRun(int tests, Class<?> type, String devices) {
        FakeEnvironment environment = new FakeEnvironment();
        CountingPlatform platform = new CountingPlatform(FakePlatform.A2A3SIM);
        environment.simulation = platform;
        environment.running(type).configurationParameter("device", devices).execute().testEvents()
                .assertStatistics(events -> events.succeeded(tests));
        return platform.asked();
    }

    private static DiscoverySelector[] ids(Class<?> type) {
        List<DiscoverySelector> ids = new ArrayList<>();
        new FakeEnvironment().running(type).discover().getEngineDescriptor().getDescendants().stream()
                .filter(TestDescriptor::isTest).forEach(test -> ids.add(selectUniqueId(test.getUniqueId())));
        return ids.toArray(DiscoverySelector[]::new);
    }

    /** Count how often the platform is asked while so many tests are discovered. */
    private static int looks(int tests, DiscoverySelector... selectors) {
        FakeEnvironment environment = new FakeEnvironment();
        CountingPlatform platform = new CountingPlatform(FakePlatform.A2A3SIM);
        environment.simulation = platform;
        TestDescriptor engine = environment.engine().selectors(selectors).discover().getEngineDescriptor();
        assertThat(engine.getDescendants().stream().filter(TestDescriptor::isTest)).hasSize(tests);
        return platform.asked();
    }

    private static List<CaseSpec> some(int number) {
        return IntStream.range(0, number).mapToObj(i -> CaseSpec.named("case" + i)).toList();
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases100 {

        static List<CaseSpec> some() {
            return GrowthTests.some(100);
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // has nothing to do
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases200 {

        static List<CaseSpec> some() {
            return GrowthTests.some(200);
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // has nothing to do
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases400 {

        static List<CaseSpec> some() {
            return GrowthTests.some(400);
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // has nothing to do
        }
    }

    @ChipTest(level = 3, platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Pairs100 {

        static List<CaseSpec> some() {
            return GrowthTests.some(100).stream().map(each -> each.devices(2)).toList();
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // has nothing to do
        }
    }

    @ChipTest(level = 3, platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Pairs200 {

        static List<CaseSpec> some() {
            return GrowthTests.some(200).stream().map(each -> each.devices(2)).toList();
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // has nothing to do
        }
    }

    @ChipTest(level = 3, platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Pairs400 {

        static List<CaseSpec> some() {
            return GrowthTests.some(400).stream().map(each -> each.devices(2)).toList();
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // has nothing to do
        }
    }
}
