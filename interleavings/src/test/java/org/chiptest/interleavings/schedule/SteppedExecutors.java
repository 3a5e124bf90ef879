package org.chiptest.interleavings.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** The {@code Executors} of a run. */
public final class SteppedExecutors {

    private SteppedExecutors() {}

    public static ExecutorService newSingleThreadExecutor(ThreadFactory factory) {
        return new SingleThread(factory);
    }

    /** One thread, which the first task starts. */
    private static final class SingleThread extends AbstractExecutorService {

        private final ThreadFactory factory;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private @Nullable Thread thread;
        private boolean shut;
        private boolean stopped;

        SingleThread(ThreadFactory factory) {
            this.factory = factory;
        }

        @Override
        public void execute(Runnable task) {
            Seams.step("execute");
            if (shut) {
                throw new RejectedExecutionException("the executor is shut down");
            }
            tasks.add(task);
            if (thread == null) {
                thread = factory.newThread(this::serve);
                thread.start();
            }
        }

        @Override
        public void shutdown() {
            Seams.step("shutdown");
            shut = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            stopped = true;
            List<Runnable> left = new ArrayList<>(tasks);
            tasks.clear();
            if (thread instanceof SteppedThread running) {
                running.interrupted = true;
            }
            return left;
        }

        @Override
        public boolean isShutdown() {
            return shut;
        }

        @Override
        public boolean isTerminated() {
            return shut && (thread == null || thread instanceof SteppedThread running && running.ended);
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
            return Seams.awaitInterruptibly(this::isTerminated, unit.toNanos(time), "awaitTermination");
        }

        @Override
        protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> task) {
            return new SteppedTask<>(task);
        }

        @Override
        protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable task, T value) {
            return new SteppedTask<>(() -> {
                task.run();
                return value;
            });
        }

        private void serve() {
            SteppedThread me = SteppedRun.thread();
            while (true) {
                me.run.await(me, () -> shut || !tasks.isEmpty(), SteppedRun.NEVER, "waiting for tasks");
                Runnable task = tasks.poll();
                if (task == null) {
                    return;
                }
                me.interrupted &= stopped;
                task.run();
            }
        }
    }
}
