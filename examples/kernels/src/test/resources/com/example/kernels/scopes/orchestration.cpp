// y = x to the power of 4, row by row, through an intermediate tensor for each row. Each row is a scope, at whose end the
// intermediate tensor of the row may be used again: the rings need not hold all rows.
//
// Scalar: 1 to state the dependencies, 0 to let the runtime find them.

#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { SQUARE };

Tensor row(const Tensor &matrix, uint32_t i) {
    const uint32_t shape[] = {1, matrix.shapes[1]};
    const uint32_t offsets[] = {i, 0};
    return matrix.view(shape, offsets);
}

TaskOutputTensors submit_square(const Tensor &x) {
    const TensorCreateInfo like_x(x.shapes, x.ndims, x.dtype);
    Arg square;
    square.add_input(x);
    square.add_output(like_x);
    return rt_submit_aiv_task(SQUARE, square);
}

void fourth_power(const Tensor &x, const Tensor &y) {
    PTO2_SCOPE() {
        const TaskOutputTensors squared = submit_square(x);
        Arg again;
        again.add_input(squared.get_ref(0));
        again.add_output(y);
        rt_submit_aiv_task(SQUARE, again);
    }
}

void fourth_power_by_hand(const Tensor &x, const Tensor &y) {
    PTO2_SCOPE(PTO2ScopeMode::MANUAL) {
        const TaskOutputTensors squared = submit_square(x);
        ArgWithDeps<1> again;
        again.add_input(squared.get_ref(0));
        again.add_output(y);
        again.add_dep(squared.task_id());
        rt_submit_aiv_task(SQUARE, again);
    }
}

} // namespace

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    const bool by_hand = from_u64<int32_t>(args.scalar(0)) != 0;
    for (uint32_t i = 0; i < x.shapes[0]; ++i) {
        if (by_hand) {
            fourth_power_by_hand(row(x, i), row(y, i));
        } else {
            fourth_power(row(x, i), row(y, i));
        }
    }
}
