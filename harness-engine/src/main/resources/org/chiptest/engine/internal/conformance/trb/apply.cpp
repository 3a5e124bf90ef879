// y = f(x), then y += 1: two tasks, one after the other. Tensors: x, y.

#include "pto_orchestration_api.h"

#ifndef SECOND
#define SECOND 1
#endif

namespace {
constexpr int32_t WITHOUT_TENSORS = 99;
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    if (args.tensor_count() != 2) {
        rt_report_fatal(WITHOUT_TENSORS, "%d tensors: a run that ought to have been refused", args.tensor_count());
        return;
    }
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
