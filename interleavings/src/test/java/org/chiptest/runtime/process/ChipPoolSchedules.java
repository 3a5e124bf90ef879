package org.chiptest.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.Assertions;
import org.chiptest.interleavings.schedule.Scenario;

/** A {@link ChipPool} whose sub workers are started ahead, and who takes them or closes it meanwhile. */
public final class ChipPoolSchedules {

    private ChipPoolSchedules() {}

    /** A pool, and how many processes are there. */
    private abstract static class OnPool implements Scenario {

        final AtomicInteger started = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();

        @Override
        public final void run() throws Exception {
            use(new ChipPool());
            assertThat(open).as("processes that nobody has closed").hasValue(0);
        }

        abstract void use(ChipPool pool) throws Exception;

        final AutoCloseable start() {
            started.incrementAndGet();
            open.incrementAndGet();
            return () -> assertThat(open.decrementAndGet()).isNotNegative();
        }

        /** Have a sub worker, and one for who comes next, as a host worker does. */
        final void visit(ChipPool.Visit visit) {
            Optional<AutoCloseable> ahead = visit.takeSubWorker();
            visit.startSubWorker(this::start);
            ahead.ifPresent(OnPool::close);
        }

        private static void close(AutoCloseable process) {
            try {
                process.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Two host workers that need a sub worker each, while the pool may be closed. */
    public static final class Visits extends OnPool {

        @Override
        void use(ChipPool pool) throws InterruptedException {
            pool.expectSubWorkers(3);
            Thread[] users = new Thread[2];
            for (int i = 0; i < users.length; i++) {
                ChipPool.Visit visit = pool.visit("user " + i);
                users[i] = new Thread(() -> visit(visit), "user " + i);
                users[i].start();
            }
            pool.close();
            for (Thread each : users) {
                each.join();
            }
            assertThat(started.get()).isLessThan(3);
        }
    }

    /** A process that comes just when it is given up. */
    public static final class Late extends OnPool {

        @Override
        public Duration patience() {
            return Duration.ofMinutes(2);
        }

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        void use(ChipPool pool) throws InterruptedException {
            pool.expectSubWorkers(2);
            pool.visit("first").startSubWorker(this::start);
            Throwable thrown = Assertions.catchThrowable(pool::close);
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is not there after 60000 ms");
            }
            while (started.get() == 0 || open.get() > 0) {
                Thread.onSpinWait();
            }
        }
    }
}
