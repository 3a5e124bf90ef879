package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.KernelCall;
import org.chiptest.runtime.internal.linker.Shim;
import org.chiptest.runtime.internal.linker.SteppedKernelCall;
import org.chiptest.runtime.internal.linker.SteppedShim;
import org.chiptest.runtime.internal.linker.ThreadStateListener;

/** A {@link Scheduler}, its caller and its kernel threads, in two runs one after the other. */
public final class SchedulerSchedules {

    private static final int THREADS = 8;

    private SchedulerSchedules() {}

    /** A scheduler, kernels that note that they ran, and what must be so at the end of each run. */
    private abstract static class OnScheduler implements Scenario {

        private final Map<Long, Integer> calls = new HashMap<>();
        private final List<Task> tasks = new ArrayList<>();
        private boolean open;

        /** Less than a tick of the watchdog: nobody may need it. */
        @Override
        public final Duration patience() {
            return Duration.ofNanos(900_000);
        }

        @Override
        public final Map<String, String> standIns() {
            return Map.of(Shim.class.getName(), SteppedShim.class.getName(), KernelCall.class.getName(),
                    SteppedKernelCall.class.getName());
        }

        @Override
        public final void run() {
            SteppedShim.install(this::kernel);
            MemorySegment frames = Arena.ofAuto().allocate((THREADS + 1) * CallFrameDescriptor.SIZE,
                    CallFrameDescriptor.ALIGNMENT);
            Scheduler scheduler = new Scheduler("scheduler", 64, new CallFrames(Shim.load(Path.of("shim")), 0, frames,
                    lost -> fail("a run was lost", lost), ThreadStateListener.NONE));
            for (int run = 0; run < 2; run++) {
                calls.clear();
                tasks.clear();
                open = true;
                scheduler.begin(Run.unobserved(new TaskArgs(), CallConfig.defaults().withBlockDim(clusters()),
                        EffectiveRunSettings.DEFAULTS), new Policy());
                submit(scheduler);
                scheduler.drain();
                scheduler.end();
                open = false;
                check(scheduler);
            }
            scheduler.close();
            assertThat(scheduler.isUsable()).isTrue();
        }

        abstract void submit(Scheduler scheduler);

        int clusters() {
            return 1;
        }

        /** Do what a kernel does; tell whether it returns. */
        boolean perform(long task, int funcId, int block) {
            return true;
        }

        void check(Scheduler scheduler) {
            assertThat(scheduler.failure()).isNull();
            assertThat(scheduler.completed()).isEqualTo(tasks.size());
            for (Task each : tasks) {
                assertThat(calls.getOrDefault(each.id(), 0)).as("calls of %s", each)
                        .isEqualTo(each.blockNum() * each.kernels());
            }
        }

        /** Make a task that runs after others, with a kernel for each place of its shape. */
        final Task task(TaskShape shape, int blocks, boolean together, Task... producers) {
            Task task = new Task();
            task.begin(tasks.size(), shape, blocks, together, 0);
            for (int slot = 0; slot < Task.SLOTS; slot++) {
                boolean has = shape == TaskShape.MIX || shape == TaskShape.AIC && slot == 0
                        || shape == TaskShape.AIV && slot == 1;
                if (has) {
                    task.kernel(slot, slot, 1);
                }
            }
            for (Task each : producers) {
                task.runAfter(each);
            }
            tasks.add(task);
            return task;
        }

        final Task submit(Scheduler scheduler, Task task) {
            if (task.published()) {
                scheduler.submitReady(task);
            }
            return task;
        }

        final Task submit(Scheduler scheduler, TaskShape shape, Task... producers) {
            return submit(scheduler, task(shape, 1, false, producers));
        }

        private boolean kernel(long task, int funcId, int block) {
            assertThat(open).as("whether a run is open").isTrue();
            Task called = tasks.get((int) task);
            for (int i = 0; i < called.producerCount(); i++) {
                assertThat(called.producer(i).isCompleted()).as("whether what %s needs has completed", called).isTrue();
            }
            count(task);
            return perform(task, funcId, block);
        }

