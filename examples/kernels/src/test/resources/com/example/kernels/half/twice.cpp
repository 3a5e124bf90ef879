// y = x + x. Arguments: x (FLOAT16), y (BFLOAT16).

#include "../elements.h"
#include "bfloat16.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<_Float16>(args[0]);
    auto *y = elements<bfloat16>(args[1]);
    for (uint64_t i = 0; i < count(args[1]); ++i) {
        y[i] = bfloat16::of(static_cast<float>(x[i]) + static_cast<float>(x[i]));
    }
}
