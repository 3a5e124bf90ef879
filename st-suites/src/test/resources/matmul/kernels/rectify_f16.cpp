// out = max(x, 0) in half precision, element by element. Arguments: x, out; number of elements.

#include "suite/half.h"
#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *x = args.tensor<float>();
    auto *out = args.tensor<suite::f16>();
    const int count = args.scalar<int32_t>();
    for (int i = 0; i < count; ++i) {
        out[i] = suite::to_f16(x[i] > 0.0f ? x[i] : 0.0f);
    }
}
