package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.ProcessCensus;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the creation of a host worker with real processes to its end. */
class HostWorkerLifecycleTests {

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeft() {
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aWorkerLivesFromInitToCloseWhateverChildrenItHas() {
        use(0);
        use(1, 0, 1);
        ProcessCensus before = ProcessCensus.take();
        use(1, 0, 1);
        use(0);
        before.assertNothingCameToStay();
    }

    @Test
    void aWorkerThatWasNeverStartedIsClosed() {
        ProcessCensus before = ProcessCensus.take();
        HostWorker host = new HostWorker(spec(1, 0));
        host.register(SubTasks.named("nothing"));
        host.close();
        host.close();
        before.assertNothingCameToStay();
    }

    @Test
    void registeringAfterInitIsRefused() {
        try (HostWorker host = new HostWorker(spec(0))) {
            host.init();
            assertThatIllegalStateException().isThrownBy(() -> host.register(SubTasks.named("nothing")))
                    .withMessageContaining("must be called before init()");
        }
    }

    @Test
    void sixtyFourCallablesOfBothKindsAreKnownToTheChildrenAndTheNextIsRefused() {
        try (HostWorker host = new HostWorker(spec(1, 0))) {
            RegisteredCallable pid = host.register(FakeWorkers.callable("pid"));
            for (int i = 0; i < 62; i++) {
                host.register(SubTasks.named("nothing"));
            }
            RegisteredCallable last = host.register(SubTasks.named("pid"));
            assertThatIllegalStateException().isThrownBy(() -> host.register(SubTasks.named("nothing")))
                    .withMessageStartingWith("MAX_REGISTERED_CALLABLE_IDS is 64");
            host.init();
            assertThat(last.cid()).isEqualTo(63);
            assertThat(Children.subPid(host, last)).isNotEqualTo(Children.chipPid(host, pid, 0));
        }
    }

    @Test
    void twoWorkersDoNotDisturbEachOther() {
        try (HostWorker other = new HostWorker(spec(1, 0))) {
            RegisteredCallable count = other.register(SubTasks.named("count"));
            other.init();
            try (HostTensor counts = other.allocate(DataType.INT64, 1)) {
                TaskArgs counting = new TaskArgs().tensor(counts, OUTPUT_EXISTING).scalar(0L);
                other.run(orchestrator -> {
                    orchestrator.submitSub(count, counting);
                    failInAnotherWorker(() -> orchestrator.submitSub(count, counting));
                });
                other.run(orchestrator -> orchestrator.submitSub(count, counting));
                assertThat(counts.getLong(0)).isEqualTo(4);
            }
        }
    }

    private void failInAnotherWorker(Runnable afterEachFailure) {
        try (HostWorker failing = new HostWorker(spec(1, 0))) {
            RegisteredCallable exit = failing.register(SubTasks.named("exit"));
            RegisteredCallable leave = failing.register(FakeWorkers.callable("leave"));
            failing.init();
            for (RegisteredCallable end : List.of(exit, leave)) {
                assertThatExceptionOfType(WorkerDiedException.class)
                        .isThrownBy(() -> failing.run(inner -> submit(inner, end)));
                afterEachFailure.run();
            }
        }
    }

    private static void submit(Orchestrator orchestrator, RegisteredCallable callable) {
        TaskArgs args = new TaskArgs().scalar(3L);
        if (callable.target().type() == WorkerType.SUB) {
            orchestrator.submitSub(callable, args);
        } else {
            orchestrator.submitNextLevel(callable, args, CallConfig.defaults());
        }
    }

    private void use(int subWorkers, int... devices) {
        try (HostWorker host = new HostWorker(spec(subWorkers, devices))) {
            assertThat(host.isInitialized()).isFalse();
            RegisteredCallable add = host.register(FakeWorkers.callable("nothing"));
            RegisteredCallable nothing = host.register(SubTasks.named("nothing"));
            host.init();
            assertThat(host.isInitialized()).isTrue();
            host.run(orchestrator -> {
                for (int i = 0; i < devices.length; i++) {
                    orchestrator.submitNextLevel(add, new TaskArgs(), CallConfig.defaults(), i);
                }
                for (int i = 0; i < subWorkers; i++) {
                    orchestrator.submitSub(nothing);
                }
            });
        }
    }

    private HostWorkerSpec spec(int subWorkers, int... devices) {
        return HostWorkerSpec.level3(FakeWorkers.chips(FakeWorkers.settings(directory)), devices)
                .subWorkers(subWorkers);
    }
}
