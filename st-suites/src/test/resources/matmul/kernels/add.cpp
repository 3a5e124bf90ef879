// out = x + y, element by element. Arguments: x, y, out; number of elements.

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *__restrict x = args.tensor<float>();
    const auto *__restrict y = args.tensor<float>();
    auto *__restrict out = args.tensor<float>();
    const int count = args.scalar<int32_t>();
    for (int i = 0; i < count; ++i) {
        out[i] = x[i] + y[i];
    }
}
