package org.chiptest.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreSetTests {

    private final CoreSet cores = new CoreSet();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 24, 36, 64})
    void givesEachCoreOnceUntilItComesBack(int blockDim) {
        cores.reset(blockDim);
        Set<Integer> aic = drain(TaskShape.AIC);
        Set<Integer> aiv = drain(TaskShape.AIV);
        assertThat(aic).hasSize(blockDim).allMatch(core -> core < blockDim);
        assertThat(aiv).hasSize(2 * blockDim).allMatch(core -> core >= blockDim && core < 3 * blockDim);
        cores.release(blockDim);
        assertThat(cores.acquire(TaskShape.AIV)).isEqualTo(blockDim);
        assertThat(cores.acquire(TaskShape.AIV)).isEqualTo(CoreSet.NONE);
    }

    @Test
    void numbersCoresAsTheSpecificationDoes() {
        cores.reset(3);
        assertThat(cores.size()).isEqualTo(9);
        assertThat(cores.core(2, 0)).isEqualTo(2);
        assertThat(cores.core(2, 1)).isEqualTo(7);
        assertThat(cores.core(2, 2)).isEqualTo(8);
        for (int cluster = 0; cluster < 3; cluster++) {
            for (int slot = 0; slot < Task.SLOTS; slot++) {
                int core = cores.core(cluster, slot);
                assertThat(cores.clusterOf(core)).isEqualTo(cluster);
                assertThat(cores.slotOf(core)).isEqualTo(slot);
            }
        }
    }

    @Test
    void aReleasedCoreIsIdleForItsShapeOnly() {
        cores.reset(1);
        drain(TaskShape.AIC);
        drain(TaskShape.AIV);
        cores.release(0);
        assertThat(cores.hasIdle(TaskShape.AIC)).isTrue();
        assertThat(cores.hasIdle(TaskShape.AIV)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65})
    void refusesABlockDimThatItHasNoBitsFor(int blockDim) {
        assertThatThrownBy(() -> cores.reset(blockDim)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("block dim is 1 to 64, found " + blockDim);
    }

    private Set<Integer> drain(TaskShape shape) {
        Set<Integer> taken = new HashSet<>();
        for (int core = cores.acquire(shape); core != CoreSet.NONE; core = cores.acquire(shape)) {
            assertThat(taken.add(core)).as("core %d was idle", core).isTrue();
        }
        return taken;
    }
}
