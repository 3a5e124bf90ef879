package org.chiptest.runtime.hierarchy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.hierarchy.Orchestrator.Scope;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostWorkerTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final HierarchySettings SETTINGS = HierarchySettings.defaults().withRingBytes(64 * 1024);

    private final FakeChildren children = new FakeChildren(2, 2);
    private final HostWorker host = new HostWorker(children, SETTINGS);
    private final RegisteredCallable chip = host.register(new CallableTarget.Graph("vector"));
    private final RegisteredCallable sub = host.register(new CallableTarget.Sub("verify"));

    @AfterEach
    void nothingIsLeft() {
        host.close();
        assertThat(children.closed).isTrue();
        assertThat(children.blocks()).isZero();
        assertThat(children.started).allMatch(child -> child.closed);
    }

    @Test
    void childrenLiveFromInitToClose() {
        assertThat(children.started).isEmpty();
        host.init();
        assertThat(host.isInitialized()).isTrue();
        assertThat(children.started).hasSize(4);
        host.run(orch -> orch.submitSub(sub));
        assertThat(children.begun).as("joint starts: nothing had to be replaced").hasValue(1);
        assertThat(children.rolledBack).hasValue(0);
        host.close();
        assertThat(host.isInitialized()).isFalse();
        host.close();
    }

    @Test
    void memoryThatCannotBeGivenBackKeepsNothingElseFromBeingClosed() {
        host.init();
        children.freeFailure = new IllegalStateException("madvise failed");

        assertThatIllegalStateException().isThrownBy(host::close).withMessage("madvise failed");
    }

    @Test
    void aWorkerWithoutChildrenRuns() {
        try (HostWorker alone = new HostWorker(new FakeChildren(0, 0), SETTINGS)) {
            alone.init();
            alone.run(orch -> assertThat(orch.alloc(DataType.INT8, 5).argument().data()).isNotZero());
        }
    }

    @Test
    void calledBeforeInitItSaysSo() {
        assertThatIllegalStateException().isThrownBy(() -> host.run(orch -> {}))
                .withMessage("HostWorker not initialized; call init() first");
        assertThatIllegalStateException().isThrownBy(() -> host.malloc(0, 1))
                .withMessage("HostWorker not initialized; call init() first");
    }

    @Test
    void initIsCalledOnce() {
        host.init();
        assertThatIllegalStateException().isThrownBy(host::init)
                .withMessage("HostWorker already initialized; init() is called once");
    }

    @Test
    void aClosedWorkerStaysClosed() {
        host.close();
        assertThatIllegalStateException().isThrownBy(host::init)
                .withMessage("init was asked of a host worker that is closed; use a new one");
        assertThatIllegalStateException().isThrownBy(() -> host.allocate(DataType.INT8, 1))
                .withMessageContaining("closed");
    }

    @Test
    void registeringAfterInitIsRefused() {
        host.init();
        assertThatIllegalStateException().isThrownBy(() -> host.register(new CallableTarget.Sub("late")))
                .withMessageStartingWith("register(late) must be called before init()");
    }

    @Test
    void idsAreDenseAndThereAreSixtyFour() {
        for (int cid = 2; cid < 64; cid++) {
            assertThat(host.register(new CallableTarget.Sub("f" + cid)).cid()).isEqualTo(cid);
        }
        assertThatIllegalStateException().isThrownBy(() -> host.register(new CallableTarget.Sub("one too many")))
                .withMessageStartingWith("MAX_REGISTERED_CALLABLE_IDS is 64")
                .withMessageContaining("one too many");
    }

    @Test
    void everyChipCallableIsPreparedOnEveryChipByInit() {
        host.register(ChipCallable.builder().functionName("entry").build());
        host.init();
        assertThat(children.calls).containsExactlyInAnyOrder("chip 0 prepare 2", "chip 1 prepare 2", "sub 0 prepare 2",
                "sub 1 prepare 2");
    }

    @Test
    void aFailedStartEndsAllChildrenAndCanBeRepeated() {
        children.startFailure = new IllegalStateException("no such device");
        assertThatIllegalStateException().isThrownBy(host::init).withMessage("no such device");
        assertThat(host.isInitialized()).isFalse();
        assertThat(children.begun).hasValue(1);
        assertThat(children.rolledBack).hasValue(1);
        assertThat(children.started).hasSize(2).allMatch(child -> child.closed);
        assertThat(children.blocks()).isZero();
        children.startFailure = null;
        host.init();
        host.run(orch -> orch.submitSub(sub));
        assertThat(children.calls).contains("sub 0 run 1");
    }

    @Test
    void slotsAreNumberedFromZeroInEachRun() {
        host.init();
        for (int run = 0; run < 3; run++) {
            host.run(orch -> {
                assertThat(orch.submitSub(sub)).isEqualTo(new Orchestrator.TaskSlot(0));
                orch.alloc(DataType.INT8, 1);
                assertThat(orch.submitNextLevel(chip, new TaskArgs(), CONFIG).number()).isEqualTo(2);
            });
        }
    }

    @Test
    void tasksReceiveTheirArguments() {
        List<TaskArgs> received = Collections.synchronizedList(new ArrayList<>());
        children.behaviour = (child, cid, args, config) -> received.add(args);
        host.init();
        try (HostTensor tensor = host.allocate(DataType.INT32, 2, 3)) {
            TaskArgs args = new TaskArgs().tensor(tensor).scalar(4.5f);
            host.run(orch -> orch.submitSub(sub, args));
            assertThat(received).containsExactly(args);
        }
    }

    @Test
    void allTasksAreDoneWhenRunReturns() {
        host.init();
        host.run(orch -> {
            for (int i = 0; i < 200; i++) {
                orch.submitSub(sub);
            }
        });
        assertThat(children.calls).hasSize(200);
    }

    @Test
    void aGroupOfOneRunsOnce() {
        host.init();
        host.run(orch -> orch.submitSubGroup(sub, List.of(new TaskArgs())));
        assertThat(children.calls).containsExactly("sub 0 run 1");
    }

    @Test
    void aTaskAfterAGroupSeesAllOfIt() {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        children.behaviour = (child, cid, args, config) -> order.add(cid);
        host.init();
        try (HostTensor first = host.allocate(DataType.INT8, 1); HostTensor second = host.allocate(DataType.INT8, 1)) {
            host.run(orch -> {
                orch.submitNextLevelGroup(chip, List.of(new TaskArgs().tensor(first, OUTPUT_EXISTING),
                        new TaskArgs().tensor(second, OUTPUT_EXISTING)), CONFIG);
                orch.submitSub(sub, new TaskArgs().tensor(second, INPUT));
            });
        }
        assertThat(order).containsExactly(0, 0, 1);
    }

    @Test
    void scopesNestAndAllocateFromOtherRings() {
        host.init();
        host.run(orch -> {
            TensorArgument outer = orch.alloc(DataType.FLOAT32, 4, 5);
            assertThat(outer.argument().shape()).containsExactly(4, 5);
            assertThat(outer.argument().dtype()).isEqualTo(DataType.FLOAT32);
            try (Scope one = orch.scope(); Scope two = orch.scope(); Scope three = orch.scope()) {
                assertThat(one.depth()).isEqualTo(1);
                assertThat(three.depth()).isEqualTo(3);
                assertThat(two.depth()).isEqualTo(2);
                TensorArgument inner = orch.alloc(DataType.FLOAT32, 4, 5);
                orch.submitSub(sub, new TaskArgs().tensor(inner, INPUT).tensor(outer, INPUT));
            }
        });
        assertThat(children.calls).hasSize(1);
    }

    @Test
    void manyRunsDoNotLeak() {
        host.init();
        for (int run = 0; run < 50; run++) {
            host.run(orch -> {
                orch.alloc(DataType.INT8, 60 * 1024);
                orch.submitSub(sub, new TaskArgs().tensor(ContinuousTensor.host(0, DataType.INT8, 100), OUTPUT));
            });
        }
        assertThat(children.calls).hasSize(50);
    }

    @Test
    void scopesEndFromTheInnermostOutwardsAndOnce() {
        host.init();
        host.run(orch -> {
            Scope outer = orch.scope();
            Scope inner = orch.scope();
            assertThatIllegalStateException().isThrownBy(outer::close)
                    .withMessage(
                            "Scope: scopes end from the innermost outwards, but 1 inside the one at depth 1 are open;"
                                    + " end them before");
            inner.close();
            outer.close();
            assertThatIllegalStateException().isThrownBy(outer::close)
                    .withMessage("Scope: scope_end without scope_begin: the scope at depth 1 has ended already");
        });
    }

    @Test
    void aScopeThatIsNotEndedIsAnError() {
        host.init();
        assertThatIllegalStateException().isThrownBy(() -> host.run(Orchestrator::scope))
                .withMessageStartingWith("Scope: 1 scopes were open at the end of the run");
        host.run(orch -> orch.submitSub(sub));
    }

    @Test
    void tooDeepScopesAreAnError() {
        host.init();
        assertThatIllegalStateException().isThrownBy(() -> host.run(orch -> {
            for (int i = 0; i < 64; i++) {
                orch.scope();
            }
        })).withMessageStartingWith("Scope: maximum nesting depth exceeded");
    }

    @Test
    void wrongSubmitsAreRefused() {
        host.init();
        TaskArgs args = new TaskArgs();
        host.run(orch -> {
            assertThatIllegalArgumentException().isThrownBy(() -> orch.submitNextLevel(sub, args, CONFIG))
                    .withMessage("verify, cid 1 runs on a sub worker, not on a next-level worker; use submitSub");
            assertThatIllegalArgumentException().isThrownBy(() -> orch.submitSub(chip))
                    .withMessage("vector, cid 0 runs on a next-level worker, not on a sub worker; use submitNextLevel");
            assertThatIllegalArgumentException().isThrownBy(() -> orch.submitSubGroup(sub, List.of()))
                    .withMessageStartingWith("the list of arguments of verify, cid 1 is empty");
            assertThatIllegalArgumentException().isThrownBy(() -> orch.submitSubGroup(sub, List.of(args, args, args)))
                    .withMessageStartingWith("verify, cid 1 needs 3 children at the same time, this worker has 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> orch.submitNextLevel(chip, args, CONFIG.withDumpTensor(1)))
                    .withMessageStartingWith("output_prefix is empty");
        });
        assertThat(children.calls).isEmpty();
    }

    @Test
    void wrongWorkersAreRefused() {
        host.init();
        TaskArgs args = new TaskArgs();
        host.run(orch -> {
            assertThatThrownBy(() -> orch.submitNextLevel(chip, args, CONFIG, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageStartingWith("worker_id 2 out of range (have 2 ");
            assertThatThrownBy(() -> orch.submitNextLevel(chip, args, CONFIG, -2))
                    .isInstanceOf(IndexOutOfBoundsException.class).hasMessageStartingWith("worker_id -2 out of range");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> orch.submitNextLevelGroup(chip, List.of(args, args), CONFIG, List.of(1)))
                    .withMessageStartingWith("vector, cid 0 has 2 members, but workers for 1 were given: [1]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> orch.submitNextLevelGroup(chip, List.of(args, args), CONFIG, List.of()))
                    .withMessageStartingWith("vector, cid 0 has 2 members, but workers for 0 were given");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> orch.submitNextLevelGroup(chip, List.of(args, args), CONFIG, List.of(1, 1)))
                    .withMessageStartingWith("two members of vector, cid 0 are to run on worker 1");
            assertThatThrownBy(() -> orch.malloc(2, 1)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Orchestrator::malloc: invalid worker_id 2; this worker has 2 chips");
        });
        assertThatThrownBy(() -> host.malloc(5, 1)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("worker_id 5 out of range (have 2 chips)");
    }

    @Test
    void argumentsThatNoChipTakesAreRefused() {
        RegisteredCallable real = host.register(ChipCallable.builder().functionName("entry").build());
        TaskArgs args = new TaskArgs();
        for (int i = 0; i <= 128; i++) {
            args.scalar(i);
        }
        host.init();
        host.run(orch -> {
            assertThatThrownBy(() -> orch.submitNextLevel(real, args, CONFIG))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageStartingWith("capacity exceeded: 129 scalars, a chip takes at most 128");
            orch.submitSub(sub, args);
        });
        assertThat(children.calls).contains("sub 0 run 1").doesNotContain("chip 0 run 2", "chip 1 run 2");
    }

    @Test
    void aCallableOfAnotherWorkerIsRefused() {
        try (HostWorker other = new HostWorker(new FakeChildren(1, 1), SETTINGS)) {
            RegisteredCallable foreign = other.register(new CallableTarget.Sub("foreign"));
            host.init();
            host.run(orch -> assertThatIllegalArgumentException().isThrownBy(() -> orch.submitSub(foreign))
                    .withMessageStartingWith("foreign, cid 0 was registered with another host worker"));
        }
    }

    @Test
    void anOrchestratorEndsWithItsRunAndBelongsToItsThread() {
        host.init();
        AtomicReference<Orchestrator> kept = new AtomicReference<>();
        host.run(orch -> {
            kept.set(orch);
            assertThat(CompletableFuture.runAsync(() -> orch.submitSub(sub))).failsWithin(60, TimeUnit.SECONDS)
                    .withThrowableThat().withMessageContaining("submit was called by thread");
        });
        assertThatIllegalStateException().isThrownBy(() -> requireNonNull(kept.get()).submitSub(sub))
                .withMessageStartingWith("submit was called after the body of the run had returned");
    }

    @Test
    void aSecondCallerIsRefused() {
        host.init();
        host.run(orch -> {
            assertThatIllegalStateException().isThrownBy(() -> host.run(inner -> {}))
                    .withMessageContaining("is under way; a HostWorker has one caller at a time");
            assertThatIllegalStateException().isThrownBy(host::close)
                    .withMessageContaining("is under way");
        });
    }

    @Test
    void twoWorkersDoNotDisturbEachOther() {
        FakeChildren otherChildren = new FakeChildren(1, 1);
        try (HostWorker other = new HostWorker(otherChildren, SETTINGS)) {
            RegisteredCallable otherSub = other.register(new CallableTarget.Sub("other"));
            host.init();
            other.init();
            host.run(orch -> {
                orch.submitSub(sub);
                other.run(inner -> {
                    assertThat(inner.submitSub(otherSub).number()).isZero();
                    inner.submitSub(otherSub);
                });
                assertThat(orch.submitSub(sub).number()).isEqualTo(1);
            });
        }
        assertThat(children.calls).hasSize(2);
        assertThat(otherChildren.calls).startsWith("sub 0 run 0", "sub 0 run 0");
    }
}
