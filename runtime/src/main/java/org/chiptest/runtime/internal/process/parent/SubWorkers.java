package org.chiptest.runtime.internal.process.parent;

import java.util.Map;
import java.util.Optional;

import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipPool;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;

/**
 * Start the sub workers of one host worker: with a process that was started ahead, if there is one. Each has run nothing, and serves nobody
 * afterwards.
 */
public final class SubWorkers {

    private final HostMemory memory;
    private final WorkerSettings settings;
    private final Optional<ChipSource> chips;

    /**
     * Describe how they are started.
     *
     * @param memory where tensors in arguments lie; closed after the sub workers
     * @param chips  what is beside them
     */
    public SubWorkers(HostMemory memory, WorkerSettings settings, Optional<ChipSource> chips) {
        this.memory = memory;
        this.settings = settings;
        this.chips = chips;
    }

    /** Start one for these tasks, by callable id, without waiting for it. */
    public Starting start(int index, Map<Integer, SubTask> tasks) {
        Optional<TaskChild> ahead = startedAhead()
                .map(process -> TaskChild.sub(index, process, tasks, memory, settings));
        return new Starting(index, tasks, ahead.isPresent(), ahead.orElseGet(() -> fresh(index, tasks)));
    }

    private TaskChild fresh(int index, Map<Integer, SubTask> tasks) {
        return TaskChild.startSub(index, tasks, memory, settings, chips);
    }

    /** Take the process that was started ahead; one that has ended is of no use. */
    private Optional<WorkerProcess> startedAhead() {
        Optional<WorkerProcess> process = kept().flatMap(ChipPool.Visit::takeSubWorker).map(WorkerProcess.class::cast);
        Optional<WorkerProcess> alive = process.filter(WorkerProcess::isAlive);
        if (alive.isEmpty()) {
            process.ifPresent(WorkerProcess::close);
        }
        return alive;
    }

    private Optional<ChipPool.Visit> kept() {
        return chips.flatMap(ChipSource::kept);
    }

    /** A sub worker that nobody has waited for. */
    public final class Starting implements AutoCloseable {

        private final int index;
        private final Map<Integer, SubTask> tasks;
        private final boolean startedAhead;
        private final TaskChild child;

        private Starting(int index, Map<Integer, SubTask> tasks, boolean startedAhead, TaskChild child) {
            this.index = index;
            this.tasks = Map.copyOf(tasks);
            this.startedAhead = startedAhead;
            this.child = child;
        }

        /**
         * Wait until it takes tasks; it is closed if it does not. Then another one is started ahead, if one will be needed.
         *
         * @throws WorkerDiedException if its process ended, or does not answer in time
         */
        public TaskChild await() {
            TaskChild ready = ready();
            kept().ifPresent(visit -> visit.startSubWorker(() -> TaskChild.subProcess(settings, chips)));
            return ready;
        }

        private TaskChild ready() {
            try {
                child.awaitReady();
                return child;
            } catch (WorkerDiedException e) {
                if (!startedAhead) {
                    throw e;
                }
                // whatever became of it while nobody needed it, it was nobody's of this host worker
                TaskChild fresh = fresh(index, tasks);
                fresh.awaitReady();
                return fresh;
            }
        }

        @Override
        public void close() {
            child.close();
        }
    }
}
