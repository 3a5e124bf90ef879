package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.NO_DEP;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.hierarchy.Orchestrator.Scope;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.Signal;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker of two workers that have a sub worker each, and a sub worker of its own. */
class Level4Tests {

    private static final CallConfig CONFIG = CallConfig.defaults();

    @TempDir
    static Path directory;

    private static HostWorker host;
    private static RegisteredCallable count;
    private static RegisteredCallable addOnTheWay;
    private static RegisteredCallable pids;
    private static RegisteredCallable fail;
    private static RegisteredCallable exit;
    private static RegisteredCallable unknown;
    private static RegisteredCallable hang;
    private static RegisteredCallable readNothing;
    private static RegisteredCallable copyOnceOpen;
    private static RegisteredCallable sum;

    @BeforeAll
    static void start() {
        host = new HostWorker(HostWorkerSpec
                .level4(FakeWorkers.settings(directory).withRunGrace(Duration.ofMillis(200))).subWorkers(1));
        host.addWorker(Level4Programs.factory("withSub"));
        host.addWorker(Level4Programs.factory("withSub"));
        count = host.register(Level4Programs.graph("count"));
        addOnTheWay = host.register(Level4Programs.graph("addOnTheWay"));
        pids = host.register(Level4Programs.graph("pids"));
        fail = host.register(Level4Programs.graph("fail"));
        exit = host.register(Level4Programs.graph("exit"));
        unknown = host.register(Level4Programs.graph("unknown"));
        hang = host.register(Level4Programs.graph("beginAndHang"));
        readNothing = host.register(Level4Programs.graph("readNothing"));
        copyOnceOpen = host.register(Level4Programs.graph("copyOnceOpen"));
        sum = host.register(SubTasks.named("sum"));
        host.init();
    }

    @AfterAll
    static void nothingIsLeft() {
        List<ProcessHandle> processes = ProcessHandle.current().descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("HostWorkerProcess")).toList();
        host.close();
        assertThat(processes).allMatch(process -> !process.isAlive());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theLevelIsKnown() {
        assertThat(host.level()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void eachGraphThatIsSubmittedRunsOnceOnAnyWorker(int graphs) {
        try (HostTensor counts = longs(graphs)) {
            host.run(orchestrator -> {
                for (int i = 0; i < graphs; i++) {
                    orchestrator.submitNextLevel(count,
                            new TaskArgs().tensor(counts, NO_DEP).scalar((long) i).scalar(1L), CONFIG);
                }
            });
            assertThat(counts.toDoubles()).containsOnly(1);
        }
    }

    @Test
    void aGraphSubmitsSeveralTasks() {
        try (HostTensor counts = longs(1)) {
            host.run(orchestrator -> orchestrator.submitNextLevel(count,
                    new TaskArgs().tensor(counts, INOUT).scalar(0L).scalar(2L), CONFIG));
            assertThat(counts.getLong(0)).isEqualTo(2);
        }
    }

    @Test
    void aGroupRunsOnBothWorkersEachWithChildrenOfItsOwn() {
        try (HostTensor first = longs(1);
                HostTensor firstSub = longs(1);
                HostTensor second = longs(1);
                HostTensor secondSub = longs(1)) {
            host.run(orchestrator -> orchestrator.submitNextLevelGroup(pids,
                    List.of(writing(first, firstSub), writing(second, secondSub)), CONFIG));
            assertThat(List.of(first.getLong(0), firstSub.getLong(0), second.getLong(0), secondSub.getLong(0)))
                    .doesNotHaveDuplicates().doesNotContain(0L, ProcessHandle.current().pid());
        }
    }

    @Test
    void tensorsOfTheWorkerAreWithinReachOfAllDescendantsAndOrderTheTasks() {
        try (HostTensor in = longs(1); HostTensor out = longs(1)) {
            in.setLong(0, 1000);
            host.run(orchestrator -> {
                TensorArgument between = orchestrator.alloc(DataType.INT64, 1);
                orchestrator.submitNextLevel(addOnTheWay,
                        new TaskArgs().tensor(in, INPUT).tensor(between, OUTPUT_EXISTING).scalar(200L), CONFIG);
                orchestrator.submitSub(sum,
                        new TaskArgs().tensor(between, INPUT).tensor(out, OUTPUT_EXISTING).scalar(30L));
            });
            assertThat(out.getLong(0)).isEqualTo(1231);
        }
    }

    @Test
    void aSlowReaderBelowSeesWhatWasWrittenForItThoughTheScopeOfTheMemoryHasEnded() {
        try (HostTensor gate = longs(2); HostTensor out = longs(1); HostTensor written = longs(1)) {
            host.run(orchestrator -> {
                try (Scope scope = orchestrator.scope()) {
                    TensorArgument between = orchestrator.alloc(DataType.INT64, scope.depth());
                    orchestrator.submitSub(sum, new TaskArgs().tensor(between, OUTPUT_EXISTING).scalar(1L));
                    orchestrator.submitNextLevel(copyOnceOpen, new TaskArgs().tensor(between, INPUT)
                            .tensor(out, OUTPUT_EXISTING).tensor(gate, NO_DEP), CONFIG);
                }
                await("the reader", gate, 1, 1);
                try (Scope scope = orchestrator.scope()) {
                    TensorArgument later = orchestrator.alloc(DataType.INT64, scope.depth());
                    orchestrator.submitSub(sum, new TaskArgs().tensor(later, OUTPUT_EXISTING).scalar(777L));
                    orchestrator.submitSub(sum,
                            new TaskArgs().tensor(later, INPUT).tensor(written, OUTPUT_EXISTING).scalar(0L));
                    await("the later writer", written, 0, 777);
                }
                gate.setLong(0, 1);
            });
            assertThat(out.getLong(0)).isEqualTo(1);
        }
    }

    @Test
    void aFailureOfASubWorkerBelowNamesAllWhoPassedItOn() {
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitNextLevel(fail,
                        new TaskArgs().scalar(17L), CONFIG)))
                .withMessage("WorkerThread::dispatch_process: child failed (code=-1): child_worker level=3:"
                        + " WorkerException: WorkerThread::dispatch_process: child failed (code=-1): sub_worker:"
                        + " IllegalStateException: golden differs at 17");
    }

