package org.chiptest.benchmark;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

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
        Launcher launcher = launcher(words.contains("listeners"));
        for (int cases : List.of(100, 1_000, 10_000)) {
            if (cases < 10_000 || !words.contains("short")) {
                Clock clock = run(launcher, cases);
                System.gc();
                Runtime jvm = Runtime.getRuntime();
                double millis = (clock.last - clock.first) / 1e6;
                System.out.printf(Locale.ROOT, "%,d passed: first to last %.0f ms, %.3f ms each, heap %.1f MiB%n",
                        clock.passed.get(), millis, millis / Math.max(1, clock.passed.get() - 1),
                        (jvm.totalMemory() - jvm.freeMemory()) / 1048576.0);
            }
        }
    }

    /** Make a launcher, with or without those listeners that are on the class path. */
    static Launcher launcher(boolean listeners) {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(listeners)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false).build());
    }

    /** Run that many scenarios on one device. */
    static Clock run(Launcher launcher, int cases) {
        ManyCases.number = cases;
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(ManyCases.class))
                .configurationParameters(Map.of("device", "0", "chiptest.summary", "target/benchmark-summary.json"))
                .build();
        Clock clock = new Clock();
        launcher.execute(request, clock);
        return clock;
    }

    /** Note when the first test ended and when the last one did: what is between is no start of a worker. */
    static final class Clock implements TestExecutionListener {

        private final AtomicInteger passed = new AtomicInteger();
        private volatile long first;
        private volatile long last;

        int passed() {
            return passed.get();
        }

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                last = System.nanoTime();
                first = passed.getAndIncrement() == 0 ? last : first;
            }
        }
    }
}
