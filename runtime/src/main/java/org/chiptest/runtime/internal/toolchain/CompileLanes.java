package org.chiptest.runtime.internal.toolchain;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Run what a toolchain does in two lanes, so that a look-up, which takes milliseconds, never waits for a compiler, which takes seconds.
 *
 * <p>Compilers start in the order of their numbers, whichever look-up has ended first.
 */
final class CompileLanes {

    private final ThreadPoolExecutor lookUps;
    private final ThreadPoolExecutor compilers;

    /** Open both lanes for so many threads each. */
    CompileLanes(int threads) {
        lookUps = lane("chiptest-look-up-", threads, new LinkedBlockingQueue<>());
        compilers = lane("chiptest-compile-", threads, new PriorityBlockingQueue<>());
    }

    /**
     * Look something up, after what came before.
     *
     * @throws RejectedExecutionException if the lanes are closed
     */
    void lookUp(Runnable work) {
        lookUps.execute(work);
    }

    /** Look something up after a while, unless the lanes are closed then. */
    void lookUpLater(Duration delay, Runnable work) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, lookUps).execute(work);
    }

    /**
     * Compile something as soon as a thread is free and no smaller number waits.
     *
     * @throws RejectedExecutionException if the lanes are closed
     */
    void compile(long number, Runnable work) {
        compilers.execute(new Turn(number, work));
    }

    /** Take nothing new; what has been taken is run. */
    void close() {
        lookUps.shutdown();
        compilers.shutdown();
    }

    /** Wait until everything that was taken has been run, or the deadline is over or this thread interrupted. */
    void awaitEnd(Duration deadline) {
        try {
            if (lookUps.awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                compilers.awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Turn(long number, Runnable work) implements Runnable, Comparable<Turn> {

        @Override
        public int compareTo(Turn other) {
            return Long.compare(number, other.number);
        }

        @Override
        public void run() {
            work.run();
        }
    }

    private static ThreadPoolExecutor lane(String name, int threads, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor lane = new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, queue,
                task -> Thread.ofPlatform().daemon().name(name + number.incrementAndGet()).unstarted(task));
        lane.allowCoreThreadTimeOut(true);
        return lane;
    }
}
