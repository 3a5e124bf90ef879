package org.chiptest.interleavings.schedule;

import java.util.concurrent.TimeUnit;

/** A {@code CountDownLatch} of a run. */
public final class SteppedLatch {

    private long count;

    public SteppedLatch(int count) {
        this.count = count;
    }

    public void countDown() {
        Seams.step("countDown");
        count = Math.max(0, count - 1);
    }

    public long getCount() {
        Seams.step("getCount");
        return count;
    }

    public void await() throws InterruptedException {
        await(SteppedRun.NEVER, TimeUnit.NANOSECONDS);
    }

    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return Seams.awaitInterruptibly(() -> count == 0, unit.toNanos(time), "await of a latch");
    }
}
