package org.chiptest.st.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.chiptest.api.await.WorkerConditions.counterReaches;
import static org.chiptest.api.await.WorkerConditions.hasDied;
import static org.chiptest.api.await.WorkerConditions.kernelRuns;

import java.time.Duration;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;
import org.chiptest.runtime.worker.StartedRun;
import org.chiptest.runtime.worker.WorkerDiedException;

/** A run that was started goes on by itself, is watched from outside, and is given up whatever its kernels do. */
@ChipTest
class StartedRunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @CallableUnderTest
    static CallableSpec adding(RuntimeKind runtime) {
        return VectorAddCallable.adding(runtime);
    }

    @CallableUnderTest
    static CallableSpec spinning(RuntimeKind runtime) {
        return VectorAddCallable.spinning(runtime);
    }

    @Scenario
    @Case(blockDim = 1)
    void theResultIsThereWhenTheRunHasEnded(ChipWorker worker, ChipCallable adding, CallConfig config) {
        try (HostTensor x = worker.allocate(DataType.FLOAT32, 1024).fill(i -> i);
                HostTensor sum = worker.allocate(DataType.FLOAT32, 1024);
                HostTensor counts = worker.allocate(DataType.INT32, 3);
                PreparedCallable prepared = worker.prepare(0, adding);
                StartedRun run = prepared.start(
                        new TaskArgs().tensor(x).tensor(x).tensor(sum).tensor(counts), config)) {
            run.await(PATIENCE);

            assertThat(sum.get(1000)).isEqualTo(2000);
            assumeActivity(worker);
            assertThat(run.progress()).returns(StartedRun.State.DONE, StartedRun.Progress::state)
                    .satisfies(progress -> assertThat(progress.ended()).hasValue(1));
        }
    }

    @Scenario
    @FreshWorker
    @Case(blockDim = 1)
    void aKernelThatNeverEndsIsSeenAndGivenUp(ChipWorker worker, ChipCallable spinning, CallConfig config) {
        PreparedCallable prepared = worker.prepare(0, spinning);
        try (HostTensor tensor = worker.allocate(DataType.FLOAT32, 16);
                HostTensor counts = worker.allocate(DataType.INT32, 3);
                StartedRun run = prepared.start(
                        new TaskArgs().tensor(tensor).tensor(tensor).tensor(tensor).tensor(counts), config)) {
            assumeActivity(worker);
            kernelRuns(worker, 0).await(PATIENCE);
            counterReaches(worker, Counter.RUNS, 1).await(PATIENCE);
            assertThat(run.progress().ended()).hasValue(0);
            assertThat(worker.describeActivity()).contains("kernel 0 (spin.cpp:");

            assertThat(run.giveUp()).isTrue();

            hasDied(worker).await(PATIENCE);
            assertThatThrownBy(() -> run.await(PATIENCE)).hasCauseInstanceOf(WorkerDiedException.class);
        }
    }

    /** Runtimes of others do not say what they do during a run. */
    private static void assumeActivity(ChipWorker worker) {
        assumeThat(worker.activity()).as("what the device says of its runs").isPresent();
    }
}
