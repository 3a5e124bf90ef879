package org.chiptest.runtime.internal.hierarchy.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;

import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.junit.jupiter.api.Test;

class SlotsTests {

    private final Slots slots = new Slots();

    @Test
    void numbersGoUpFromZero() {
        assertThat(slots.addMemory(Slab.NONE).number()).isZero();
        assertThat(slots.addMemory(Slab.NONE).number()).isEqualTo(1);
        slots.remove(slots.live().iterator().next());
        assertThat(slots.addMemory(Slab.NONE).number()).isEqualTo(2);
    }

    @Test
    void thereIsNoLimitToLiveSlots() {
        for (int i = 0; i < 100_000; i++) {
            slots.addMemory(Slab.NONE);
        }
        assertThat(slots.live()).hasSize(100_000);
    }

    @Test
    void aSlotStaysTheSameHoweverManyFollow() {
        List<Slot> added = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            added.add(slots.addMemory(Slab.NONE));
        }
        for (Slot slot : added) {
            assertThat(slots.get(slot.number())).isSameAs(slot);
        }
    }

    @Test
    void slotsAreNumberedAnewOnlyWhenAllAreConsumed() {
        Slot slot = slots.addMemory(Slab.NONE);
        assertThatIllegalStateException().isThrownBy(slots::reset)
                .withMessageStartingWith("1 slots are live, the oldest is task 0 (alloc)");
        slots.remove(slot);
        slots.reset();
        assertThat(slots.addMemory(Slab.NONE).number()).isZero();
    }

    @Test
    void statesAndTypesHaveTheNumbersOfTheSpecification() {
        assertThat(TaskState.values()).extracting(TaskState::code).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(TaskState.values()).extracting(TaskState::name).containsExactly("FREE", "PENDING", "READY",
                "RUNNING",
                "COMPLETED", "CONSUMED");
        assertThat(WorkerType.NEXT_LEVEL.code()).isZero();
        assertThat(WorkerType.SUB.code()).isEqualTo(1);
    }
}
