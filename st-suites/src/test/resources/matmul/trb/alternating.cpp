// Independent cube and vector tasks, submitted in turn.

#include "../alternating.h"
#include "suite/trb_graph.h"

namespace {

Tensor part(const Tensor &tensor, int32_t i) {
    const uint32_t shape[] = {1, tensor.shapes[1], tensor.shapes[2]};
    const uint32_t offsets[] = {static_cast<uint32_t>(i), 0, 0};
    return tensor.view(shape, offsets);
}

} // namespace

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = alternating::TENSOR_COUNT + alternating::SCALAR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(alternating::COUNTS), [&](suite::Tasks &tasks) {
        const alternating::Groups groups(args);
        const Tensor a = from_tensor_arg(args.tensor(alternating::A));
        const Tensor b = from_tensor_arg(args.tensor(alternating::B));
        const Tensor c = from_tensor_arg(args.tensor(alternating::C));
        const Tensor x = from_tensor_arg(args.tensor(alternating::X));
        const Tensor y = from_tensor_arg(args.tensor(alternating::Y));
        const Tensor z = from_tensor_arg(args.tensor(alternating::Z));
        groups.for_each(
            [&](int32_t i) {
                const Tensor left = part(a, i);
                const Tensor right = part(b, i);
                const Tensor product = part(c, i);
                Arg multiply;
                multiply.add_input(left, right);
                multiply.add_output(product);
                multiply.add_scalar(groups.tile, groups.tile, groups.tile, 1);
                tasks.add(rt_submit_aic_task(alternating::GEMM, multiply));
            },
            [&](int32_t i) {
                const Tensor left = part(x, i);
                const Tensor right = part(y, i);
                const Tensor sum = part(z, i);
                Arg add;
                add.add_input(left, right);
                add.add_output(sum);
                add.add_scalar(groups.elements);
                tasks.add(rt_submit_aiv_task(alternating::ADD, add));
            });
    });
}
