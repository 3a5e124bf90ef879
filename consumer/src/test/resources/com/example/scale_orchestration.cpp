// y = factor * x, as one vector task.

#include "pto_orchestration_api.h"

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = 3};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &orch_args) {
    const Tensor x = from_tensor_arg(orch_args.tensor(0));
    const Tensor y = from_tensor_arg(orch_args.tensor(1));
    Arg args;
    args.add_input(x);
    args.add_output(y);
    args.add_scalar(orch_args.scalar(0));
    rt_submit_aiv_task(0, args);
}
