package org.chiptest.runtime.device;

/**
 * The counters of one worker generation at one moment, or the difference of two such moments.
 *
 * @param generation        which worker process counted; a replaced worker counts anew under the next generation
 * @param hostOpens         orchestration libraries opened at prepare (host_build_graph); never falls
 * @param aicpuOpens        orchestration libraries opened at the first run of a callable id (tensormap_and_ringbuffer)
 * @param aicpuOpenFailures orchestration libraries that could not be opened at run
 * @param dedupHits         prepares whose callable image was already in the pool
 * @param dedupMisses       prepares that uploaded their image
 * @param uploadedBytes     bytes of all uploaded images
 * @param liveImages        callable images in the pool
 * @param liveLibraries     orchestration libraries open now
 * @param runs              runs started
 */
public record CounterSnapshot(long generation, long hostOpens, long aicpuOpens, long aicpuOpenFailures, long dedupHits,
        long dedupMisses, long uploadedBytes, long liveImages, long liveLibraries, long runs) {

    /**
     * Return what happened since an earlier moment.
     *
     * @throws IllegalStateException if the earlier snapshot was counted by another generation of the worker
     */
    public CounterSnapshot since(CounterSnapshot before) {
        if (before.generation != generation) {
            throw new IllegalStateException("counters of worker generation " + before.generation
                    + " cannot be compared with those of generation " + generation
                    + ": the worker was replaced in between; take the first snapshot after the replacement");
        }
        return new CounterSnapshot(generation, hostOpens - before.hostOpens, aicpuOpens - before.aicpuOpens,
                aicpuOpenFailures - before.aicpuOpenFailures, dedupHits - before.dedupHits,
                dedupMisses - before.dedupMisses, uploadedBytes - before.uploadedBytes, liveImages - before.liveImages,
                liveLibraries - before.liveLibraries, runs - before.runs);
    }

    /** Return how many times an orchestration library was opened, on whichever side the runtime opens it. */
    public long opens() {
        return hostOpens + aicpuOpens;
    }
}
