// out[m, n] = x[m, k] * weights[k, n]. Tensors x, weights, out; scalars m, k, n.

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const float *x = args.tensor<float>();
    const float *weights = args.tensor<float>();
    float *out = args.tensor<float>();
    const auto rows = args.scalar<int32_t>();
    const auto inner = args.scalar<int32_t>();
    const auto columns = args.scalar<int32_t>();
    for (int32_t row = 0; row < rows; ++row) {
        for (int32_t column = 0; column < columns; ++column) {
            out[row * columns + column] = 0;
        }
        for (int32_t i = 0; i < inner; ++i) {
            for (int32_t column = 0; column < columns; ++column) {
                out[row * columns + column] += x[row * inner + i] * weights[i * columns + column];
            }
        }
    }
}
