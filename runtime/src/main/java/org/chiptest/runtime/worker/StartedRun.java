package org.chiptest.runtime.worker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.chiptest.runtime.device.DeviceActivity;

/**
 * A run that goes on by itself: it can be awaited, asked, and given up. Whoever started it closes it.
 *
 * <pre>{@code
 * try (StartedRun run = prepared.start(args, config)) {
 *     ...
 *     run.await(Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>Until it has ended, its worker does nothing else: every operation is refused, a second start too; only counters, activity and
 * progress can be read. Tensors that are closed meanwhile keep their memory until its end. Methods may be called from any thread.
 */
public interface StartedRun extends AutoCloseable {

    /** How it is with a run. */
    enum State {
        /** It goes on. */
        RUNNING,
        /** It has ended well. */
        DONE,
        /** It has failed. */
        FAILED,
        /** It was given up before its end. */
        GIVEN_UP
    }

    /**
     * How far a run has come.
     *
     * @param state   whether it goes on, or how it ended
     * @param elapsed time since it was started, or from then to its end
     * @param calls   the user code that chips are running for it; empty if there is none, or if they cannot say
     * @param ended   how many of its kernels have ended on a chip, or how many of its tasks on a host worker; empty if nobody counts them
     */
    record Progress(State state, Duration elapsed, List<DeviceActivity.Call> calls, OptionalLong ended) {

        public Progress {
            calls = List.copyOf(calls);
        }
    }

    /** Tell how it is with the run, at once. */
    State state();

    /** Tell how far the run has come, at once. */
    Progress progress();

    /**
     * Wait until the run has ended.
     *
     * @throws RunLateException if it has not ended in that time; it goes on, and can be awaited again
     * @throws RuntimeException what it failed with, as the call that waits for its end would have thrown it; if it was given up, a
     *                          {@link WorkerException} with that as its cause
     */
    void await(Duration deadline);

    /**
     * End the run now, whatever it takes, and wait for that. User code cannot be stopped, so a worker process in which some is running
     * is killed: a {@link ChipWorker} is of no use afterwards, a host worker replaces its chips in its next run.
     *
     * @return false if it had ended by itself
     * @throws WorkerException if it does not end in a minute either; its worker is of no use then
     */
    boolean giveUp();

    /**
     * Give the run up if it goes on.
     *
     * @throws RuntimeException what it had failed with before, if nobody has awaited it: a failure is not lost
     */
    @Override
    void close();
}
