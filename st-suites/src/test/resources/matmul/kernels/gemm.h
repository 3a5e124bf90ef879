// Products of matrices: row-major float results of operands in any type with to_float().
#pragma once

#include <algorithm>

#include "suite/half.h"
#include "suite/kernel_args.h"

namespace matmul {

inline float to_float(float value) { return value; }
using suite::to_float;

// out = a_0 * b_0 + a_1 * b_1 + ..., where each a is rows x inner, each b is inner x columns.
template <typename T>
void multiply(const T *a, const T *b, float *out, int rows, int inner, int columns, int products) {
    std::fill_n(out, rows * columns, 0.0f);
    for (int product = 0; product < products; ++product) {
        for (int i = 0; i < rows; ++i) {
            for (int k = 0; k < inner; ++k) {
                const float x = to_float(a[i * inner + k]);
                for (int j = 0; j < columns; ++j) {
                    out[i * columns + j] += x * to_float(b[k * columns + j]);
                }
            }
        }
        a += rows * inner;
        b += inner * columns;
    }
}

// The body of a kernel with the arguments a, b, out; rows, inner, columns, products.
template <typename T>
void multiply(suite::KernelArgs args) {
    const auto *a = args.tensor<T>();
    const auto *b = args.tensor<T>();
    auto *out = args.tensor<float>();
    const int rows = args.scalar<int32_t>();
    const int inner = args.scalar<int32_t>();
    const int columns = args.scalar<int32_t>();
    const int products = args.scalar<int32_t>();
    multiply(a, b, out, rows, inner, columns, products);
}

} // namespace matmul
