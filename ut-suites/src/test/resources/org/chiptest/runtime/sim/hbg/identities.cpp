// Tasks of one kernel: the scalars say where to record and how many tasks.
#include "orchestration_api.h"

extern "C" int identities(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    for (uint64_t task = 0; task < args.scalar(1); ++task) {
        uint64_t words[] = {args.scalar(0), task, 1, 1};
        add_task(runtime, words, 4, 0, task % 2 == 0 ? CoreType::AIV : CoreType::AIC);
    }
    return 0;
}
