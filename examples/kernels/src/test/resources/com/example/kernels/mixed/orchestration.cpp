// One mixed task: its cube kernel computes c = a * b, its two vector kernels each half of y = -x.

#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { MULTIPLY, NEGATE };

} // namespace

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor a = from_tensor_arg(args.tensor(0));
    const Tensor b = from_tensor_arg(args.tensor(1));
    const Tensor x = from_tensor_arg(args.tensor(2));
    const Tensor c = from_tensor_arg(args.tensor(3));
    const Tensor y = from_tensor_arg(args.tensor(4));

    Arg both; // all kernels of the task get all arguments
    both.add_input(a, b, x);
    both.add_output(c, y);
    rt_submit_task(MixedKernels{MULTIPLY, NEGATE, NEGATE}, both);
}
