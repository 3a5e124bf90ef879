// Scalars: number of tasks, steps of each, whether each waits for the one before.

#include "orchestration_api.h"

extern "C" int build_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &orch_args) {
    const uint64_t tasks = orch_args.scalar(0);
    const bool chained = orch_args.scalar(2) != 0;
    int before = -1;
    for (uint64_t i = 0; i < tasks; ++i) {
        uint64_t args[] = {orch_args.scalar(1)};
        const int task = add_task(runtime, args, 1, 0, CoreType::AIV);
        if (task < 0) {
            return task;
        }
        if (chained && before >= 0) {
            add_successor(runtime, before, task);
        }
        before = task;
    }
    return 0;
}
