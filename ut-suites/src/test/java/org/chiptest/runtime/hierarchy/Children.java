package org.chiptest.runtime.hierarchy;

import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.tensor.HostTensor;

/** Find the processes of a host worker's children by asking them. */
final class Children {

    private Children() {}

    /** Ask a sub worker by the sub task {@code pid}. */
    static long subPid(HostWorker host, RegisteredCallable pid) {
        try (HostTensor out = host.allocate(DataType.INT64, 1)) {
            host.run(orchestrator -> orchestrator.submitSub(pid, new TaskArgs().tensor(out, OUTPUT_EXISTING)));
            return out.getLong(0);
        }
    }

    /** Ask a chip by the fake callable {@code pid}. */
    static long chipPid(HostWorker host, RegisteredCallable pid, int chip) {
        try (HostTensor out = host.allocate(DataType.INT64, 1)) {
            host.run(orchestrator -> orchestrator.submitNextLevel(pid, new TaskArgs().tensor(out, OUTPUT_EXISTING),
                    CallConfig.defaults(), chip));
            return out.getLong(0);
        }
    }
}
