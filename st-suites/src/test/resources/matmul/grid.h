// A product of matrices that are cut into square tiles, as the configuration tensor describes it:
//
//     a       float [batches, rows, inner, products * tile, tile]
//     b       float [batches, inner, columns, products * tile, tile]
//     c       float [batches, rows, columns, tile, tile]
//     config  int32 [6]: batches, rows, columns, inner, products, tile
//     counts  int32 [3]: submitted tasks, allocations, tasks that the runtime has counted
//
// Tile (row, column) of c grows by the sum of a(row, i) * b(i, column) over all i; each such factor holds `products` tiles,
// whose products are added up within one task.
#pragma once

#include "task_args.h"

namespace matmul {

enum Kernel : int32_t { GEMM = 0, ACCUMULATE = 1 };

enum TensorArgument : int32_t { A, B, C, CONFIG, COUNTS, TENSOR_COUNT };

struct Grid {
    static constexpr int32_t FIELDS = 6;

    int32_t batches;
    int32_t rows;
    int32_t columns;
    int32_t inner;
    int32_t products;
    int32_t tile;

    int32_t tile_elements() const { return tile * tile; }

    int32_t factor_elements() const { return products * tile_elements(); }
};

// Calls visit(batch, row, column, i) for every task pair, such that neighbours belong to different tiles of c.
template <typename Visit>
void for_each_factor(const Grid &grid, Visit visit) {
    for (int32_t batch = 0; batch < grid.batches; ++batch) {
        for (int32_t i = 0; i < grid.inner; ++i) {
            for (int32_t row = 0; row < grid.rows; ++row) {
                for (int32_t column = 0; column < grid.columns; ++column) {
                    visit(batch, row, column, i);
                }
            }
        }
    }
}

} // namespace matmul
