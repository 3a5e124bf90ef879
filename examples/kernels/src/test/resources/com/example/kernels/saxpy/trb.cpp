// y = a * x + y: one vector task.

#include "pto_orchestration_api.h"

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = 3};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));

    Arg saxpy;
    saxpy.add_input(x);
    saxpy.add_inout(y);
    saxpy.add_scalar(args.scalar(0));
    rt_submit_aiv_task(0, saxpy);
}
