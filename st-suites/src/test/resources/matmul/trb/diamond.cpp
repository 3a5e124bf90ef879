// A diamond over both kinds of cores: one vector task, two cube tasks after it, one vector task after both.

#include "../diamond.h"
#include "suite/trb_graph.h"

namespace {

TaskOutputTensors multiply(suite::Tasks &tasks, const Tensor &left, const Tensor &right, const TensorCreateInfo &info) {
    const auto size = static_cast<int32_t>(info.raw_shapes[0]);
    Arg args;
    args.add_input(left, right);
    args.add_output(info);
    args.add_scalar(size, size, size, 1);
    return tasks.add(rt_submit_aic_task(diamond::GEMM, args));
}

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = diamond::TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(diamond::COUNTS), [&](suite::Tasks &tasks) {
        const Tensor x = from_tensor_arg(args.tensor(diamond::X));
        const Tensor left = from_tensor_arg(args.tensor(diamond::LEFT));
        const Tensor right = from_tensor_arg(args.tensor(diamond::RIGHT));
        const Tensor out = from_tensor_arg(args.tensor(diamond::OUT));
        const TensorCreateInfo half_info(x.shapes, 2, DataType::FLOAT16);
        const TensorCreateInfo float_info(x.shapes, 2);
        const auto elements = static_cast<int32_t>(x.numel());

        Arg rectify;
        rectify.add_input(x);
        rectify.add_output(half_info);
        rectify.add_scalar(elements);
        const TaskOutputTensors rectified = tasks.add(rt_submit_aiv_task(diamond::RECTIFY, rectify));

        const TaskOutputTensors left_product = multiply(tasks, rectified.get_ref(0), left, float_info);
        const TaskOutputTensors right_product = multiply(tasks, rectified.get_ref(0), right, float_info);

        Arg add;
        add.add_input(left_product.get_ref(0), right_product.get_ref(0));
        add.add_output(out);
        add.add_scalar(elements);
        tasks.add(rt_submit_aiv_task(diamond::ADD, add));
    });
}
