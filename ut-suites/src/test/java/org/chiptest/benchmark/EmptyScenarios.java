package org.chiptest.benchmark;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Measure what a scenario costs that does nothing, on one device: runs of a hundred, a thousand and ten thousand, each with the start of a
 * worker.
 *
 * <p>Words: {@code listeners} has those listen that are on the class path, such as Allure's; {@code short} leaves the last size out.
 */
public final class EmptyScenarios {

    private EmptyScenarios() {}

    public static void main(String[] args) {
        List<String> words = List.of(args);
        LauncherConfig.Builder config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(words.contains("listeners"))
                .enableLauncherSessionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false);
        Launcher launcher = LauncherFactory.create(config.build());
        measure(launcher, Cases100.class);
        measure(launcher, Cases1000.class);
        if (!words.contains("short")) {
            measure(launcher, Cases10000.class);
        }
    }

    private static void measure(Launcher launcher, Class<?> type) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type))
                .configurationParameters(Map.of("device", "0", "chiptest.summary", "target/benchmark-summary.json"))
                .build();
        Clock clock = new Clock();
        launcher.execute(request, clock);
        System.gc();
        Runtime jvm = Runtime.getRuntime();
        System.out.printf(Locale.ROOT, "%,d passed: first to last %.0f ms, %.3f ms each, heap %.1f MiB%n",
                clock.passed.get(), (clock.last - clock.first) / 1e6, (clock.last - clock.first) / 1e6
                        / Math.max(1, clock.passed.get() - 1),
                (jvm.totalMemory() - jvm.freeMemory()) / 1048576.0);
    }

    /** Note when the first test ended and when the last one did: what is between is no start of a worker. */
    private static final class Clock implements TestExecutionListener {

        private final AtomicInteger passed = new AtomicInteger();
        private volatile long first;
        private volatile long last;

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                last = System.nanoTime();
                first = passed.getAndIncrement() == 0 ? last : first;
            }
        }
    }

    private static List<CaseSpec> cases(int number) {
        return IntStream.range(0, number).mapToObj(i -> CaseSpec.named("case" + i)).toList();
    }

    /** A suite of a hundred tests. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases100 {

        static List<CaseSpec> some() {
            return cases(100);
        }

        @Scenario
        @CasesFrom("some")
        void doesNothing(ChipWorker worker) {
            // what the harness does around it is what is measured
        }
    }

    /** A suite of a thousand tests. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases1000 {

        static List<CaseSpec> some() {
            return cases(1_000);
        }

        @Scenario
        @CasesFrom("some")
        void doesNothing(ChipWorker worker) {
            // what the harness does around it is what is measured
        }
    }

    /** A suite of ten thousand tests. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases10000 {

        static List<CaseSpec> some() {
            return cases(10_000);
        }

        @Scenario
        @CasesFrom("some")
        void doesNothing(ChipWorker worker) {
            // what the harness does around it is what is measured
        }
    }
}
