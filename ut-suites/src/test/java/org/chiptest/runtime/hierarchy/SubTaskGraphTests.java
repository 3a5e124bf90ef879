package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.NO_DEP;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.hierarchy.Orchestrator.Scope;
import org.chiptest.runtime.internal.process.parent.FakeWorkers;
import org.chiptest.runtime.internal.process.parent.ProcessCensus;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs of sub tasks in real processes. */
class SubTaskGraphTests {

    private static final long RING_BYTES = 64 << 10;

    @TempDir
    static Path directory;

    private static HostWorker host;
    private static RegisteredCallable count;
    private static RegisteredCallable sum;
    private static RegisteredCallable describe;
    private static RegisteredCallable nothing;
    private static RegisteredCallable fail;
    private static RegisteredCallable failOnceOpen;
    private static RegisteredCallable copyOnceOpen;
    private static RegisteredCallable writeOn;

    @BeforeAll
    static void start() {
        host = new HostWorker(spec(2));
        count = host.register(SubTasks.named("count"));
        sum = host.register(SubTasks.named("sum"));
        describe = host.register(SubTasks.named("describe"));
        nothing = host.register(SubTasks.named("nothing"));
        fail = host.register(SubTasks.named("fail"));
        failOnceOpen = host.register(SubTasks.named("failOnceOpen"));
        copyOnceOpen = host.register(SubTasks.named("copyOnceOpen"));
        writeOn = host.register(SubTasks.named("writeOn"));
        host.init();
    }

