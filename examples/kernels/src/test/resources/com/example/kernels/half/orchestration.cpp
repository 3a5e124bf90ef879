// y = x + x, of which x is FLOAT16 and y is BFLOAT16: one vector task.

#include "pto_orchestration_api.h"

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    Arg add;
    add.add_input(x);
    add.add_output(y);
    rt_submit_aiv_task(0, add);
}
