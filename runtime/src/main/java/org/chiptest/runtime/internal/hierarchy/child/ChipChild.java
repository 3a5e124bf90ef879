package org.chiptest.runtime.internal.hierarchy.child;

import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.DeviceRequest;

/** A child that is a chip: it also prepares callables and has memory of its own. */
public interface ChipChild extends ChildWorker {

    /** Prepare a registered callable before it is first run. */
    void prepare(int cid, ChipCallable callable);

    /** Do an operation of the chip. */
    long perform(DeviceRequest request);
}
