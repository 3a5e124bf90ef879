package org.chiptest.engine.execution;

import org.chiptest.engine.callable.CallableCompiler;
import org.chiptest.engine.device.DeviceSource;

/** What a run needs from outside; closed at its end, after all devices. */
public interface ExecutionResources extends AutoCloseable {

    /** Return what compiles callables. */
    CallableCompiler compiler();

    /** Return where devices come from. */
    DeviceSource devices();

    /** Release everything. */
    @Override
    void close();
}
