package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.api.await.WorkerConditions.hasDied;
import static org.chiptest.api.await.WorkerConditions.wasReplaced;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.chiptest.api.await.WorkerCondition;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.worker.RunLateException;
import org.chiptest.runtime.worker.StartedRun;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartedHostRunTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final FakeChildren children = new FakeChildren(1, 2);
    private final Gates gates = new Gates();
    private final HostWorker host = new HostWorker(children, HierarchySettings.defaults().withRingBytes(4096));
    private final RegisteredCallable sub = host.register(new CallableTarget.Sub("verify"));

    @AfterEach
    void close() {
        gates.openAll();
        host.close();
        assertThat(children.started).allMatch(child -> child.closed);
    }

    @Test
    void itGoesOnByItselfAndCountsItsTasks() {
        children.behaviour = (child, cid, args, config) -> gates.pass(child.index);
        host.init();
        try (StartedRun run = host.start(orchestrator -> {
            orchestrator.submitSub(sub);
            orchestrator.submitSub(sub);
        })) {
            gates.open(1);
            Awaitility.await().until(() -> run.progress().ended().orElseThrow() == 1);
            assertThatExceptionOfType(RunLateException.class).isThrownBy(() -> run.await(Duration.ofMillis(1)))
                    .withMessage(
                            "await of run of a host worker failed with code -100: the run has not ended within 1 ms; "
                                    + "it goes on, await it again or give it up\nthe host worker has 1 tasks left, task 0 (verify, cid 0) is RUNNING");

            gates.open(0);
            run.await(LONG);

            assertThat(run.state()).isEqualTo(StartedRun.State.DONE);
            assertThat(run.progress().ended()).hasValue(2);
        }
    }

    @Test
    void untilThenTheWorkerRunsNothingElse() {
        children.behaviour = (child, cid, args, config) -> gates.pass(0);
        host.init();
        String starter = Thread.currentThread().getName();
        try (StartedRun run = host.start(orchestrator -> orchestrator.submitSub(sub))) {
            assertThatIllegalStateException().isThrownBy(() -> host.start(orchestrator -> {}))
                    .withMessage("run was called by thread " + starter + " while run, started by thread " + starter
                            + ", is under way; await it, or give it up; a HostWorker has one caller at a time");
            assertThatIllegalStateException().isThrownBy(() -> host.run(orchestrator -> {}));
            gates.open(0);
            run.await(LONG);
        }
        host.run(orchestrator -> orchestrator.submitSub(sub));
    }

    @Test
    void itFailsAsTheBlockingCallDoes() {
        WorkerException failure = new WorkerException(1, "sub_worker: ValueError: bad");
        children.behaviour = (child, cid, args, config) -> {
            throw failure;
        };
        host.init();
        try (StartedRun run = host.start(orchestrator -> orchestrator.submitSub(sub))) {
            assertThatThrownBy(() -> run.await(LONG)).isSameAs(failure);
        }
    }

    @Test
    void oneThatIsGivenUpInterruptsItsChildrenAndTheNextRunsAsEver() {
        children.behaviour = (child, cid, args, config) -> gates.pass(7);
        host.init();
        StartedRun run = host.start(orchestrator -> orchestrator.submitSub(sub));
        Awaitility.await().until(() -> gates.arrived(7) == 1);

        assertThat(run.giveUp()).isTrue();

        assertThatThrownBy(() -> run.await(LONG))
                .hasMessageMatching("run of a host worker was given up after \\d+ ms")
                .hasRootCauseInstanceOf(InterruptedException.class);
        gates.openAll();
        host.run(orchestrator -> orchestrator.submitSub(sub));
        run.close();
    }

    @Test
    void aWorkerThatIsClosedEndsItsRunAndSaysSo() {
        children.behaviour = (child, cid, args, config) -> gates.pass(7);
        host.init();
        StartedRun run = host.start(orchestrator -> orchestrator.submitSub(sub));
        Awaitility.await().until(() -> gates.arrived(7) == 1);

        assertThatExceptionOfType(WorkerException.class).isThrownBy(host::close).withMessageMatching(
                "run of a host worker was still under way after \\d+ ms when its worker was closed, and was given up; "
                        + "await what start returned, or close it");
        assertThat(run.state()).isEqualTo(StartedRun.State.GIVEN_UP);
    }

    @Test
    void theDeathOfAChipAndItsReplacementAreSeen() {
        host.init();
        WorkerCondition died = hasDied(host, 0);
        WorkerCondition replaced = wasReplaced(host, 0);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(died::verify)
                .withMessage("expected that chip 0 has died, but it lives, and is not saying what it does");

        children.started.stream().filter(child -> child.type == WorkerType.NEXT_LEVEL).findFirst()
                .orElseThrow().dead = true;

        died.await(LONG);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(replaced::verify)
                .withMessage("expected that chip 0 was replaced, but its process is the same and has died");
        host.run(orchestrator -> {});
        replaced.await(LONG);
    }

    @Test
    void aChipWithoutAGroupHasNoWindow() {
        host.init();
        assertThatIllegalStateException().isThrownBy(() -> host.window(0))
                .withMessage("chip 0 has no window; bootstrap gives it one, in a group");
        assertThat(host.isUsable(0)).isTrue();
        assertThat(host.activity(0)).isEmpty();
    }
}
