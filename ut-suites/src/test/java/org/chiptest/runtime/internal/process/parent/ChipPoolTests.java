package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.comm.BootstrapConfig;
import org.chiptest.runtime.comm.ChipContext;
import org.chiptest.runtime.device.Device;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chips that one host worker leaves and the next one takes, each host worker with a memory of its own. */
class ChipPoolTests {

    private static final CallConfig CONFIG = CallConfig.defaults();
    private static final int WINDOW = 4096;
    private static final long MEMORY = 1L << 24;

    @TempDir
    Path directory;

    private final ChipPool pool = new ChipPool();

    @AfterEach
    void nothingIsLeft() {
        pool.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aChipThatIsLeftServesTheNextHostWorkerWhichSeesNothingOfTheFirst() {
        ChipPool.Visit second = pool.visit("second");
        long first = use(pool.visit("first"), (chips, memory) -> {
            chips.register(4, FakeWorkers.callable("nothing"));
            chips.chip(0).run(4, new TaskArgs(), CONFIG);
            requireAdds(chips, memory, 1);
        });

        long next = use(second, (chips, memory) -> {
            requireAdds(chips, memory, 5);
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> chips.chip(0).run(4, new TaskArgs(), CONFIG))
                    .withMessageContaining("cid 4 not in registry").withMessageEndingWith("known are [3]");
        });

        assertThat(next).as("process of the second").isEqualTo(first);
        assertThat(second.before()).containsExactly("first");
    }

