package org.chiptest.runtime.device;

import org.chiptest.runtime.internal.device.CounterDescriptor;

/**
 * Name what a device counts. Each counter is a word of the page that {@link CounterDescriptor} describes; a device that cannot count
 * something says so there.
 */
public enum Counter {

    /** Orchestration libraries opened at prepare (host_build_graph); never falls. */
    HOST_OPENS("host opens", CounterDescriptor.HOST_OPENS),

    /** Orchestration libraries opened at the first run of a callable id (tensormap_and_ringbuffer). */
    AICPU_OPENS("AICPU opens", CounterDescriptor.AICPU_OPENS),

    /** Orchestration libraries that could not be opened at run. */
    AICPU_OPEN_FAILURES("failed AICPU opens", CounterDescriptor.AICPU_OPEN_FAILURES),

    /** Prepare whose callable image was already in the pool. */
    DEDUP_HITS("dedup hits", CounterDescriptor.DEDUP_HITS),

    /** Prepare that uploaded their image. */
    DEDUP_MISSES("dedup misses", CounterDescriptor.DEDUP_MISSES),

    /** Bytes of all uploaded images. */
    UPLOADED_BYTES("uploaded bytes", CounterDescriptor.UPLOADED_BYTES),

    /** Callable images in the pool, and those of which a kernel's library stays in the process. */
    LIVE_IMAGES("live images", CounterDescriptor.LIVE_IMAGES),

    /** Orchestration libraries that are open, and closed ones that stay in the process. */
    LIVE_LIBRARIES("live libraries", CounterDescriptor.LIVE_LIBRARIES),

    /** Run started. */
    RUNS("runs", CounterDescriptor.RUNS);

    private final String words;
    private final long offset;

    Counter(String words, long offset) {
        this.words = words;
        this.offset = offset;
    }

    /** Return the place of the counter's word in the page, in bytes. */
    long offset() {
        return offset;
    }

    @Override
    public String toString() {
        return words;
    }
}
