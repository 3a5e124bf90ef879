// Copies some elements. Arguments: from, token, to; number of elements.

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *from = args.tensor<int32_t>();
    args.skip(1);
    auto *to = args.tensor<int32_t>();
    const auto count = args.scalar<int32_t>();
    for (int i = 0; i < count; ++i) {
        to[i] = from[i];
    }
}
