package org.chiptest.api.assertion;

import org.chiptest.runtime.capture.RecordedRun;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;

/** Start assertions; import {@code assertThat} statically, beside that of AssertJ. */
public final class ChipAssertions {

    private ChipAssertions() {}

    /** Assert on the elements of a tensor. */
    public static HostTensorAssert assertThat(HostTensor actual) {
        return new HostTensorAssert(actual);
    }

    /** Assert on what was counted, or on a difference of two counts. */
    public static CounterSnapshotAssert assertThat(CounterSnapshot actual) {
        return new CounterSnapshotAssert(actual);
    }

    /** Assert on a worker. */
    public static ChipWorkerAssert assertThat(ChipWorker actual) {
        return new ChipWorkerAssert(actual);
    }

    /** Assert on what a captured run did. */
    public static RecordedRunAssert assertThat(RecordedRun actual) {
        return new RecordedRunAssert(actual);
    }
}
