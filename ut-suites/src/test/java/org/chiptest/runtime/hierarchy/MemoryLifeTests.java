package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.NO_DEP;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;
import static org.chiptest.runtime.hierarchy.GraphOnFakes.args;
import static org.chiptest.runtime.hierarchy.GraphOnFakes.base;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.COMPLETED;
import static org.chiptest.runtime.internal.hierarchy.graph.TaskState.CONSUMED;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.internal.hierarchy.graph.Slot;
import org.chiptest.runtime.internal.hierarchy.memory.SlabRings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory of a ring lives as long as a task that names one of its bytes, whoever wrote it last. */
class MemoryLifeTests {

    private static final long ELSEWHERE = 0x1000;

    private final GraphOnFakes on = new GraphOnFakes(2, 2);

    @AfterEach
    void everythingIsGivenBack() {
        on.finish();
        assertThat(live()).isZero();
        on.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"OUTPUT", "INOUT", "OUTPUT_EXISTING"})
    void aReaderKeepsAllocatedMemoryThatATaskHasWritten(TensorArgType writing) {
        assertReaderKeeps(memory -> {
            Slot writer = on.chip(args(writing, memory.slab().address()));
            Slot reader = on.sub(args(INPUT, memory.slab().address()));
            on.end(writer);
            on.awaitBegun(reader, 1);
            return reader;
        });
    }

    @ParameterizedTest
    @EnumSource(TensorArgType.class)
    void anyTagKeepsTheMemoryThatItNames(TensorArgType tag) {
        assertReaderKeeps(memory -> on.sub(args(tag, memory.slab().address())));
    }

    @Test
    void eachMemberOfAGroupKeepsItsMemory() {
        assertReaderKeeps(memory -> on.group(List.of(args(INPUT, ELSEWHERE), args(NO_DEP, memory.slab().address()))));
    }

    @Test
    void aTensorThatBeginsInsideKeepsTheWhole() {
        assertReaderKeeps(memory -> on.sub(args(INPUT, memory.slab().address() + 512)));
    }

    @Test
    void theLastByteIsKeptAndTheOneBehindItIsNot() {
        int open = on.graph.beginScope();
        Slot first = on.graph.alloc(1024);
        Slot second = on.graph.alloc(1024);
        assertThat(second.slab().address()).isEqualTo(first.slab().address() + 1024);
        Slot task = on.sub(new TaskArgs().tensor(bytes(first.slab().address() + 1023, 1), INPUT));
        assertThat(task.named()).containsExactly(first.slab());
        Slot both = on.sub(new TaskArgs().tensor(bytes(first.slab().address() + 1023, 2), INPUT));
        assertThat(both.named()).containsExactly(first.slab(), second.slab());
        on.graph.endScope(open);
    }

    @Test
    void memoryOfAChipAtTheSameAddressKeepsNothing() {
        int open = on.graph.beginScope();
        Slot memory = on.graph.alloc(64);
        Slot task = on.group(List.of(new TaskArgs().tensor(
                new ContinuousTensor(memory.slab().address(), DataType.INT8, true, List.of(64)), INOUT)), 0);
        assertThat(task.named()).isEmpty();
        on.graph.endScope(open);
    }

    @Test
    void aReaderKeepsOutputsOfATaskBehindAnotherThatChangedThem() {
        int open = on.graph.beginScope();
        Slot producer = on.chip(args(OUTPUT, 0));
        long output = producer.args(0).tensor(0).data();
        Slot changer = on.chip(args(INOUT, output));
        Slot reader = on.sub(args(INPUT, output));
        on.graph.endScope(open);
        on.end(producer);
        on.end(changer);
        on.await(producer, CONSUMED);
        assertKept(producer, reader);
    }

    @Test
    void whatAWriterOfAnOuterScopeHasWrittenStaysUntilThatEnds() {
        int open = on.graph.beginScope();
        int inner = on.graph.beginScope();
        Slot memory = on.graph.alloc(64);
        long address = memory.slab().address();
        Slot user = on.sub(args(INPUT, address));
        on.graph.endScope(inner);
        Slot writer = on.chip(args(OUTPUT_EXISTING, address));
        on.end(user);
        on.end(writer);
        on.await(user, CONSUMED);
        on.await(writer, COMPLETED);
        Slot late = on.sub(args(INPUT, address));
        assertThat(late.producers()).containsExactly(writer);
        assertThat(late.named()).containsExactly(memory.slab());
        on.graph.endScope(open);
    }

    @Test
    void whoWaitsForRoomIsNotGivenTheMemoryThatItReads() throws InterruptedException {
        int half = (int) GraphOnFakes.RING_BYTES / 2;
        int open = on.graph.beginScope();
        Slot memory = on.graph.alloc(half);
        Slot user = on.sub(args(INPUT, memory.slab().address()));
        Slot other = on.chip(new TaskArgs().tensor(bytes(0, half), OUTPUT));
        on.graph.endScope(open);
        int second = on.graph.beginScope();
        CompletableFuture<Slot> claimed = new CompletableFuture<>();
        Thread claiming = new Thread(() -> claimed.completeAsync(() -> on.chip(
                args(INPUT, memory.slab().address()).tensor(bytes(0, half - 1024), OUTPUT)), Runnable::run));
        claiming.start();
        Awaitility.await("the claim").atMost(Duration.ofSeconds(60))
                .until(() -> claiming.getState() == Thread.State.TIMED_WAITING);
        on.end(user);
        on.await(user, CONSUMED);
        on.end(other);
        assertThat(claimed).failsWithin(60, TimeUnit.SECONDS).withThrowableThat()
                .withMessageContaining("heap exhausted: ring 1");
        claiming.join();
        on.graph.endScope(second);
    }

    @Test
    void whatASubmitThatFailsHasNamedIsNotKept() {
        int open = on.graph.beginScope();
        Slot memory = on.graph.alloc(64);
        assertThat(catchThrowable(() -> on.chip(args(INPUT, memory.slab().address())
                .tensor(bytes(0, (int) GraphOnFakes.RING_BYTES + 1), OUTPUT)))).isNotNull();
        on.graph.endScope(open);
        assertThat(live()).isZero();
    }

    @Test
    void memoryThatWasGivenBackIsRefused() {
        int open = on.graph.beginScope();
        long address = on.graph.alloc(64).slab().address();
        on.graph.endScope(open);
        assertThatIllegalArgumentException().isThrownBy(() -> on.sub(args(INPUT, ELSEWHERE, address)))
                .withMessage("tensor 1 of f0, cid 0, at 0x" + Long.toHexString(address) + ", is in ring 1, but its"
                        + " memory was given back: the scope that it was allocated in has ended, and so have the tasks"
                        + " that used it; allocate it in an outer scope");
    }

    @Test
    void aTensorThatReachesBeyondWhatIsAllocatedIsRefused() {
        long address = on.graph.alloc(64).slab().address();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> on.sub(new TaskArgs().tensor(bytes(address, 2048), INPUT)))
                .withMessageContaining("is in ring 0, but its memory was given back");
    }

    @Test
    void tensorsWithoutBytesAndThoseOutsideTheRingsNameNothing() {
        assertThat(on.sub(new TaskArgs().tensor(bytes(base(1), 0), INPUT).tensor(bytes(base(1) - 64, 64), INPUT)
                .tensor(bytes(base(1) + GraphOnFakes.RING_BYTES, 64), INPUT).tensor(bytes(-64, 64), INPUT)).named())
                .isEmpty();
    }

    /** Have a task use memory whose scope then ends, and see that it stays for as long as the task runs. */
    private void assertReaderKeeps(Function<Slot, Slot> submitting) {
        int open = on.graph.beginScope();
        Slot memory = on.graph.alloc(1024);
        Slot reader = submitting.apply(memory);
        on.graph.endScope(open);
        assertKept(memory, reader);
    }

    private void assertKept(Slot owner, Slot reader) {
        int open = on.graph.beginScope();
        assertThat(on.graph.alloc(1024).slab().address()).isNotEqualTo(owner.slab().address());
        on.graph.endScope(open);
        on.end(reader);
        on.await(reader, CONSUMED);
        assertThat(live()).isZero();
    }

    private int live() {
        return on.graph.inspect((slots, tensors, rings) -> {
            int live = 0;
            for (int ring = 0; ring < SlabRings.COUNT; ring++) {
                live += rings.ring(ring).liveSlabs();
            }
            return live;
        });
    }

    private static ContinuousTensor bytes(long address, int bytes) {
        return ContinuousTensor.host(address, DataType.INT8, bytes);
    }
}
