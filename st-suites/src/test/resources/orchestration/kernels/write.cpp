// Writes a value to every element, late. Arguments: values, token; the value, number of elements.

#include "suite/flag.h"

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *words) {
    suite::KernelArgs args(words);
    auto *values = args.tensor<int32_t>();
    args.skip(1);
    const auto value = args.scalar<int32_t>();
    const auto count = args.scalar<int32_t>();
    suite::dawdle();
    for (int i = 0; i < count; ++i) {
        values[i] = value + i;
    }
}
