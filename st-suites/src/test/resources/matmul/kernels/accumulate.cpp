// sum += addend, element by element. Arguments: addend, sum; number of elements.

#include "suite/kernel_args.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    const auto *__restrict addend = args.tensor<float>();
    auto *__restrict sum = args.tensor<float>();
    const int count = args.scalar<int32_t>();
    for (int i = 0; i < count; ++i) {
        sum[i] += addend[i];
    }
}
