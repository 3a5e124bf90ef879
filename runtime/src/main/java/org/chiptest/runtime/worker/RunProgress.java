package org.chiptest.runtime.worker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

import org.chiptest.runtime.device.UserCall;

/**
 * How far a run has come that was started.
 *
 * @param state   whether it goes on, or how it ended
 * @param elapsed time since it was started, or from then to its end
 * @param calls   the user code that chips are running for it; empty if there is none, or if they cannot say
 * @param ended   how many of its kernels have ended on a chip, or how many of its tasks on a host worker; empty if nobody counts them
 */
public record RunProgress(StartedRun.State state, Duration elapsed, List<UserCall> calls, OptionalLong ended) {

    public RunProgress {
        calls = List.copyOf(calls);
    }
}