    @Test
    void memoryOfAChipThatNobodyFreedIsFreedBeforeItIsLeft() {
        List<Long> pointers = new ArrayList<>();
        use(pool.visit("first"), (chips, _) -> pointers.add(chips.chip(0).malloc(64)));

        use(pool.visit("second"), (chips, _) -> assertThatExceptionOfType(WorkerException.class)
                .isThrownBy(() -> chips.chip(0).copyTo(pointers.getFirst(), MemorySegment.ofArray(new byte[64])))
                .withMessageContaining("no device memory of 64 bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "give_up", "leave_daemon"})
    void aChipWhoseUserCodeFailedOrChangedItsProcessIsNotLeft(String function) {
        long first = use(pool.visit("first"), (chips, memory) -> {
            HostTensor out = HostTensor.allocate(memory, DataType.INT64, 1);
            chips.register(0, FakeWorkers.callable(function));
            assertThat(catchThrowable(() -> chips.chip(0).run(0, new TaskArgs().tensor(out), CONFIG)) == null)
                    .isEqualTo(function.equals("leave_daemon"));
        });

        assertThat(use(pool.visit("second"), ChipPoolTests::requireAdds)).isNotEqualTo(first);
    }

    @Test
    void aChipThatDiesWhereItIsLeftIsReplacedByWhoTakesIt() {
        long first = use(pool.visit("first"), ChipPoolTests::requireAdds);
        ProcessHandle process = ProcessHandle.of(first).orElseThrow();
        process.destroyForcibly();
        Awaitility.await().until(() -> !process.isAlive());

        assertThat(use(pool.visit("second"), ChipPoolTests::requireAdds)).isNotEqualTo(first);
    }

    @Test
    void whoHasEndedItsVisitTakesAndLeavesNothing() {
        ChipPool.Visit ended = pool.visit("ended");
        ended.end();
        long first = use(pool.visit("first"), ChipPoolTests::requireAdds);

        assertThat(use(ended, ChipPoolTests::requireAdds)).isNotEqualTo(first);
        assertThat(use(pool.visit("third"), ChipPoolTests::requireAdds)).isEqualTo(first);
    }

    @Test
    void chipsThatAreLeftJoinTheGroupOfTheNextHostWorkerBesideNewOnes() {
        long first = use(pool.visit("first"), ChipPoolTests::requireAdds);
        for (int time = 0; time < 2; time++) {
            try (HostMemory memory = HostMemory.create(MEMORY)) {
                HostTensor out = HostTensor.allocate(memory, DataType.INT32, 2);
                try (HostedChips chips = HostedChips.start(source(pool.visit("group")), List.of(0, 1), memory,
                        group(out))) {
                    assertThat(chips.chip(0).pid()).isEqualTo(first);
                    chips.register(0, FakeWorkers.callable("tell_all"));
                    tellAll(chips, 1);
                    assertThat(out.toDoubles()).as("windows are new").containsExactly(0, 0);
                    tellAll(chips, 0);
                    assertThat(out.toDoubles()).as("stored by rank 0").containsExactly(100, 101);
                }
            }
        }

        assertThat(use(pool.visit("last"), (chips, memory) -> {
            assertThat(chips.contexts()).isEmpty();
            requireAdds(chips, memory);
        })).as("alone again").isEqualTo(first);
    }

    @Test
    void aChipThatIsLeftAndCannotStartInItsGroupFailsTheStartAsAnyOther() {
        use(pool.visit("first"), ChipPoolTests::requireAdds);
        BootstrapConfig tooLarge = BootstrapConfig.rank(0, 2, WINDOW)
                .withBuffer(BootstrapConfig.Buffer.of("out", DataType.INT8, WINDOW + 1));
        try (HostMemory memory = HostMemory.create(MEMORY)) {
            assertThatExceptionOfType(WorkerException.class)
                    .isThrownBy(() -> HostedChips.start(source(pool.visit("group")), List.of(0, 1), memory,
                            List.of(tooLarge, BootstrapConfig.rank(1, 2, WINDOW))))
                    .withMessageStartingWith("chip 0 bootstrap failed: IllegalArgumentException: buffer 'out' of 4097");
        }
    }

    @Test
    void chipsThatEndBadlyAreToldWhenThePoolIsClosedWithThoseWhoUsedThem() {
        assertThat(pool.visit("first").keep(0, failingAtItsEnd())).isTrue();
        ChipPool.Visit second = pool.visit("second");
        Device device = second.take(0).orElseThrow();
        assertThat(second.keep(0, device)).isTrue();
        assertThat(second.keep(0, device)).as("kept twice").isFalse();
        pool.visit("third").keep(1, failingAtItsEnd());

        assertThatIllegalStateException().isThrownBy(pool::close)
                .withMessage("a chip that host workers had left did not close in order; used by first, second: died")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().asInstanceOf(type(Throwable.class))
                        .extracting(Throwable::getMessage).asString().contains("used by third: died"));
        assertThat(pool.visit("late").keep(0, device)).as("kept in a closed pool").isFalse();
    }

    @Test
    void aSubWorkerThatWasStartedAheadIsBoundToTheHostWorkerThatTakesIt() {
        ChipPool.Visit visit = pool.visit("first");
        pool.expectSubWorkers(2);
        long ahead = startAhead(visit).process().pid();

        assertThat(nothing(visit, _ -> {})).isEqualTo(ahead);
        assertThat(nothing(pool.visit("second"), _ -> {})).as("started when the first was there").isNotEqualTo(ahead);
        assertThat(visit.takeSubWorker()).as("more than were expected").isEmpty();
    }

    @Test
    void aSubWorkerThatDiesBeforeItIsTakenIsReplacedByWhoTakesIt() {
        ChipPool.Visit visit = pool.visit("first");
        pool.expectSubWorkers(1);
        WorkerProcess ahead = startAhead(visit);
        ahead.process().kill();

        assertThat(nothing(visit, _ -> {})).isNotEqualTo(ahead.process().pid());
    }

    @Test
    void aSubWorkerThatDiesBeforeItIsBoundIsReplacedByWhoHasTakenIt() {
        ChipPool.Visit visit = pool.visit("first");
        pool.expectSubWorkers(1);
        WorkerProcess ahead = startAhead(visit);

        assertThat(nothing(visit, _ -> ahead.process().kill())).isNotEqualTo(ahead.process().pid());
    }

    @Test
    void subWorkersThatNobodyExpectsAreNotStartedAheadAndOneThatIsLeftIsClosedWithThePool() {
        ChipPool.Visit visit = pool.visit("first");
        visit.startSubWorker(() -> {
            throw new IllegalStateException("nobody expects it");
        });
        assertThat(visit.takeSubWorker()).isEmpty();

        pool.expectSubWorkers(1);
        WorkerProcess left = startAhead(visit);
        visit.end();
        assertThat(visit.takeSubWorker()).as("taken after the end").isEmpty();
        pool.close();
        assertThat(left.isAlive()).isFalse();
        pool.visit("late").startSubWorker(() -> {
            throw new IllegalStateException("the pool is closed");
        });
    }

    private WorkerProcess startAhead(ChipPool.Visit visit) {
        WorkerProcess ahead = TaskChild.subProcess(FakeWorkers.settings(directory), Optional.of(source(visit)));
        visit.startSubWorker(() -> ahead);
        return ahead;
    }

    /** Have a sub worker do nothing, and return the id of its process. */
    private long nothing(ChipPool.Visit visit, Consumer<SubWorkers.Starting> beforeItIsBound) {
        try (HostMemory memory = HostMemory.create(MEMORY)) {
            SubWorkers.Starting starting = new SubWorkers(memory, FakeWorkers.settings(directory),
                    Optional.of(source(visit))).start(0, Map.of(7, SubTask.of(Tasks.class, "nothing")));
            beforeItIsBound.accept(starting);
            try (TaskChild sub = starting.await()) {
                sub.run(7, new TaskArgs(), CONFIG);
                return sub.pid();
            }
        }
    }

    private static Device failingAtItsEnd() {
        return (Device) Proxy.newProxyInstance(Device.class.getClassLoader(), new Class<?>[]{Device.class},
                (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("close");
                    throw new DeviceException("died");
                });
    }

    private static void requireAdds(HostedChips chips, HostMemory memory) {
        requireAdds(chips, memory, 1);
    }

    private static void requireAdds(HostedChips chips, HostMemory memory, float value) {
        chips.register(3, FakeWorkers.callable("add"));
        HostTensor in = HostTensor.allocate(memory, DataType.FLOAT32, 4).fill(value);
        HostTensor out = HostTensor.allocate(memory, DataType.FLOAT32, 4);
        chips.chip(0).run(3, new TaskArgs().tensor(in).tensor(in).tensor(out), CONFIG);
        assertThat(out.toDoubles()).containsOnly(2 * value);
    }

    /** Describe a group of two whose rank 0 stores what it was told. */
    private static List<BootstrapConfig> group(HostTensor out) {
        BootstrapConfig.Buffer board = BootstrapConfig.Buffer.of("board", DataType.INT32, 2);
        return List.of(BootstrapConfig.rank(0, 2, WINDOW).withBuffer(board.storedToHost())
                .withHostOutput(new BootstrapConfig.Staging("board", out.memory())),
                BootstrapConfig.rank(1, 2, WINDOW).withBuffer(board));
    }

    private static void tellAll(HostedChips chips, int rank) {
        ChipContext context = chips.contexts().get(rank);
        chips.chip(rank).run(0, new TaskArgs().scalar(context.deviceContext())
                .scalar(context.tensor("board", DataType.INT32, 2).data()), CONFIG);
    }

    /** Start one chip as a host worker does, and close it; return the id of its process. */
    private long use(ChipPool.Visit visit, BiConsumer<HostedChips, HostMemory> use) {
        try (HostMemory memory = HostMemory.create(MEMORY);
                HostedChips chips = HostedChips.start(source(visit), List.of(0), memory, List.of())) {
            use.accept(chips, memory);
            return chips.chip(0).pid();
        }
    }

    private ChipSource source(ChipPool.Visit visit) {
        return new ChipSource(FakePlatform.NAME, RuntimeKind.HOST_BUILD_GRAPH, FakeWorkers.settings(directory),
                Optional.of(visit));
    }
}
