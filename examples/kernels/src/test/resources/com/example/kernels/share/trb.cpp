// y = x / (sum of x). Each row of x is summed by a task of its own into a new tensor; the sums are added to a total, which
// begins with 0; then all rows are divided by it.

#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { SUM, ADD, DIVIDE };

Tensor row(const Tensor &matrix, uint32_t i) {
    const uint32_t shape[] = {1, matrix.shapes[1]};
    const uint32_t offsets[] = {i, 0};
    return matrix.view(shape, offsets);
}

} // namespace

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    const Tensor y = from_tensor_arg(args.tensor(1));
    const uint32_t one[] = {1};
    const TensorCreateInfo number(one, 1, DataType::FLOAT32);
    TensorCreateInfo zero(one, 1, DataType::FLOAT32);
    zero.set_initial_value(0.0f);
    const TaskOutputTensors total = alloc_tensors(zero);

    for (uint32_t i = 0; i < x.shapes[0]; ++i) {
        const Tensor x_row = row(x, i);
        Arg sum;
        sum.add_input(x_row);
        sum.add_output(number); // a new tensor
        const TaskOutputTensors part = rt_submit_aiv_task(SUM, sum);

        Arg add;
        add.add_input(part.get_ref(0));  // so it waits for SUM
        add.add_inout(total.get_ref(0)); // and for the ADD before
        rt_submit_aiv_task(ADD, add);
    }
    for (uint32_t i = 0; i < x.shapes[0]; ++i) {
        const Tensor x_row = row(x, i);
        const Tensor y_row = row(y, i);
        Arg divide;
        divide.add_input(x_row, total.get_ref(0));
        divide.add_output(y_row); // the caller's tensor
        rt_submit_aiv_task(DIVIDE, divide);
    }
}
