// Arguments of alternating products and sums: c_i = a_i * b_i and z_i = x_i + y_i, all of them independent.
//
//     a, b, c   float [products, tile, tile]
//     x, y, z   float [sums, tile, tile]
//     counts    int32 [3]: submitted tasks, allocations, tasks that the runtime has counted
//
// The scalar says how many groups these form; each submits its products, then its sums.
#pragma once

#include "task_args.h"

namespace alternating {

enum Kernel : int32_t { GEMM = 0, ADD = 1 };

enum TensorArgument : int32_t { A, B, C, X, Y, Z, COUNTS, TENSOR_COUNT };

enum ScalarArgument : int32_t { GROUPS, SCALAR_COUNT };

struct Groups {
    explicit Groups(const ChipStorageTaskArgs &args)
        : count(from_u64<int32_t>(args.scalar(GROUPS))),
          products(static_cast<int32_t>(args.tensor(A).shapes[0]) / count),
          sums(static_cast<int32_t>(args.tensor(X).shapes[0]) / count),
          tile(static_cast<int32_t>(args.tensor(A).shapes[1])), elements(tile * tile) {}

    // Calls product(i) and sum(i) in the order of submission.
    template <typename Product, typename Sum>
    void for_each(Product product, Sum sum) const {
        for (int32_t group = 0; group < count; ++group) {
            for (int32_t i = 0; i < products; ++i) {
                product(group * products + i);
            }
            for (int32_t i = 0; i < sums; ++i) {
                sum(group * sums + i);
            }
        }
    }

    int32_t count;
    int32_t products; // of one group
    int32_t sums;     // of one group
    int32_t tile;
    int32_t elements;
};

} // namespace alternating
