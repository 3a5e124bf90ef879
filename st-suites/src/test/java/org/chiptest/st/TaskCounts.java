package org.chiptest.st;

import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;

/**
 * Say how large a graph is, as the table of scenarios does: the suites' orchestrations report it in an output.
 *
 * @param tasks       tasks that the orchestration submits
 * @param allocations hidden tasks that only allocate tensors; host_build_graph has none
 */
public record TaskCounts(int tasks, int allocations) {

    /** Count tasks only. */
    public static TaskCounts tasks(int tasks) {
        return new TaskCounts(tasks, 0);
    }

    /** Add the output, which also holds how many tasks the runtime has counted. */
    public void addTo(GoldenArgs args, RuntimeKind runtime) {
        int hidden = runtime == RuntimeKind.HOST_BUILD_GRAPH ? 0 : allocations;
        args.output("counts", DataType.INT32, 3).expect(new double[]{tasks, hidden, tasks + hidden});
    }
}
