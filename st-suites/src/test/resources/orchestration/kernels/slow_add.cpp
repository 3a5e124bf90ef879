// out = x + y, element by element, late. Arguments: x, y, out; number of elements.

#include "suite/flag.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *x = args.tensor<float>();
    const auto *y = args.tensor<float>();
    auto *out = args.tensor<float>();
    const auto count = args.scalar<int32_t>();
    suite::dawdle();
    for (int i = 0; i < count; ++i) {
        out[i] = x[i] + y[i];
    }
}
