package org.chiptest.engine.internal.conformance;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.tensor.HostTensor;

/** What has the orchestration that interprets programs, and memory for its arguments. */
public interface ProgramDevice {

    /** Allocate a zeroed tensor, which the caller closes. */
    HostTensor allocate(DataType dtype, int... shape);

    /** Return the configuration of runs that say nothing else. */
    CallConfig config();

    /** Run the interpreter. */
    void run(TaskArgs args, CallConfig config);
}
