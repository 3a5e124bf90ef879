package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

import org.awaitility.Awaitility;
import org.chiptest.runtime.RandomCases;
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

/**
 * Tasks that need several cores at once get them while streams of tasks that need one go on for long, on one cluster.
 *
 * <p>Each task of a stream stays until the next one has begun, if that happens within milliseconds: left to themselves, the streams
 * never let the whole cluster become idle.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FairnessTests {

    private static final int THREADS = 12;
    private static final int STREAM = 600;
    private static final long STAY_NANOS = 8_000_000;

    /** Tasks that may be about to begin when another one becomes ready, on as many threads as there may be. */
    private static final int ABOUT_TO_BEGIN = THREADS;

    /** A reservation may lapse once or twice on a busy machine. */
    private static final int MOST_OVERTAKING = 3 * MixedTurn.PATIENCE + ABOUT_TO_BEGIN;

    private final MemorySegment frames = Arena.ofAuto().allocate((THREADS + 1) * CallFrameDescriptor.SIZE,
            CallFrameDescriptor.ALIGNMENT);
    private final Scheduler scheduler = new Scheduler("fair", 1024,
            new CallFrames(CompiledCode.shim(), 0, frames, lost -> fail("a run was lost", lost),
                    ThreadStateListener.NONE));
    private final long empty = CompiledCode.kernels("kernels.cpp", "empty").function(0);
    private final Streams streams = new Streams();

    @AfterEach
    void close() {
        scheduler.close();
        assertThat(scheduler.isUsable()).isTrue();
    }

    @Test
    void aMixedTaskIsNotOvertakenForEver() {
        RandomCases.check(3, random -> {
            Task mixed = task(STREAM, TaskShape.MIX, 1, false);

            int overtaken = runAmongStreams(random, mixed);

            assertThat(overtaken).isLessThan(MOST_OVERTAKING);
        });
    }

    @Test
    void eachBlockOfAMixedTaskHasItsTurn() {
        RandomCases.check(2, random -> {
            Task mixed = task(STREAM, TaskShape.MIX, 2, false);

            runAmongStreams(random, mixed);

            assertThat(streams.lastBlockBegan - streams.submittedAt)
                    .isLessThan(2 * MOST_OVERTAKING);
        });
    }

    @Test
    void blocksThatStartTogetherAreOvertakenByNobody() {
        RandomCases.check(3, random -> {
            TaskShape shape = random.nextBoolean() ? TaskShape.AIV : TaskShape.MIX;
            Task gang = task(STREAM, shape, shape == TaskShape.AIV ? 2 : 1, true);

            int overtaken = runAmongStreams(random, gang);

            assertThat(overtaken).isLessThanOrEqualTo(ABOUT_TO_BEGIN);
        });
    }

    /** The AIC task waits for the last of many AIV tasks, with a mixed task in between that needs the whole cluster. */
    @Test
    void aClusterThatIsKeptForAMixedTaskDoesNotHoldUpWhatARunningTaskWaitsFor() {
        int last = 3 * MixedTurn.PATIENCE;
        streams.begin(0);
        streams.waitsFor.put(0L, (long) last);
        scheduler.begin(run(), streams);
        scheduler.submitReady(task(0, TaskShape.AIC, 1, false));
        scheduler.submitReady(task(STREAM, TaskShape.MIX, 1, false));
        for (int i = 1; i <= last; i++) {
            scheduler.submitReady(task(i, TaskShape.AIV, 1, false));
        }

        scheduler.drain();
        scheduler.end();

        assertThat(scheduler.failure()).isNull();
        assertThat(scheduler.completed()).isEqualTo(last + 2);
    }

    /** Return a run on one cluster. */
    private static Run run() {
        RunSettings settings = RunSettings.unset().withDeadline(Duration.ofMinutes(2));
        return Run.unobserved(new TaskArgs(), CallConfig.defaults().withBlockDim(1),
                EffectiveRunSettings.DEFAULTS.with(settings));
    }

    /** Return how many tasks of the streams began between the submit of a task and its own beginning. */
    private int runAmongStreams(RandomGenerator random, Task special) {
        int before = 4 + random.nextInt(20);
        streams.begin(special.id());
        scheduler.begin(run(), streams);
        for (int i = 0; i < STREAM; i++) {
            if (i == before) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> streams.begun.get() > 0);
                scheduler.submitReady(special);
                // this thread may have waited for a CPU until now, while others began
                streams.submittedAt = streams.begun.get();
            }
            scheduler.submitReady(task(i, random.nextBoolean() ? TaskShape.AIC : TaskShape.AIV, 1, false));
        }
        scheduler.drain();
        scheduler.end();

        assertThat(scheduler.failure()).isNull();
        assertThat(scheduler.completed()).isEqualTo(STREAM + 1);
        return streams.firstBlockBegan - streams.submittedAt;
    }

    private Task task(long id, TaskShape shape, int blocks, boolean together) {
        Task task = new Task();
        task.begin(id, shape, blocks, together && blocks > 1, 0);
        for (int slot = 0; slot < Task.SLOTS; slot++) {
            if (shape == TaskShape.MIX || slot == (shape == TaskShape.AIC ? 0 : 1)) {
                task.kernel(slot, 0, empty);
            }
        }
        assertThat(task.published()).isTrue();
        return task;
    }

    /** Count the beginnings, and let each task of a stream stay until the next one begins. */
    private static final class Streams implements GraphPolicy {

        final AtomicInteger begun = new AtomicInteger();
        final Map<Long, Long> waitsFor = new ConcurrentHashMap<>();
        final Map<Long, Boolean> started = new ConcurrentHashMap<>();
        volatile long special;
        volatile int submittedAt;
        volatile int firstBlockBegan;
        volatile int lastBlockBegan;

        void begin(long special) {
            this.special = special;
            begun.set(0);
            started.clear();
            waitsFor.clear();
            firstBlockBegan = 0;
        }

        @Override
        public long arguments(Task task, int block, int place, MemorySegment scratch) {
            if (task.shape() == TaskShape.MIX || task.syncStart()) {
                specialBegins(task);
                return 0;
            }
            started.put(task.id(), true);
            int mine = begun.incrementAndGet();
            long start = System.nanoTime();
            Long other = waitsFor.get(task.id());
            while (other == null
                    ? begun.get() == mine && System.nanoTime() - start < STAY_NANOS
                    : !started.containsKey(other)) {
                LockSupport.parkNanos(1_000);
            }
            return 0;
        }

        private synchronized void specialBegins(Task task) {
            if (task.id() == special) {
                lastBlockBegan = begun.get();
                firstBlockBegan = firstBlockBegan == 0 ? lastBlockBegan : firstBlockBegan;
            }
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
