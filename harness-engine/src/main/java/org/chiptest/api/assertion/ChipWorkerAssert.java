package org.chiptest.api.assertion;

import org.assertj.core.api.AbstractAssert;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.worker.ChipWorker;

/** Assertions on a worker. */
public final class ChipWorkerAssert extends AbstractAssert<ChipWorkerAssert, ChipWorker> {

    ChipWorkerAssert(ChipWorker actual) {
        super(actual, ChipWorkerAssert.class);
    }

    /** Verify that the worker takes operations: it passes between {@code init} and {@code close}, and fails before and after. */
    public ChipWorkerAssert isInitialized() {
        isNotNull();
        if (!actual.isInitialized()) {
            failWithMessage("expected the worker to be initialized, but it is not; call init() before, close() after");
        }
        return this;
    }

    /** Verify that the worker takes no operations: it passes before {@code init} and after {@code close}. */
    public ChipWorkerAssert isNotInitialized() {
        isNotNull();
        if (actual.isInitialized()) {
            failWithMessage("expected the worker not to be initialized, but it is");
        }
        return this;
    }

    /** Go on with what the worker has counted since an earlier moment. */
    public CounterSnapshotAssert since(CounterSnapshot before) {
        isNotNull();
        return new CounterSnapshotAssert(actual.counters().since(before));
    }
}
