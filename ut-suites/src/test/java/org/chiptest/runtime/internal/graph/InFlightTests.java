package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import org.chiptest.runtime.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InFlightTests {

    private static final int THREADS = 4;

    private final InFlight inFlight = new InFlight(THREADS + 1);

    @Test
    void nothingIsInFlightAtFirst() {
        assertThat(inFlight.isZero()).isTrue();
    }

    @Test
    void whatOneThreadRaisedAnotherOneLowers() {
        inFlight.takeSeat(0);
        inFlight.takeSeat(3);

        inFlight.raise(0);
        inFlight.raise(0);
        inFlight.lower(3);
        assertThat(inFlight.isZero()).isFalse();

        inFlight.lower(3);
        assertThat(inFlight.isZero()).isTrue();
    }

    @Test
    void aRunThatWasBrokenOffLeavesNothingToTheNextOne() {
        inFlight.takeSeat(2);
        inFlight.raise(2);

        inFlight.reset();

        assertThat(inFlight.isZero()).isTrue();
        inFlight.lower(2);
        inFlight.raise(2);
        assertThat(inFlight.isZero()).isTrue();
    }

    /** Trees of tasks that submit tasks, on threads that take them from each other. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void whoSubmitsNeverFindsNothingInFlightWhileATaskIs() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            RandomCases.check(50, random -> {
                try {
                    growTrees(threads, random);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private void growTrees(ExecutorService threads, RandomGenerator random) throws Exception {
        inFlight.reset();
        inFlight.takeSeat(0);
        Queue<Integer> ready = new ConcurrentLinkedQueue<>();
        AtomicInteger unfinished = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        List<Future<?>> workers = new ArrayList<>();
        for (int seat = 1; seat <= THREADS; seat++) {
            int mine = seat;
            workers.add(threads.submit(() -> {
                inFlight.takeSeat(mine);
                while (!ended.get()) {
                    Integer depth = ready.poll();
                    for (int child = 0; depth != null && child < depth; child++) {
                        submit(mine, depth - 1, ready, unfinished);
                    }
                    if (depth == null) {
                        LockSupport.parkNanos(1_000);
                    } else {
                        unfinished.decrementAndGet();
                        inFlight.lower(mine);
                    }
                }
            }));
        }
        for (int tree = 0; tree < 20; tree++) {
            submit(0, random.nextInt(5), ready, unfinished);
            if (random.nextInt(4) == 0) {
                while (!inFlight.isZero()) {
                    LockSupport.parkNanos(1_000);
                }
                assertThat(unfinished).hasValue(0);
            }
        }
        while (!inFlight.isZero()) {
            LockSupport.parkNanos(1_000);
        }
        assertThat(unfinished).hasValue(0);
        ended.set(true);
        for (Future<?> worker : workers) {
            worker.get();
        }
    }

    private void submit(int seat, int depth, Queue<Integer> ready, AtomicInteger unfinished) {
        unfinished.incrementAndGet();
        inFlight.raise(seat);
        ready.add(depth);
    }
}
