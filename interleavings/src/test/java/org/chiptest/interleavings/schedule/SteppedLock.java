package org.chiptest.interleavings.schedule;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A {@code ReentrantLock} of a run. */
public final class SteppedLock implements Lock {

    private final Mutex mutex = new Mutex();

    @Override
    public void lock() {
        mutex.take("lock");
    }

    @Override
    public void unlock() {
        mutex.give();
    }

    @Override
    public Condition newCondition() {
        return new SteppedCondition();
    }

    /** Tell whether threads wait for a condition of this lock. */
    public boolean hasWaiters(Condition condition) {
        return !((SteppedCondition) condition).line.isEmpty();
    }

    @Override
    public void lockInterruptibly() {
        throw new UnsupportedOperationException("nothing that is tried locks like this");
    }

    @Override
    public boolean tryLock() {
        return mutex.tryTake("tryLock");
    }

    /** Tell whether a thread holds it. */
    public boolean isLocked() {
        Seams.step("isLocked");
        return mutex.isHeld();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) {
        throw new UnsupportedOperationException("nothing that is tried locks like this");
    }

    @SuppressWarnings("WaitNotInLoop") // its callers are in one
    private final class SteppedCondition implements Condition {

        private final Mutex.Line line = new Mutex.Line();

        @Override
        public void await() throws InterruptedException {
            awaitNanos(SteppedRun.NEVER);
        }

        @Override
        public long awaitNanos(long nanos) throws InterruptedException {
            long before = SteppedRun.current().nanos();
            mutex.await(line, nanos, "await");
            return nanos - (SteppedRun.current().nanos() - before);
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return awaitNanos(unit.toNanos(time)) > 0;
        }

        @Override
        public void signal() {
            mutex.requireHeld();
            if (!line.isEmpty()) {
                line.tell(0);
            }
        }

        @Override
        public void signalAll() {
            mutex.requireHeld();
            line.tellAll();
        }

        @Override
        public void awaitUninterruptibly() {
            throw new UnsupportedOperationException("nothing that is tried waits like this");
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException("nothing that is tried waits like this");
        }
    }
}