    @AfterAll
    static void nothingIsLeft() {
        host.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void eachSubmitRunsATaskOnce() {
        try (HostTensor counts = longs(6)) {
            host.run(orchestrator -> orchestrator.submitSub(count, counting(counts, 0)));
            host.run(orchestrator -> {
                for (int i = 1; i < 6; i++) {
                    assertThat(orchestrator.submitSub(count, counting(counts, i)).number()).isEqualTo(i - 1);
                }
            });
            assertThat(counts.toDoubles()).containsOnly(1);
        }
    }

    @Test
    void aGroupOfTwoRunsTwiceAndWhoDependsOnItSeesBoth() {
        try (HostTensor first = longs(1); HostTensor second = longs(1); HostTensor total = longs(1)) {
            host.run(orchestrator -> {
                orchestrator.submitSubGroup(sum, List.of(summing(30, first), summing(12, second)));
                orchestrator.submitSub(sum, summing(0, first, second, total));
            });
            assertThat(first.getLong(0)).isEqualTo(30);
            assertThat(total.getLong(0)).isEqualTo(42);
        }
    }

    @Test
    void aGroupOfOneRunsOnce() {
        try (HostTensor counts = longs(1)) {
            host.run(orchestrator -> orchestrator.submitSubGroup(count, List.of(counting(counts, 0))));
            assertThat(counts.getLong(0)).isEqualTo(1);
        }
    }

    @Test
    void manyTasksOnTwoSubWorkersAllComplete() {
        assertAllComplete(host, count);
    }

    @Test
    void manyTasksOnOneSubWorkerAllComplete() {
        try (HostWorker single = new HostWorker(spec(1))) {
            RegisteredCallable counting = single.register(SubTasks.named("count"));
            single.init();
            assertAllComplete(single, counting);
        }
    }

    @Test
    void scopesNestThreeDeepAndEachAllocatesForTheTasksInIt() {
        try (HostTensor out = longs(1)) {
            host.run(orchestrator -> {
                TensorArgument outer = orchestrator.alloc(DataType.INT64, 1);
                orchestrator.submitSub(sum, summing(1, outer));
                try (Scope one = orchestrator.scope()) {
                    assertThat(one.depth()).isEqualTo(1);
                    TensorArgument inner = orchestrator.alloc(DataType.INT64, 1);
                    orchestrator.submitSub(sum, summing(10, outer, inner));
                    try (Scope two = orchestrator.scope()) {
                        TensorArgument innermost = orchestrator.alloc(DataType.INT64, 1);
                        orchestrator.submitSub(sum, summing(100, outer, inner, innermost));
                        try (Scope three = orchestrator.scope()) {
                            assertThat(three.depth()).isEqualTo(two.depth() + 1).isEqualTo(3);
                            orchestrator.submitSub(sum, summing(1000, innermost, out));
                        }
                    }
                }
            });
            assertThat(out.getLong(0)).isEqualTo(1112);
        }
    }

    @Test
    void anAllocatedTensorHasAddressAndShapeAndOrdersTheTasksThatUseIt() {
        try (HostTensor out = longs(1)) {
            host.run(orchestrator -> {
                TensorArgument between = orchestrator.alloc(DataType.INT64, 2, 3, 4);
                assertThat(between.argument().shape()).containsExactly(2, 3, 4);
                assertThat(between.argument().dtype()).isEqualTo(DataType.INT64);
                assertThat(between.argument().data()).isNotZero();
                orchestrator.submitSub(sum, summing(7, between));
                orchestrator.submitSub(sum, summing(1, between, out));
            });
            assertThat(out.getLong(0)).isEqualTo(8);
        }
    }

    @Test
    void anAllocatedTensorThatNoTaskUsesIsFreedWithItsScope() {
        int most = (int) RING_BYTES / 4 * 3;
        host.run(orchestrator -> {
            for (int i = 0; i < 8; i++) {
                try (Scope scope = orchestrator.scope()) {
                    assertThat(orchestrator.alloc(DataType.INT8, most).argument().data()).as("in %s", scope)
                            .isNotZero();
                }
            }
        });
    }

    @Test
    void anAllocatedTensorOfAnEarlierScopeOrRunIsRefusedThoughItsMemoryIsAllocatedAgain() {
        List<TensorArgument> earlier = new ArrayList<>();
        host.run(orchestrator -> {
            try (Scope scope = orchestrator.scope()) {
                earlier.add(orchestrator.alloc(DataType.INT64, scope.depth()));
            }
            try (Scope scope = orchestrator.scope()) {
                earlier.add(assertRefusesWhatWasGivenBack(orchestrator, scope, earlier.getLast()));
            }
        });
        host.run(orchestrator -> {
            try (Scope scope = orchestrator.scope()) {
                assertRefusesWhatWasGivenBack(orchestrator, scope, earlier.getLast());
            }
        });
    }

    private TensorArgument assertRefusesWhatWasGivenBack(Orchestrator orchestrator, Scope scope,
            TensorArgument earlier) {
        TensorArgument later = orchestrator.alloc(DataType.INT64, scope.depth());
        assertThat(later.argument()).isEqualTo(earlier.argument());
        assertThatIllegalStateException().isThrownBy(() -> orchestrator.submitSub(sum, summing(1, earlier)))
                .withMessageMatching(
                        "tensor INT64\\[1\\] at 0x[0-9a-f]+ was given back: the scope or the run that it was"
                                + " allocated in has ended, .*");
        return later;
    }

    @Test
    void argumentsWithATensorThatIsClosedAreRefused() {
        TaskArgs args;
        try (HostTensor closed = longs(1)) {
            args = summing(1, closed);
        }
        host.run(orchestrator -> assertThatIllegalStateException()
                .isThrownBy(() -> orchestrator.submitSub(sum, args))
                .withMessage("tensor INT64[1] is closed; its memory belongs to somebody else now"));
    }

    @Test
    void aTensorThatIsClosedDuringARunKeepsItsMemoryUntilItsTasksHaveEnded() {
        try (HostTensor gate = longs(2); HostTensor out = longs(1)) {
            host.run(orchestrator -> {
                HostTensor closed = longs(1).setLong(0, 5);
                orchestrator.submitSub(copyOnceOpen, new TaskArgs().tensor(closed, INPUT)
                        .tensor(out, OUTPUT_EXISTING).tensor(gate, NO_DEP));
                long address = closed.memory().address();
                closed.close();
                try (HostTensor later = longs(1).setLong(0, 9)) {
                    assertThat(later.memory().address()).isNotEqualTo(address);
                    gate.setLong(0, 1);
                }
            });
            assertThat(out.getLong(0)).isEqualTo(5);
        }
    }

    @Test
    void aThreadThatASubTaskLeavesBehindCannotWriteToItsTensors() {
        try (HostTensor out = longs(1)) {
            host.run(orchestrator -> orchestrator.submitSub(writeOn, new TaskArgs().tensor(out, OUTPUT_EXISTING)));
            out.setLong(0, 7);
            for (int i = 0; i < 20; i++) {
                host.run(orchestrator -> orchestrator.submitSub(nothing));
            }
            assertThat(out.getLong(0)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INOUT", "OUTPUT_EXISTING"})
    void aSlowReaderSeesWhatWasWrittenForItThoughTheScopeOfTheMemoryHasEnded(TensorArgType writing) {
        try (HostTensor gate = longs(2); HostTensor out = longs(1); HostTensor one = longs(1)) {
            one.setLong(0, 1);
            host.run(orchestrator -> {
                try (Scope scope = orchestrator.scope()) {
                    TensorArgument between = orchestrator.alloc(DataType.INT64, scope.depth());
                    orchestrator.submitSub(sum,
                            new TaskArgs().tensor(one, INPUT).tensor(between, writing).scalar(0L));
                    orchestrator.submitSub(copyOnceOpen, new TaskArgs().tensor(between, INPUT)
                            .tensor(out, OUTPUT_EXISTING).tensor(gate, NO_DEP));
                }
                await("the reader", () -> gate.getLong(1) == 1);
                try (Scope scope = orchestrator.scope()) {
                    TensorArgument later = orchestrator.alloc(DataType.INT64, scope.depth());
                    HostTensor written = longs(1);
                    orchestrator.submitSub(sum,
                            new TaskArgs().tensor(later, OUTPUT_EXISTING).scalar(777L));
                    orchestrator.submitSub(sum,
                            new TaskArgs().tensor(later, INPUT).tensor(written, OUTPUT_EXISTING).scalar(0L));
                    await("the later writer", () -> written.getLong(0) == 777);
                    written.close();
                }
                gate.setLong(0, 1);
            });
            assertThat(out.getLong(0)).isEqualTo(1);
        }
    }

    @Test
    void aSubTaskReceivesShapesTypesAndScalars() {
        try (HostTensor out = longs(8); HostTensor other = host.allocate(DataType.INT16, 3, 5)) {
            host.run(orchestrator -> orchestrator.submitSub(describe,
                    new TaskArgs().tensor(out, OUTPUT_EXISTING).tensor(other, INOUT).scalar(-5L).scalar(7f)));
            assertThat(out.toDoubles()).containsExactly(2, 2, DataType.INT16.size(), 2, 5, 1, -5, 7);
        }
    }

    @Test
    void aSubTaskReceivesNoArgumentsIfThereAreNone() {
        host.run(orchestrator -> orchestrator.submitSub(nothing));
    }

    @Test
    void everyRoundTripBringsBackWhatItTookThere() {
        try (HostTensor in = longs(1); HostTensor out = longs(1)) {
            LongStream.range(0, 300).forEach(round -> {
                in.setLong(0, round);
                host.run(orchestrator -> orchestrator.submitSub(sum, summing(-2 * round, in, out)));
                assertThat(out.getLong(0)).isEqualTo(-round);
            });
        }
    }

    @Test
    void runsLeaveNothingBehind() {
        try (HostTensor counts = longs(1)) {
            host.run(orchestrator -> orchestrator.submitSub(count, counting(counts, 0)));
            ProcessCensus before = ProcessCensus.take();
            for (int i = 0; i < 8; i++) {
                host.run(orchestrator -> {
                    orchestrator.alloc(DataType.INT8, (int) RING_BYTES / 2);
                    orchestrator.submitSub(count, counting(counts, 0));
                });
            }
            assertThat(counts.getLong(0)).isEqualTo(9);
            before.assertNothingCameToStay();
        }
    }

    @Test
    void aFailureHasTypeAndTextAndTheWorkerGoesOn() {
        WorkerException e = catchThrowableOfType(WorkerException.class,
                () -> host.run(orchestrator -> orchestrator.submitSub(fail, new TaskArgs().scalar(17L))));
        assertThat(e).hasMessage("WorkerThread::dispatch_process: child failed (code=-1): sub_worker:"
                + " IllegalStateException: golden differs at 17");
        host.run(orchestrator -> orchestrator.submitSub(nothing));
    }

    @Test
    void afterAFailureALaterSubmitOfTheSameRunThrowsIt() {
        List<WorkerException> ofSubmit = new ArrayList<>();
        WorkerException ofRun = catchThrowableOfType(WorkerException.class, () -> host.run(orchestrator -> {
            orchestrator.submitSub(fail, new TaskArgs().scalar(1L));
            Awaitility.await("a submit that fails").pollInSameThread().atMost(Duration.ofSeconds(60)).until(() -> {
                try {
                    orchestrator.submitSub(nothing);
                    return false;
                } catch (WorkerException e) {
                    ofSubmit.add(e);
                    return true;
                }
            });
        }));
        assertThat(ofSubmit).singleElement().isSameAs(ofRun);
        assertThat(ofRun).hasMessageContaining("golden differs at 1");
    }

    @Test
    void consumersOfAFailedTaskAreSkippedWithTheReasonAndOthersRun() {
        try (HostTensor counts = longs(3); HostTensor gate = longs(1); HostTensor between = longs(1)) {
            WorkerException e = catchThrowableOfType(WorkerException.class, () -> host.run(orchestrator -> {
                orchestrator.submitSub(failOnceOpen,
                        new TaskArgs().tensor(gate, NO_DEP).tensor(between, OUTPUT_EXISTING));
                orchestrator.submitSub(count,
                        new TaskArgs().tensor(counts, OUTPUT_EXISTING).tensor(between, INPUT).scalar(0L));
                orchestrator.submitSub(count, counting(counts, 1));
                gate.setLong(0, 1);
            }));
            assertThat(e).hasMessageContaining("the gate was opened");
            assertThat(e.getSuppressed()[0])
                    .hasMessageMatching("task 0 \\(.*::failOnceOpen, cid 5\\) on sub worker \\d failed; "
                            + "task 1 \\(.*::count, cid 0\\) was skipped: it needs task 0 \\(.*::failOnceOpen, cid 5\\), which failed");
            assertThat(counts.toDoubles()).containsExactly(0, 1, 0);
        }
    }

    private static void assertAllComplete(HostWorker worker, RegisteredCallable counting) {
        int tasks = 200;
        try (HostTensor counts = worker.allocate(DataType.INT64, tasks)) {
            worker.run(orchestrator -> {
                for (int i = 0; i < tasks; i++) {
                    orchestrator.submitSub(counting, counting(counts, i));
                }
            });
            assertThat(counts.toDoubles()).containsOnly(1);
        }
    }

    private static void await(String what, BooleanSupplier reached) {
        Awaitility.await(what).pollInSameThread().atMost(Duration.ofSeconds(60)).until(reached::getAsBoolean);
    }

    private static HostTensor longs(int elements) {
        return host.allocate(DataType.INT64, elements);
    }

    /** Tasks that count different elements have nothing to do with each other. */
    private static TaskArgs counting(HostTensor counts, int element) {
        return new TaskArgs().tensor(counts, OUTPUT_EXISTING).scalar((long) element);
    }

    /** The last tensor is written, the others are read. */
    private static TaskArgs summing(long addend, TensorArgument... tensors) {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < tensors.length; i++) {
            args.tensor(tensors[i], i == tensors.length - 1 ? OUTPUT_EXISTING : INPUT);
        }
        return args.scalar(addend);
    }

    private static HostWorkerSpec spec(int subWorkers) {
        return HostWorkerSpec.level3(FakeWorkers.chips(FakeWorkers.settings(directory))).subWorkers(subWorkers)
                .hierarchy(HierarchySettings.defaults().withRingBytes(RING_BYTES));
    }
}
