package org.chiptest.runtime.internal.worker;

import java.util.Optional;
import java.util.function.Supplier;

import org.chiptest.runtime.worker.WorkerException;
import org.jspecify.annotations.Nullable;

/** The run that a worker has started last: its failure gets lost neither by the next one nor by the worker's end. */
public final class LastRun {

    private volatile @Nullable BackgroundRun run;

    /**
     * Start the next run.
     *
     * @throws WorkerException if the last one has failed, and nobody has awaited it
     */
    public BackgroundRun next(Supplier<BackgroundRun> start) {
        BackgroundRun last = run;
        if (last != null) {
            last.requireTold();
        }
        BackgroundRun next = start.get();
        run = next;
        return next;
    }

    /**
     * Close a worker; a run that goes on is given up before.
     *
     * @throws WorkerException if there was such a run, or the last one had failed and nobody had awaited it; the worker is closed all the same
     */
    public void closeWith(Runnable close) {
        BackgroundRun last = run;
        run = null;
        Optional<WorkerException> unsettled = last == null ? Optional.empty() : last.settle();
        try {
            close.run();
        } catch (RuntimeException | Error e) {
            unsettled.ifPresent(e::addSuppressed);
            throw e;
        }
        unsettled.ifPresent(e -> {
            throw e;
        });
    }
}