        private synchronized void count(long task) {
            calls.merge(task, 1, Integer::sum);
        }

        final synchronized int calls(long task) {
            return calls.getOrDefault(task, 0);
        }

        private final class Policy implements GraphPolicy {

            @Override
            public long arguments(Task task, int block, int place, MemorySegment scratch) {
                assertThat(open).as("whether a run is open").isTrue();
                return 0;
            }

            @Override
            public boolean blocksDone(Task task) {
                return true;
            }

            @Override
            public void completed(Task task) {
                assertThat(open).as("whether a run is open").isTrue();
            }
        }
    }

    /** Tasks that read what others have written, and more of them at once than are done without another thread. */
    public static final class Dependencies extends OnScheduler {

        @Override
        void submit(Scheduler scheduler) {
            Task first = submit(scheduler, TaskShape.AIV);
            List<Task> middle = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                middle.add(submit(scheduler, i % 3 == 0 ? TaskShape.AIC : TaskShape.AIV, first));
            }
            submit(scheduler, TaskShape.DUMMY, middle.toArray(new Task[0]));
            submit(scheduler, TaskShape.AIV, middle.toArray(new Task[0]));
        }
    }

    /** The three kernels of a mixed task wait for each other. */
    public static final class Mixed extends OnScheduler {

        @Override
        boolean perform(long task, int funcId, int block) {
            while (task == 1 && calls(task) < Task.SLOTS) {
                Thread.onSpinWait();
            }
            return true;
        }

        @Override
        void submit(Scheduler scheduler) {
            submit(scheduler, TaskShape.AIV);
            submit(scheduler, TaskShape.MIX);
            submit(scheduler, TaskShape.AIC);
        }
    }

    /** Blocks that start together wait for each other, on cores that other tasks use before and after. */
    public static final class Together extends OnScheduler {

        @Override
        boolean perform(long task, int funcId, int block) {
            while (task == 2 && calls(task) < 2) {
                Thread.onSpinWait();
            }
            return true;
        }

        @Override
        void submit(Scheduler scheduler) {
            submit(scheduler, TaskShape.AIV);
            submit(scheduler, TaskShape.AIV);
            submit(scheduler, task(TaskShape.AIV, 2, true));
            submit(scheduler, TaskShape.AIV);
        }
    }

    /** Several blocks, one after the other, on all cores. */
    public static final class Blocks extends OnScheduler {

        @Override
        void submit(Scheduler scheduler) {
            Task blocks = submit(scheduler, task(TaskShape.AIV, 5, false));
            submit(scheduler, TaskShape.AIC);
            submit(scheduler, TaskShape.AIV, blocks);
        }
    }

    /** The caller cannot go on before a task has completed, which the only other thread has to run. */
    public static final class Waiting extends OnScheduler {

        @Override
        public int processors() {
            return 1;
        }

        @Override
        void submit(Scheduler scheduler) {
            Task first = submit(scheduler, TaskShape.AIV);
            Task second = submit(scheduler, TaskShape.AIC, first);
            Obstacle obstacle = second::isCompleted;
            assertThat(scheduler.await(() -> obstacle.isGone() ? null : obstacle)).isTrue();
            assertThat(second.isCompleted()).isTrue();
            submit(scheduler, TaskShape.AIV, second);
        }
    }

    /** A kernel throws; the run ends at once, and the next one is as any. */
    public static final class Failure extends OnScheduler {

        private boolean failed;

        @Override
        boolean perform(long task, int funcId, int block) {
            boolean throwing = task == 1 && !failed;
            failed |= throwing;
            return !throwing;
        }

        @Override
        void submit(Scheduler scheduler) {
            for (int i = 0; i < 3; i++) {
                submit(scheduler, TaskShape.AIV);
            }
            submit(scheduler, TaskShape.AIC);
        }

        @Override
        void check(Scheduler scheduler) {
            RunFailure failure = scheduler.failure();
            if (failure == null) {
                super.check(scheduler);
            } else {
                assertThat(failure.message()).contains("threw boom");
            }
        }
    }
}
