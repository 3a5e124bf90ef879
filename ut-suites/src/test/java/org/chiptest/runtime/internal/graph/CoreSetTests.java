package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    @Test
    void aReservedClusterIsForMixedTasksAndForThoseThatStartTogether() {
        cores.reset(2);
        int first = cores.acquire(TaskShape.AIC);
        cores.reserveCluster();

        // cluster 1 has more idle cores and is the one that is kept
        assertThat(cores.hasIdle(TaskShape.AIC)).isFalse();
        assertThat(cores.acquire(TaskShape.AIC)).isEqualTo(CoreSet.NONE);
        assertThat(cores.clusterOf(cores.acquire(TaskShape.AIV))).isZero();
        assertThat(cores.clusterOf(cores.acquire(TaskShape.AIV))).isZero();
        assertThat(cores.acquire(TaskShape.AIV)).isEqualTo(CoreSet.NONE);
        assertThat(cores.acquireAll(TaskShape.AIV, 2, new int[2])).isTrue();
        assertThat(cores.hasIdle(TaskShape.MIX)).isFalse();
        cores.release(cores.core(1, 1));
        cores.release(cores.core(1, 2));
        assertThat(cores.acquire(TaskShape.MIX)).isEqualTo(1);

        cores.endReservation();
        cores.release(first);
        assertThat(cores.acquire(TaskShape.AIC)).isEqualTo(first);
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void noCoreIsTakenTwiceByManyThreads() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            RandomCases.check(20, random -> takeAndRelease(threads, random));
        }
    }

    private void takeAndRelease(ExecutorService threads, RandomGenerator random) {
        cores.reset(1 + random.nextInt(3));
        AtomicIntegerArray holders = new AtomicIntegerArray(cores.size());
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long seed = random.nextLong();
            workers.add(threads.submit(() -> {
                RandomGenerator own = new SplittableRandom(seed);
                for (int step = 0; step < 2_000; step++) {
                    TaskShape shape = TaskShape.ON_CORES[own.nextInt(3)];
                    int core = cores.acquire(shape);
                    if (core != CoreSet.NONE) {
                        count(holders, shape, core, 1);
                        count(holders, shape, core, -1);
                        cores.releaseAll(shape, core);
                    }
                }
            }));
        }
        for (Future<?> worker : workers) {
            assertThatCode(worker::get).doesNotThrowAnyException();
        }
        assertThat(cores.idleBlocks(TaskShape.MIX)).isEqualTo(cores.blockDim());
    }

    private void count(AtomicIntegerArray holders, TaskShape shape, int core, int by) {
        int last = shape == TaskShape.MIX ? 2 : 0;
        for (int slot = 0; slot <= last; slot++) {
            int taken = shape == TaskShape.MIX ? cores.core(core, slot) : core;
            assertThat(holders.addAndGet(taken, by)).as("holders of core %d", taken).isEqualTo(by == 1 ? 1 : 0);
        }
    }
}
