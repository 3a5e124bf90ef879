// A product of tiled matrices: for each pair of factors, one task that multiplies (AIC) and one that adds the product to
// the tile of the result (AIV). The additions to a tile form a chain, which the runtime finds by the region they write.

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

        matmul::for_each_factor(grid, [&](int32_t batch, int32_t row, int32_t column, int32_t i) {
            const Tensor left = a.at(batch, row, i);
            const Tensor right = b.at(batch, i, column);
            const Tensor target = c.at(batch, row, column);

            Arg multiply;
            multiply.add_input(left, right);
            multiply.add_output(product_info);
            multiply.add_scalar(grid.tile, grid.tile, grid.tile, grid.products);
            const TaskOutputTensors product = tasks.add(rt_submit_aic_task(matmul::GEMM, multiply));

            Arg accumulate;
            accumulate.add_input(product.get_ref(0));
            accumulate.add_inout(target);
            accumulate.add_scalar(grid.tile_elements());
            tasks.add(rt_submit_aiv_task(matmul::ACCUMULATE, accumulate));
        });
    });
}
