package org.chiptest.runtime.internal.hierarchy.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.chiptest.runtime.internal.hierarchy.memory.Slab;
import org.junit.jupiter.api.Test;

class TensorProducersTests {

    private static final TensorKey A = TensorKey.host(0x1000);
    private static final TensorKey B = TensorKey.host(0x2000);

    private final TensorProducers map = new TensorProducers();
    private final Slot first = Slot.memory(0, Slab.NONE);
    private final Slot second = Slot.memory(1, Slab.NONE);

    @Test
    void anEmptyMapKnowsNoProducer() {
        assertThat(map.producer(A)).isNull();
        assertThat(map.size()).isZero();
    }

    @Test
    void aProducerIsFoundByItsTensor() {
        produce(first, A);
        assertThat(map.producer(A)).isSameAs(first);
    }

    @Test
    void otherTensorsHaveOtherProducers() {
        produce(first, A);
        produce(second, B);
        assertThat(map.producer(A)).isSameAs(first);
        assertThat(map.producer(B)).isSameAs(second);
    }

    @Test
    void aLaterProducerTakesThePlaceOfAnEarlierOne() {
        produce(first, A);
        produce(second, A);
        assertThat(map.producer(A)).isSameAs(second);
        assertThat(map.size()).isEqualTo(1);
    }

    @Test
    void aProducerIsErasedWithAllItsOutputs() {
        produce(first, A);
        produce(first, B);
        map.erase(first);
        assertThat(map.size()).isZero();
    }

    @Test
    void erasingAnEarlierProducerLeavesTheLaterOne() {
        produce(first, A);
        produce(second, A);
        map.erase(first);
        assertThat(map.producer(A)).isSameAs(second);
    }

    @Test
    void erasingWhatIsNotThereChangesNothing() {
        produce(first, A);
        map.erase(second);
        assertThat(map.producer(A)).isSameAs(first);
    }

    @Test
    void aHostTensorAndChipMemoryAtTheSameAddressAreDistinct() {
        produce(first, A);
        produce(second, new TensorKey(A.address(), 0));
        assertThat(map.producer(A)).isSameAs(first);
        assertThat(map.producer(new TensorKey(A.address(), 0))).isSameAs(second);
    }

    @Test
    void memoryOfTwoChipsAtTheSameAddressIsDistinct() {
        produce(first, new TensorKey(A.address(), 0));
        assertThat(map.producer(new TensorKey(A.address(), 1))).isNull();
    }

    @Test
    void tensorsThatMerelyOverlapHaveNothingToDoWithEachOther() {
        produce(first, A);
        assertThat(map.producer(TensorKey.host(A.address() + 4))).isNull();
    }

    private void produce(Slot slot, TensorKey key) {
        slot.addOutput(key);
        map.insert(key, slot);
    }
}
