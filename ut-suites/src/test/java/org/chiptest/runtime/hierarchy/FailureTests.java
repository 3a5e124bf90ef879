package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailureTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final String TEXT = "WorkerThread::dispatch_process: child failed (code=1): sub_worker: ValueError: bad";

    private final FakeChildren children = new FakeChildren(2, 1);
    private final Gates gates = new Gates();
    private final HierarchySettings settings = HierarchySettings.defaults().withRingBytes(4096);
    private HostWorker host = new HostWorker(children, settings);
    private RegisteredCallable chip = host.register(new CallableTarget.Graph("vector"));
    private RegisteredCallable sub = host.register(new CallableTarget.Sub("verify"));
    private HostTensor tensor = host.allocate(DataType.INT8, 1);

    @AfterEach
    void close() {
        gates.openAll();
        host.close();
        assertThat(children.started).allMatch(child -> child.closed);
    }

    @Test
    void theFailureOfAChildIsThrownByRunAsItWas() {
        WorkerException failure = new WorkerException(1, TEXT);
        subFailsWith(failure);
        host.init();
        assertThatThrownBy(() -> host.run(orch -> orch.submitSub(sub))).isSameAs(failure).hasMessage(TEXT);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0]).hasMessage("task 0 (verify, cid 1) on sub 0 failed");
    }

    @Test
    void errorsOfTheJvmAreThrownToo() {
        children.behaviour = (child, cid, args, config) -> {
            throw new StackOverflowError("deep");
        };
        host.init();
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> host.run(orch -> orch.submitSub(sub)));
    }

    @Test
    void theWorkerIsUsableAfterAFailure() {
        subFailsWith(new WorkerException(1, TEXT));
        host.init();
        assertThatThrownBy(() -> host.run(orch -> orch.submitSub(sub))).hasMessage(TEXT);
        children.behaviour = (child, cid, args, config) -> {};
        host.run(orch -> assertThat(orch.submitSub(sub).number()).isZero());
        assertThat(children.started).hasSize(3);
    }

    @Test
    void laterSubmitsOfTheSameRunThrowTheFailure() {
        subFailsWith(new WorkerException(1, TEXT));
        host.init();
        assertThatThrownBy(() -> host.run(orch -> {
            orch.submitSub(sub);
            Awaitility.await("a submit that fails").atMost(Duration.ofSeconds(60)).pollInSameThread()
                    .until(() -> catchThrowable(() -> orch.submitNextLevel(chip, new TaskArgs(), CONFIG)) != null);
            assertThatThrownBy(() -> orch.submitNextLevel(chip, new TaskArgs(), CONFIG)).hasMessage(TEXT);
            assertThatThrownBy(() -> orch.alloc(DataType.INT8, 1)).hasMessage(TEXT);
        })).hasMessage(TEXT);
    }

    @Test
    void consumersOfAFailedTaskAreSkippedAndTheRestRuns() {
        children.behaviour = (child, cid, args, config) -> {
            if (cid == chip.cid() && args.scalarCount() == 1) {
                gates.pass(0);
                throw new WorkerException(1, "chip_process dev=0: boom");
            }
        };
        host.init();
        Throwable thrown = catchThrowable(() -> host.run(orch -> {
            orch.submitNextLevel(chip, new TaskArgs().tensor(tensor, OUTPUT_EXISTING).scalar(1), CONFIG);
            orch.submitNextLevel(chip, new TaskArgs().tensor(tensor, INOUT), CONFIG);
            orch.submitSub(sub, new TaskArgs().tensor(tensor, INPUT));
            orch.submitSub(sub);
            gates.open(0);
        }));
        assertThat(thrown).hasMessage("chip_process dev=0: boom");
        assertThat(thrown.getSuppressed()[0].getMessage()).matches(
                "task 0 \\(vector, cid 0\\) on chip 0 failed"
                        + "; task 1 \\(vector, cid 0\\) was skipped: it needs task 0 \\(vector, cid 0\\), which failed"
                        + "; task 2 \\(verify, cid 1\\) was skipped: it needs task 1 \\(vector, cid 0\\), which was skipped");
        assertThat(children.calls).containsExactlyInAnyOrder("chip 0 run 0", "sub 0 run 1");
    }

    @Test
    void aGroupFailsWithAnyOfItsMembers() {
        children.behaviour = (child, cid, args, config) -> {
            if (cid == chip.cid() && child.index == 1) {
                gates.pass(1);
                throw new WorkerException(1, "second member");
            }
            if (cid == chip.cid()) {
                gates.pass(0);
            }
        };
        host.init();
        Throwable thrown = catchThrowable(() -> host.run(orch -> {
            orch.submitNextLevelGroup(chip,
                    List.of(new TaskArgs().tensor(tensor, OUTPUT_EXISTING), new TaskArgs()), CONFIG);
            orch.submitSub(sub, new TaskArgs().tensor(tensor, INPUT));
            gates.open(1);
            gates.open(0);
        }));
        assertThat(thrown).hasMessage("second member");
        assertThat(children.calls).doesNotContain("sub 0 run 1");
    }

    @Test
    void manySkippedTasksAreCountedNotListed() {
        children.behaviour = (child, cid, args, config) -> {
            gates.pass(0);
            throw new WorkerException(1, "boom");
        };
        host.init();
        Throwable thrown = catchThrowable(() -> host.run(orch -> {
            for (int i = 0; i < 5000; i++) {
                orch.submitNextLevel(chip, new TaskArgs().tensor(tensor, INOUT), CONFIG);
            }
            gates.open(0);
        }));
        assertThat(children.calls).containsExactly("chip 0 run 0");
        assertThat(thrown.getSuppressed()[0].getMessage()).endsWith("; and so on for 4979 more tasks");
    }

    @Test
    void aDeadChildIsReplacedByTheNextRunWithoutPreparing() {
        children.behaviour = (child, cid, args, config) -> {
            child.dead = true;
            throw new WorkerException(-1, "worker process died");
        };
        host.init();
        assertThatThrownBy(() -> host.run(orch -> orch.submitSub(sub))).hasMessage("worker process died");
        FakeChildren.Child dead = children.started.stream().filter(child -> child.dead).findFirst().orElseThrow();
        children.behaviour = (child, cid, args, config) -> assertThat(child).isNotSameAs(dead);
        children.calls.clear();
        host.run(orch -> orch.submitSub(sub));
        assertThat(dead.closed).isTrue();
        assertThat(children.calls).containsExactly("sub 0 close", "sub 0 run 1");
    }

    @Test
    void aChildThatCannotBeReplacedFailsTheRunAndTheNextOneTriesAgain() {
        host.init();
        children.started.forEach(child -> child.dead |= child.type == WorkerType.SUB);
        children.startFailure = new WorkerException(-1, "no process");
        assertThatThrownBy(() -> host.run(orch -> {})).hasMessage("no process");
        children.startFailure = null;
        host.run(orch -> orch.submitSub(sub));
        assertThat(children.calls).endsWith("sub 0 run 1");
    }

    @Test
    void aDeadChildTakesNoMoreTasksOfItsRun() {
        children.behaviour = (child, cid, args, config) -> {
            if (cid == chip.cid() && child.index == 0) {
                gates.pass(0);
                child.dead = true;
                throw new WorkerException(-1, "died");
            }
            gates.pass(1);
        };
        host.init();
        Throwable thrown = catchThrowable(() -> host.run(orch -> {
            orch.submitNextLevel(chip, new TaskArgs(), CONFIG, 0);
            orch.submitNextLevel(chip, new TaskArgs(), CONFIG, 1);
            orch.submitNextLevel(chip, new TaskArgs(), CONFIG, 0);
            orch.submitNextLevelGroup(chip, List.of(new TaskArgs(), new TaskArgs()), CONFIG);
            orch.submitNextLevel(chip, new TaskArgs(), CONFIG);
            gates.open(0);
            gates.open(1);
        }));
        assertThat(thrown).hasMessage("died");
        assertThat(thrown.getSuppressed()[0].getMessage()).contains(
                "task 2 (vector, cid 0) was skipped: chip 0, which it must run on, cannot be used any more",
                "task 3 (vector, cid 0, group of 2) was skipped: it needs 2 children, of the 2 of its kind 1 can still be used");
        assertThat(children.calls).containsExactlyInAnyOrder("chip 0 run 0", "chip 1 run 0", "chip 1 run 0");
    }

    @Test
    void whatTheBodyThrowsComesOutAfterAllTasksAreDone() {
        host.init();
        IllegalStateException own = new IllegalStateException("body");
        assertThatThrownBy(() -> host.run(orch -> {
            orch.submitSub(sub);
            throw own;
        })).isSameAs(own);
        assertThat(children.calls).containsExactly("sub 0 run 1");
    }

    @Test
    void aFailedTaskComesBeforeWhatTheBodyThrows() {
        subFailsWith(new WorkerException(1, TEXT));
        host.init();
        IllegalStateException own = new IllegalStateException("body");
        assertThatThrownBy(() -> host.run(orch -> {
            orch.submitSub(sub);
            throw own;
        })).hasMessage(TEXT).hasSuppressedException(own);
    }

    @Test
    void aFullRingThatNothingEmptiesFailsAtOnce() {
        host.init();
        assertThatThrownBy(() -> host.run(orch -> {
            orch.alloc(DataType.INT8, 4096);
            orch.alloc(DataType.INT8, 1);
        })).isInstanceOf(WorkerException.class).hasMessageContaining("heap exhausted");
        host.run(orch -> orch.alloc(DataType.INT8, 4096));
    }

    @Test
    void aSubmitThatWaitsForRoomEndsWithTheFailureOfATask() {
        children.behaviour = (child, cid, args, config) -> {
            gates.pass(0);
            throw new WorkerException(1, TEXT);
        };
        host.init();
        assertThatThrownBy(() -> host.run(orch -> {
            TensorArgument all = orch.alloc(DataType.INT8, 4096);
            orch.submitSub(sub, new TaskArgs().tensor(all, INPUT));
            gates.open(0);
            orch.alloc(DataType.INT8, 1);
        })).hasMessage(TEXT);
    }

    @Test
    void anInterruptEndsTheRunAndItsTasks() {
        children.behaviour = (child, cid, args, config) -> gates.pass(0);
        host.init();
        assertThatThrownBy(() -> host.run(orch -> {
            orch.submitSub(sub);
            orch.submitSub(sub);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> gates.arrived(0) == 1);
            Thread.currentThread().interrupt();
        })).isInstanceOf(WorkerException.class)
                .hasMessageStartingWith("interrupted with 2 tasks left, task 0 (verify, cid 1) is RUNNING");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(children.calls).containsExactly("sub 0 run 1");
        gates.openAll();
        host.run(orch -> orch.submitSub(sub));
    }

    @Test
    void aRunInWhichNothingEndsIsGivenUp() {
        open(settings.withStallDeadline(Duration.ofMillis(200)));
        children.behaviour = (child, cid, args, config) -> gates.pass(0);
        host.init();
        assertThatThrownBy(() -> host.run(orch -> orch.submitSub(sub))).isInstanceOf(WorkerException.class)
                .hasMessage("no task has ended for 200 ms with 1 tasks left, task 0 (verify, cid 1) is RUNNING;"
                        + " the children were interrupted");
    }

    @Test
    void aChildThatIgnoresInterruptsIsReplaced() {
        open(settings.withAbortDeadline(Duration.ofMillis(50)));
        children.behaviour = (child, cid, args, config) -> {
            gates.open(0);
            while (!child.closed) {
                Thread.onSpinWait();
            }
        };
        host.init();
        assertThatThrownBy(() -> host.run(orch -> {
            orch.submitSub(sub);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> gates.isOpen(0));
            Thread.currentThread().interrupt();
        })).hasMessageStartingWith("interrupted with 1 tasks left");
        assertThat(Thread.interrupted()).isTrue();
        children.behaviour = (child, cid, args, config) -> {};
        host.run(orch -> orch.submitSub(sub));
        assertThat(children.calls).containsExactly("sub 0 run 1", "sub 0 close", "sub 0 run 1");
    }

    private void open(HierarchySettings settings) {
        host = new HostWorker(children, settings);
        chip = host.register(new CallableTarget.Graph("vector"));
        sub = host.register(new CallableTarget.Sub("verify"));
        tensor = host.allocate(DataType.INT8, 1);
    }

    private void subFailsWith(RuntimeException failure) {
        children.behaviour = (child, cid, args, config) -> {
            if (cid == sub.cid()) {
                throw failure;
            }
        };
    }
}
