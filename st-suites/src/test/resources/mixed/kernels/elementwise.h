// Vector kernels of mixed tasks: each finds its three tensors behind those of the kernels before it.
#pragma once

#include "../layout.h"
#include "suite/kernel_args.h"

namespace mixed {

// out = operation(x, y), element by element. Arguments: some of other kernels, then x, y, out.
template <typename Operation>
void elementwise(suite::KernelArgs args, int others, Operation operation) {
    args.skip(others);
    const auto *x = args.tensor<float>();
    const auto *y = args.tensor<float>();
    auto *out = args.tensor<float>();
    for (int i = 0; i < ELEMENTS; ++i) {
        out[i] = operation(x[i], y[i]);
    }
}

} // namespace mixed