    @Test
    void whatAGraphThrowsIsNamedByItsOwnType() {
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitNextLevel(readNothing,
                        new TaskArgs().scalar(8L), CONFIG)))
                .withMessage("WorkerThread::dispatch_process: child failed (code=-1): child_worker level=3:"
                        + " NoSuchFileException: /nowhere/8");
    }

    @Test
    void aGraphThatAsksForACallableThatItsWorkerDoesNotHaveIsToldWhatThereIs() {
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitNextLevel(unknown,
                        new TaskArgs().scalar(9L), CONFIG)))
                .withMessageContaining("child_worker level=3: IllegalArgumentException: callable id 9 not registered;"
                        + " known are [org.chiptest.runtime.hierarchy.SubTasks::count, cid 0, ");
    }

    @Test
    void aSubWorkerBelowThatLeavesIsReplacedByTheWorkerThatItBelongsTo() {
        Pids before = pids(0);
        assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitNextLevel(exit,
                        new TaskArgs().scalar(3L), CONFIG, 0)))
                .withMessageContaining(
                        "child_worker level=3: WorkerDiedException: run failed: worker process exited with code 3"
                                + " during run of callable id 4")
                .withMessageContaining("\n  worker:\n    sub worker 0 (");
        Pids after = pids(0);
        assertThat(after.worker).isEqualTo(before.worker);
        assertThat(after.sub).isNotEqualTo(before.sub);
    }

    @Test
    void aWorkerThatIsKilledLeavesNoDescendantAndIsReplacedByTheNextRun() throws Exception {
        Pids before = pids(1);
        Pids other = pids(0);
        try (HostTensor begun = longs(1)) {
            CompletableFuture<Throwable> thrown = CompletableFuture
                    .supplyAsync(() -> Assertions.catchThrowable(() -> host.run(orchestrator -> orchestrator
                            .submitNextLevel(hang, new TaskArgs().tensor(begun, INOUT), CONFIG, 1))));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> begun.getLong(0) == 1);
            Signal.KILL.sendTo(before.worker);
            assertThat(thrown.get(60, TimeUnit.SECONDS)).isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("\n  worker:\n    next-level worker 1 (org.chiptest.runtime.hierarchy."
                            + "Level4Programs::withSub)")
                    .hasMessageContaining(
                            "was killed from outside by signal 9 (SIGKILL, exit code 137) during run of callable id 6");
        }
        awaitGone(before);
        assertThat(pids(0)).isEqualTo(other);
        assertThat(pids(1).worker).isNotEqualTo(before.worker);
    }

    @Test
    void aWorkerThatIsStoppedIsEndedAtTheDeadlineWithItsDescendants() {
        Pids before = pids(1);
        Signal.STOP.sendTo(before.worker);
        CallConfig shortly = CONFIG.withSettings(RunSettings.unset().withDeadline(Duration.ofMillis(300)));
        assertThatExceptionOfType(WorkerDiedException.class)
                .isThrownBy(() -> host.run(orchestrator -> orchestrator.submitNextLevel(fail,
                        new TaskArgs().scalar(1L), shortly, 1)))
                .withMessageContaining("was killed because it gave no answer within");
        awaitGone(before);
        assertThat(pids(1).sub).isNotEqualTo(before.sub);
    }

    @Test
    void aWorkerBelowHasNoMemoryOfItsOwn() {
        Assertions.assertThatIllegalArgumentException().isThrownBy(() -> host.malloc(0, 8)).withMessage(
                "worker 0 is next-level worker 0 (org.chiptest.runtime.hierarchy.Level4Programs::withSub), which has no"
                        + " memory of its own; only chips have");
    }

    private record Pids(long worker, long sub) {}

    private static Pids pids(int worker) {
        try (HostTensor own = longs(1); HostTensor sub = longs(1)) {
            host.run(orchestrator -> orchestrator.submitNextLevel(pids, writing(own, sub), CONFIG, worker));
            return new Pids(own.getLong(0), sub.getLong(0));
        }
    }

    private static void awaitGone(Pids pids) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> List.of(pids.worker, pids.sub).stream()
                .noneMatch(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()));
    }

    private static TaskArgs writing(HostTensor... tensors) {
        TaskArgs args = new TaskArgs();
        for (HostTensor tensor : tensors) {
            args.tensor(tensor, OUTPUT_EXISTING);
        }
        return args;
    }

    private static void await(String what, HostTensor tensor, long element, long value) {
        Awaitility.await(what).pollInSameThread().atMost(Duration.ofSeconds(60))
                .until(() -> tensor.getLong(element) == value);
    }

    private static HostTensor longs(int elements) {
        return host.allocate(DataType.INT64, elements);
    }
}
