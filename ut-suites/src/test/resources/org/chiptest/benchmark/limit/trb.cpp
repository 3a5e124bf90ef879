// Scalars: number of tasks, steps of each, whether each waits for the one before.

#include "pto_orchestration_api.h"

namespace {
constexpr uint64_t TASKS_IN_SCOPE = 1000;
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &orch_args) {
    const uint64_t tasks = orch_args.scalar(0);
    const bool chained = orch_args.scalar(2) != 0;
    PTO2TaskId before{};
    for (uint64_t i = 0; i < tasks;) {
        PTO2_SCOPE() {
            do {
                Arg args;
                if (chained && i > 0) {
                    args.set_dependencies(&before, 1);
                }
                args.add_scalar(orch_args.scalar(1));
                before = rt_submit_aiv_task(0, args).task_id();
            } while (++i < tasks && i % TASKS_IN_SCOPE != 0);
        }
    }
}
