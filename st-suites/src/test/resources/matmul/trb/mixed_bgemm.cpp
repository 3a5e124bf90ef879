// A product of tiled matrices by mixed tasks: one for each pair of factors, whose cube kernel multiplies and whose vector
// kernel waits for the product and adds it to the tile of the result.

#include "../grid.h"
#include "suite/trb_graph.h"
#include "tiles.h"

extern "C" PTO2OrchestrationConfig aicpu_orchestration_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = matmul::TENSOR_COUNT};
}

extern "C" void aicpu_orchestration_entry(const ChipStorageTaskArgs &args) {
    suite::orchestrate(args.tensor(matmul::COUNTS), [&](suite::Tasks &tasks) {
        const matmul::Grid grid = matmul::read_grid(args.tensor(matmul::CONFIG));
        const matmul::Tiles a(args.tensor(matmul::A));
        const matmul::Tiles b(args.tensor(matmul::B));
        const matmul::Tiles c(args.tensor(matmul::C));
        const uint32_t tile_shape[] = {static_cast<uint32_t>(grid.tile), static_cast<uint32_t>(grid.tile)};
        const TensorCreateInfo product_info(tile_shape, 2);
        const uint32_t flag_shape[] = {1};
        TensorCreateInfo flag_info(flag_shape, 1, DataType::INT32);
        flag_info.set_initial_value(0);

        matmul::for_each_factor(grid, [&](int32_t batch, int32_t row, int32_t column, int32_t i) {
            const Tensor left = a.at(batch, row, i);
            const Tensor right = b.at(batch, i, column);
            const Tensor target = c.at(batch, row, column);

            Arg arguments;
            arguments.add_input(left, right);
            arguments.add_output(product_info, flag_info);
            arguments.add_inout(target);
            arguments.add_scalar(grid.tile, grid.products);
            tasks.add(rt_submit_task(MixedKernels{matmul::GEMM, matmul::ACCUMULATE, INVALID_KERNEL_ID}, arguments));
        });
    });
}
