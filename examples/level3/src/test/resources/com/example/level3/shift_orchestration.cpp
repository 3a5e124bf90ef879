// y = x + shift, as one vector task.

#include "pto_orchestration_api.h"

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    Arg shift;
    shift.add_input(x);
    shift.add_output(y);
    shift.add_scalar(args.scalar(0));
    rt_submit_aiv_task(0, shift);
}
