package org.chiptest.interleavings.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.chiptest.interleavings.schedule.Scenario;

/** Two threads and what can go wrong between them. */
public final class Examples {

    private Examples() {}

    private static void together(Runnable one, Runnable other) throws InterruptedException {
        Thread first = new Thread(one, "one");
        Thread second = new Thread(other, "other");
        first.start();
        second.start();
        first.join();
        second.join();
    }

    /** Both read a number and write the next one. */
    public static final class LostUpdate implements Scenario {

        private int number;

        @Override
        public void run() throws InterruptedException {
            together(this::count, this::count);
            assertThat(number).isEqualTo(2);
        }

        private void count() {
            number++;
        }
    }

    /** Both count with a lock, or with an atomic. */
    public static final class Counted implements Scenario {

        private int number;
        private final AtomicInteger atomic = new AtomicInteger();

        @Override
        public void run() throws InterruptedException {
            together(this::count, this::count);
            assertThat(number).isEqualTo(2);
            assertThat(atomic).hasValue(2);
        }

        private synchronized void count() {
            number++;
            atomic.incrementAndGet();
        }
    }

    /** Each takes two locks, in different orders. */
    public static final class Deadlock implements Scenario {

        private final Object left = new Object();
        private final ReentrantLock right = new ReentrantLock();

        @Override
        public void run() throws InterruptedException {
            together(() -> {
                synchronized (left) {
                    right.lock();
                    try {
                        Thread.onSpinWait();
                    } finally {
                        right.unlock();
                    }
                }
            }, () -> {
                right.lock();
                try {
                    synchronized (left) {
                        Thread.onSpinWait();
                    }
                } finally {
                    right.unlock();
                }
            });
        }
    }

    /** One parks after a look; the other one looks whether it is parked before there is news. */
    public static final class LostWakeup implements Scenario {

        private volatile boolean news;
        private volatile boolean asleep;

        @Override
        public void run() throws InterruptedException {
            Thread sleeper = new Thread(() -> {
                while (!news) {
                    asleep = true;
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    asleep = false;
                }
            }, "sleeper");
            sleeper.start();
            boolean wake = asleep;
            news = true;
            if (wake) {
                LockSupport.unpark(sleeper);
            }
            sleeper.join();
        }

    }

    /** The same with the patience to wait for the time of the sleeper to run out. */
    public static final class LateWakeup implements Scenario {

        private final LostWakeup same = new LostWakeup();

        @Override
        public void run() throws InterruptedException {
            same.run();
        }

        @Override
        public Duration patience() {
            return Duration.ofMillis(51);
        }
    }

    /** A queue whose consumers wait; whether one or all are told when something comes. */
    abstract static class Handover implements Scenario {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Deque<Integer> queue = new ArrayDeque<>();
        private final int room = 1;
        private final boolean all;

        Handover(boolean all) {
            this.all = all;
        }

        @Override
        public void run() throws InterruptedException {
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.length; i++) {
                int number = i;
                threads[i] = new Thread(() -> {
                    try {
                        if (number % 2 == 0) {
                            put(number);
                        } else {
                            take();
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }, "thread " + i);
                threads[i].start();
            }
            for (Thread each : threads) {
                each.join();
            }
        }

        private void put(int number) throws InterruptedException {
            lock.lock();
            try {
                while (queue.size() == room) {
                    changed.await();
                }
                queue.add(number);
                tell();
            } finally {
                lock.unlock();
            }
        }

        private void take() throws InterruptedException {
            lock.lock();
            try {
                while (queue.isEmpty()) {
                    changed.await();
                }
                queue.remove();
                tell();
            } finally {
                lock.unlock();
            }
        }

        private void tell() {
            if (all) {
                changed.signalAll();
            } else {
                changed.signal();
            }
        }
    }

    /** Putters and takers wait for the same condition, and one of them is told: it may be the wrong one. */
    public static final class OneIsTold extends Handover {

        public OneIsTold() {
            super(false);
        }
    }

    /** All are told. */
    public static final class AllAreTold extends Handover {

        public AllAreTold() {
            super(true);
        }
    }

    /** A thread looks again and again for what never comes. */
    public static final class Endless implements Scenario {

        private volatile boolean news;

        @Override
        public void run() {
            while (!news) {
                Thread.onSpinWait();
            }
        }
    }
}
