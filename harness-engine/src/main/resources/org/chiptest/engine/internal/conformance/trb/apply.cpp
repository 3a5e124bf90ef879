// y = f(x), then y += 1: two tasks, one after the other. Tensors: x, y.

#include "pto_orchestration_api.h"

#ifndef SECOND
#define SECOND 1
#endif

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    Arg scale;
    scale.add_input(x);
    scale.add_output(y);
    rt_submit_aiv_task(0, scale);
    Arg increment;
    increment.add_inout(y);
    rt_submit_aic_task(SECOND, increment);
}
