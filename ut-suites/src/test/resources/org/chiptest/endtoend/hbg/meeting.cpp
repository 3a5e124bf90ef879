// One task that meets the task of another device. Arguments: the folder's name as text, the number of this side.

#include "orchestration_api.h"

extern "C" int build_meeting(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &orch_args) {
    uint64_t args[] = {orch_args.tensor(0).data, orch_args.scalar(0)};
    return add_task(runtime, args, 2, 0, CoreType::AIV) < 0 ? -1 : 0;
}
