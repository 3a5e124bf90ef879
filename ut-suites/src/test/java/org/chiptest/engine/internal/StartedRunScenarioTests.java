package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.StartedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.Events;

class StartedRunScenarioTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeEnvironment environment = new FakeEnvironment();

    @BeforeEach
    void compile() {
        environment.compiler = recipe -> CompletableFuture.completedFuture(
                ChipCallable.builder().signature(recipe.signature()).functionName(recipe.entry()).build());
    }

    @Test
    void aScenarioAwaitsWhatItHasStarted() {
        environment.running(Awaiting.class).execute().testEvents().assertStatistics(stats -> stats.succeeded(1));

        assertThat(environment.opened.getFirst().log).containsExactly("prepare 0", "run 0", "unregister 0", "close");
    }

    @Test
    void aScenarioThatForgetsItsRunFailsAndLeavesNothingBehind() {
        environment.kernel = (device, args, config) -> untilInterrupted();

        Events tests = environment.running(Forgetting.class).execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst())).containsPattern(
                "run_prepared of callable id 0 was still under way after \\d+ ms when its worker was closed, and was "
                        + "given up; await what start returned, or close it");
        assertThat(environment.opened).allSatisfy(device -> assertThat(device.log).endsWith("close"));
    }

    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class Base {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }
    }

    static class Awaiting extends Base {

        @Scenario
        void awaits(ChipWorker worker, ChipCallable copy, CallConfig config) {
            worker.prepare(0, copy);
            try (StartedRun run = worker.start(0, new TaskArgs(), config)) {
                run.await(LONG);
            }
        }
    }

    static class Forgetting extends Base {

        @Scenario
        void forgets(ChipWorker worker, ChipCallable copy, CallConfig config) {
            worker.prepare(0, copy);
            worker.start(0, new TaskArgs(), config);
        }
    }
}
