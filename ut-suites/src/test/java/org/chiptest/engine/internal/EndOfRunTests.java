package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.engine.internal.outcome.RunBrokenException;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class EndOfRunTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void aDeviceThatEndsBadlyFailsTheRunWithTheCallablesThatItHadLoadedAndCostsNoTestItsResult() {
        environment.closing = device -> {
            if (device.deviceId == 0) {
                throw new DeviceException(-1, "a destructor crashed");
            }
        };

        EngineExecutionResults run = environment.running(Copies.class).configurationParameter("device", "0-1")
                .execute();

        run.testEvents().assertStatistics(stats -> stats.succeeded(4).failed(0));
        String message = failure(run);
        assertThat(message).startsWith("the run itself failed; what its tests say stands all the same:\n"
                + "device 0 of a2a3sim.host_build_graph did not close in order: ").contains("a destructor crashed\n"
                        + "  it had loaded the callables:\n    Copies.copy\n  it had run:\n    Copies.run ")
                .doesNotContain("device 1");
        assertThat(environment.open).as("the other device is closed").isEmpty();
        assertThat(environment.closed).isTrue();
        assertThat(environment.reports.getLast()).startsWith("chiptest: 4 tests, 4 passed")
                .contains("\n  failed: the run itself: device 0 of a2a3sim.host_build_graph did not close in order");
    }

    @Test
    void everyStepOfTheEndIsTakenAndToldWhateverTheOthersDo() {
        environment.closing = device -> {
            throw new DeviceException(-1, "a destructor crashed");
        };
        environment.reporting = () -> {
            throw new IllegalStateException("no space left");
        };
        environment.releasing = () -> {
            throw new OutOfMemoryError("no memory left");
        };

        EngineExecutionResults run = environment.running(Copies.class).execute();

        run.testEvents().assertStatistics(stats -> stats.succeeded(4).failed(0));
        assertThat(failure(run)).contains("a destructor crashed")
                .contains("\nreporting failed: java.lang.IllegalStateException: no space left\n")
                .contains("closing what the run used failed: java.lang.OutOfMemoryError: no memory left");
        assertThat(environment.reports.getLast()).contains("4 passed").contains("no memory left");
    }

    @Test
    void aListenerThatThrowsCostsNoTestItsResult() {
        EngineExecutionResults run = run(Tapped.onEnd(new ChipTestEngine(environment), (descriptor, result) -> {
            if (descriptor.isTest()) {
                throw new IllegalStateException("the report is full");
            }
        }));

        run.testEvents().assertStatistics(stats -> stats.succeeded(4));
        assertThat(failure(run)).contains(
                "\na listener to the run failed: java.lang.IllegalStateException: the report is full");
        assertThat(environment.reports.getLast()).startsWith("chiptest: 4 tests, 4 passed");
        assertThat(environment.closed).isTrue();
    }

    @Test
    void anInterruptOfTheEnginesThreadEndsTheRunInOrder() {
        List<Boolean> interrupted = new ArrayList<>();
        environment.reporting = () -> interrupted.add(Thread.currentThread().isInterrupted());
        environment.releasing = () -> interrupted.add(Thread.currentThread().isInterrupted());
        environment.closing = device -> interrupted.add(Thread.currentThread().isInterrupted());

        Tapped engine = new Tapped(new ChipTestEngine(environment), Thread.currentThread()::interrupt,
                () -> interrupted.add(Thread.interrupted()), (descriptor, result) -> {});
        EngineExecutionResults run = run(engine);

        run.testEvents().assertStatistics(stats -> stats.started(4).failed(4));
        run.containerEvents().assertStatistics(stats -> stats.started(3).succeeded(3));
        assertThat(interrupted).as("before the first test, while a device is closed, at the end, and after it")
                .containsExactly(true, false, false, false, true);
        assertThat(environment.reports.getLast()).startsWith("chiptest: 4 tests, 4 failed");
    }

    @Test
    void testsThatCannotBeStartedFailAndTheRunSaysWhy() {
        environment.compiler = recipe -> {
            throw new OutOfMemoryError("unable to create native thread");
        };

        EngineExecutionResults run = environment.running(Copies.class).execute();

        run.testEvents().assertStatistics(stats -> stats.failed(4).started(4));
        assertThat(run.testEvents().failed().list()).extracting(Failure::message).allSatisfy(message -> assertThat(
                message).startsWith("this test has no result: the run itself failed, and the engine's own failure"));
        assertThat(failure(run)).contains(
                "no more tests could be started: java.lang.OutOfMemoryError: unable to create native thread");
        run.containerEvents().assertStatistics(stats -> stats.started(3).finished(3));
    }

    private static EngineExecutionResults run(TestEngine engine) {
        return EngineTestKit.engine(engine).selectors(selectClass(Copies.class)).execute();
    }

    private static String failure(EngineExecutionResults run) {
        List<Event> failed = run.containerEvents().failed().list();
        assertThat(failed).singleElement().satisfies(event -> {
            assertThat(event.getTestDescriptor().isRoot()).isTrue();
            assertThat(Failure.of(event)).isInstanceOf(RunBrokenException.class);
        });
        return Failure.message(failed.getFirst());
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Copies {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @Scenario
        @Case(name = "one")
        @Case(name = "two")
        @Case(name = "three")
        @Case(name = "four")
        void run(ChipWorker worker, ChipCallable copy) {
            try (var prepared = worker.prepare(0, copy)) {
                prepared.run(new TaskArgs(), CallConfig.defaults());
            }
        }
    }
}
