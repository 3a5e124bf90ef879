package org.chiptest.runtime.internal.capture;

import java.util.Optional;

import org.chiptest.runtime.capture.RecordedRun;

/**
 * What is known about a recording beyond the run itself.
 *
 * @param nanosPerKernel  what one call of a kernel took longer, measured before the run
 * @param lost            records that found no room
 * @param architecture    name of the chip's architecture
 * @param systemCounterHz ticks a second of its system counter
 * @param times           how long the run's phases took, if it has ended
 * @param clockErrorNanos by how much its moments may be off on the monotonic clock of the machine
 */
public record RecordingFacts(double nanosPerKernel, long lost, String architecture, long systemCounterHz,
        Optional<RecordedRun.Times> times, double clockErrorNanos) {}
