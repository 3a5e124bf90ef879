package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.ScenarioContext;
import org.chiptest.engine.internal.timed.TimedBody;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;

class ScenarioTimeoutTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aScenarioThatDoesNotEndIsInterruptedAndReportedWithItsStackAndTheRunGoesOn() {
        Events tests = environment.running(Sleeping.class).configurationParameter("timeout", "1").execute()
                .testEvents();

        tests.assertStatistics(stats -> stats.failed(1).succeeded(1));
        assertThat(failure(tests)).startsWith("the scenario did not end within 1000 ms; raise -Dtimeout or the case's "
                + "scenarioTimeoutSeconds or @Timeout if it needs longer. It was here:\n    WAITING\n    at ")
                .contains("ScenarioTimeoutTests$Sleeping.run(").contains("-Dcase=");
        assertThat(environment.opened).as("the device of the first scenario is not used again").hasSize(2);
        assertThat(environment.open).isEmpty();
        assertThat(environment.reports.getLast()).doesNotContain("left behind");
    }

    @Test
    void aScenarioThatIgnoresItsInterruptIsLeftBehindAndCounted() {
        Events tests = environment.running(Stubborn.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.failed(1).succeeded(1));
        assertThat(failure(tests)).startsWith("the scenario did not end within 1000 ms, and ignored its interrupt: its "
                + "thread is left behind; raise -Dtimeout").contains("ScenarioTimeoutTests$Stubborn.");
        assertThat(Stubborn.AFTER).containsExactlyInAnyOrder("stays", "ends");
        assertThat(environment.opened).hasSize(2);
        assertThat(environment.reports.getLast())
                .endsWith("\n  left behind: 1 thread of scenarios that ignored their interrupt");

        Stubborn.END.release();
        Awaitility.await()
                .untilAsserted(() -> assertThat(Stubborn.THROWN.get()).isInstanceOf(IllegalStateException.class)
                        .hasMessage("this scenario did not end in time and was given up; its test is over"));
    }

    @Test
    void aWorkerThatDiedOfTheInterruptSaysWhatItWasRunning() {
        WorkerDeath death = new WorkerDeath("worker", "run_prepared of callable id 0 'scale'", "was killed",
                OptionalInt.of(0), List.of("kernel 0 (scale.cpp:4)"), List.of(), Optional.empty(), List.of(), "",
                Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> TimedBody.run("the scenario", "raise -Dtimeout", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new WorkerDiedException(-1, "killed: " + death.describe(), death);
            }
        }, Duration.ofMillis(50))).hasMessageStartingWith("the scenario did not end within 50 ms; raise -Dtimeout")
                .hasMessageContaining("kernel 0 (scale.cpp:4)");
    }

    @Test
    void soDoSeveralWorkersOfAHost() {
        assertThatThrownBy(() -> TimedBody.run("the scenario", "raise -Dtimeout", () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                IllegalStateException interrupted = new IllegalStateException("interrupted", e);
                interrupted.addSuppressed(new WorkerException(-1, "the run was given up: kernel 3 (spin.cpp:3)"));
                throw interrupted;
            }
        }, Duration.ofMillis(50))).hasMessageEndingWith("\nthe run was given up: kernel 3 (spin.cpp:3)");
    }

    private static String failure(Events tests) {
        return Failure.message(tests.failed().list().getFirst());
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Sleeping {

        @Scenario
        @Case(name = "sleeps")
        @Case(name = "takes_its_time", scenarioTimeoutSeconds = 60)
        void run(ScenarioContext context) throws InterruptedException {
            if (context.scenarioCase().name().equals("sleeps")) {
                new CountDownLatch(1).await();
            }
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Stubborn {

        static final Semaphore END = new Semaphore(0);
        static final AtomicReference<Throwable> THROWN = new AtomicReference<>();
        static final Set<String> AFTER = ConcurrentHashMap.newKeySet();

        @AfterEach
        void tearDown(ScenarioContext context) {
            AFTER.add(context.scenarioCase().name());
        }

        @Scenario
        @Case(name = "stays", scenarioTimeoutSeconds = 1)
        @Case(name = "ends")
        void run(ScenarioContext context) {
            if (context.scenarioCase().name().equals("stays")) {
                END.acquireUninterruptibly();
                try {
                    context.publish("late", "word");
                } catch (RuntimeException e) {
                    THROWN.set(e);
                }
            }
        }
    }
}
