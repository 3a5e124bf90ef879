// out = x + 1. Tensors x, out; scalar elements.

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const float *x = args.tensor<float>();
    float *out = args.tensor<float>();
    const auto elements = args.scalar<int32_t>();
    for (int32_t i = 0; i < elements; ++i) {
        out[i] = x[i] + 1;
    }
}
