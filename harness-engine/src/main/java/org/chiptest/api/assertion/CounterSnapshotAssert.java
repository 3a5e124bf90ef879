package org.chiptest.api.assertion;

import org.assertj.core.api.AbstractAssert;
import org.chiptest.runtime.device.CounterSnapshot;

/**
 * Assertions on the counters of a worker, usually on a difference:
 *
 * <pre>{@code
 * var before = worker.counters();
 * worker.prepare(0, vector);
 * worker.prepare(1, vector);
 * // passes: equal images are stored once
 * assertThat(worker.counters().since(before)).uploaded(1).reused(1);
 * // fails
 * assertThat(worker.counters().since(before)).uploaded(2);
 * }</pre>
 */
public final class CounterSnapshotAssert extends AbstractAssert<CounterSnapshotAssert, CounterSnapshot> {

    CounterSnapshotAssert(CounterSnapshot actual) {
        super(actual, CounterSnapshotAssert.class);
    }

    /** Verify how many times an orchestration library was opened, on whichever side the runtime opens it. */
    public CounterSnapshotAssert opened(long times) {
        isNotNull();
        return verify("orchestration libraries to be opened", times, actual.opens());
    }

    /** Verify how many times the host opened an orchestration library (host_build_graph: at prepare). */
    public CounterSnapshotAssert openedOnHost(long times) {
        isNotNull();
        return verify("orchestration libraries to be opened on the host", times, actual.hostOpens());
    }

    /** Verify how many times the AICPU opened an orchestration library (tensormap_and_ringbuffer: at the first run). */
    public CounterSnapshotAssert openedOnAicpu(long times) {
        isNotNull();
        return verify("orchestration libraries to be opened on the AICPU", times, actual.aicpuOpens());
    }

    /** Verify how many times the AICPU could not open an orchestration library. */
    public CounterSnapshotAssert failedToOpen(long times) {
        isNotNull();
        return verify("failed attempts to open an orchestration library", times, actual.aicpuOpenFailures());
    }

    /** Verify how many prepares uploaded their callable's image. */
    public CounterSnapshotAssert uploaded(long images) {
        isNotNull();
        return verify("images to be uploaded", images, actual.dedupMisses());
    }

    /** Verify how many bytes of images were uploaded. */
    public CounterSnapshotAssert uploadedBytes(long bytes) {
        isNotNull();
        return verify("bytes to be uploaded", bytes, actual.uploadedBytes());
    }

    /** Verify how many prepares found their callable's image uploaded already. */
    public CounterSnapshotAssert reused(long images) {
        isNotNull();
        return verify("images to be reused", images, actual.dedupHits());
    }

    /** Verify how many callable images there are; of a difference, how many there are more. */
    public CounterSnapshotAssert hasLiveImages(long images) {
        isNotNull();
        return verify("live images", images, actual.liveImages());
    }

    /** Verify how many orchestration libraries are open; of a difference, how many there are more. */
    public CounterSnapshotAssert hasLiveLibraries(long libraries) {
        isNotNull();
        return verify("live libraries", libraries, actual.liveLibraries());
    }

    /** Verify how many runs were started. */
    public CounterSnapshotAssert ran(long times) {
        isNotNull();
        return verify("runs", times, actual.runs());
    }

    private CounterSnapshotAssert verify(String what, long expected, long counted) {
        if (counted != expected) {
            failWithMessage("expected %d %s, but counted %d in %s", expected, what, counted, actual);
        }
        return this;
    }
}
