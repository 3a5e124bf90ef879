// y = x * x: one vector task of eight blocks.

#include "pto_orchestration_api.h"

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));

    Arg square;
    square.add_input(x);
    square.add_output(y);
    square.launch_spec.set_block_num(8);
    rt_submit_aiv_task(0, square);
}
