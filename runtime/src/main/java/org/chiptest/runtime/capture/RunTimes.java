package org.chiptest.runtime.capture;

/**
 * How long the phases of one run of a device took, in nanoseconds.
 *
 * @param bind        finding the runtime's memory and arguments
 * @param copyIn      copying tensors from the host; of host_build_graph what its orchestration copies
 * @param orchestrate the orchestration; with tensormap_and_ringbuffer tasks run meanwhile
 * @param execute     tasks, after the orchestration has returned
 * @param copyOut     copying tensors to the host
 * @param unbind      giving memory back
 */
public record RunTimes(long bind, long copyIn, long orchestrate, long execute, long copyOut, long unbind) {

    /** Return how long the whole run took. */
    public long total() {
        return bind + copyIn + orchestrate + execute + copyOut + unbind;
    }
}
