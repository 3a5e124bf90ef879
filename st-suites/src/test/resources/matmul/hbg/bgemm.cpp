// A product of tiled matrices: for each pair of factors, one task that multiplies (AIC) and one that adds the product to
// the tile of the result (AIV). The additions to a tile form a chain.

#include <cstring>
#include <vector>

#include "../grid.h"
#include "suite/hbg_graph.h"

extern "C" int build_bgemm(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    return suite::build_graph(runtime, args, matmul::TENSOR_COUNT, 0, [&](suite::Graph &graph) {
        matmul::Grid grid;
        std::memcpy(&grid, args.tensor(matmul::CONFIG).data_as<void>(), sizeof(grid));
        const float *a = graph.input<float>(args.tensor(matmul::A));
        const float *b = graph.input<float>(args.tensor(matmul::B));
        float *c = graph.inout<float>(args.tensor(matmul::C));
        const size_t factors = static_cast<size_t>(grid.batches) * grid.inner * grid.rows * grid.columns;
        float *product = graph.allocate<float>(factors * grid.tile_elements());

        std::vector<int> last(static_cast<size_t>(grid.batches) * grid.rows * grid.columns, suite::NO_TASK);
        matmul::for_each_factor(grid, [&](int32_t batch, int32_t row, int32_t column, int32_t i) {
            const size_t target = (static_cast<size_t>(batch) * grid.rows + row) * grid.columns + column;
            const size_t left = (static_cast<size_t>(batch) * grid.rows + row) * grid.inner + i;
            const size_t right = (static_cast<size_t>(batch) * grid.inner + i) * grid.columns + column;
            const int multiply = graph.aic(matmul::GEMM, {a + left * grid.factor_elements(),
                                                          b + right * grid.factor_elements(), product, grid.tile,
                                                          grid.tile, grid.tile, grid.products});
            const int accumulate = graph.aiv(
                matmul::ACCUMULATE, {product, c + target * grid.tile_elements(), grid.tile_elements()});
            graph.after(accumulate, {multiply, last[target]});
            last[target] = accumulate;
            product += grid.tile_elements();
        });
        graph.report(args.tensor(matmul::COUNTS));
    });
}
