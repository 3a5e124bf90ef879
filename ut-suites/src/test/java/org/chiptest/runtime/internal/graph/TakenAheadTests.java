package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.awaitility.Awaitility;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.linker.CallFrameDescriptor;
import org.chiptest.runtime.internal.linker.ThreadStateListener;
import org.chiptest.runtime.internal.trb.CompiledCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A graph of so many tasks, all ready at once, that threads take several of them ahead. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TakenAheadTests {

    private static final int THREADS = 40;
    private static final int TASKS = 4096;

    private final MemorySegment frames = Arena.ofAuto().allocate((THREADS + 1) * CallFrameDescriptor.SIZE,
            CallFrameDescriptor.ALIGNMENT);
    private final Scheduler scheduler = new Scheduler("ahead", TASKS,
            new CallFrames(CompiledCode.shim(), 0, frames, lost -> fail("a run was lost", lost),
                    ThreadStateListener.NONE));
    private final long empty = CompiledCode.kernels("kernels.cpp", "empty").function(0);
    private final AtomicIntegerArray begun = new AtomicIntegerArray(TASKS + 1);

    @AfterEach
    void close() {
        scheduler.close();
        assertThat(scheduler.isUsable()).isTrue();
    }

    @Test
    void eachTaskRunsOnce() {
        for (int round = 0; round < 20; round++) {
            run(task -> {});
        }
    }

    /** The thread of the waiting task has taken the other one ahead, as a rule. */
    @Test
    void aTaskMayWaitForOneThatWasTakenAheadWithIt() {
        run(task -> {
            if (task % 500 == 1) {
                Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofMinutes(1)).until(() -> begun.get(task + 8) > 0);
            }
        });
    }

    /** What a task does when it begins. */
    @FunctionalInterface
    private interface Beginning {
        void of(int task);
    }

    private void run(Beginning beginning) {
        for (int i = 0; i <= TASKS; i++) {
            begun.set(i, 0);
        }
        scheduler.begin(settings(), new Policy(beginning));
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i <= TASKS; i++) {
            Task task = new Task();
            task.begin(i, i % 3 == 1 ? TaskShape.AIC : TaskShape.AIV, 1, false, 0);
            task.kernel(task.shape() == TaskShape.AIC ? 0 : 1, 0, empty);
            if (i > 0) {
                task.runAfter(tasks.getFirst());
            }
            tasks.add(task);
        }
        // the first one last: all others become ready when it completes
        for (Task task : tasks.reversed()) {
            if (task.published()) {
                scheduler.submitReady(task);
            }
        }
        scheduler.drain();
        scheduler.end();

        assertThat(scheduler.failure()).isNull();
        assertThat(scheduler.completed()).isEqualTo(TASKS + 1);
        for (int i = 0; i <= TASKS; i++) {
            assertThat(begun.get(i)).as("times that task %d began", i).isEqualTo(1);
        }
    }

    private static Run settings() {
        RunSettings settings = RunSettings.unset().withDeadline(Duration.ofMinutes(2));
        return Run.unobserved(new TaskArgs(), CallConfig.defaults().withBlockDim(24),
                EffectiveRunSettings.DEFAULTS.with(settings));
    }

    private final class Policy implements GraphPolicy {

        private final Beginning beginning;

        Policy(Beginning beginning) {
            this.beginning = beginning;
        }

        @Override
        public long arguments(Task task, int block, int place, MemorySegment scratch) {
            int id = Math.toIntExact(task.id());
            begun.incrementAndGet(id);
            beginning.of(id);
            return 0;
        }

        @Override
        public boolean blocksDone(Task task) {
            return true;
        }

        @Override
        public void completed(Task task) {
            // nothing belongs to a task here
        }
    }
}
