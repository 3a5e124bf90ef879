#include "pto_orchestration_api.h"

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &orch_args) {
    Arg args;
    const Tensor out = from_tensor_arg(orch_args.tensor(0));
    args.add_output(out);
    rt_submit_aiv_task(0, args);
}
