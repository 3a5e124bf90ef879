// A block's part of y = x * x. Arguments: x, y.

#include "../elements.h"
#include "intrinsic.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<float>(args[0]);
    auto *y = elements<float>(args[1]);
    const uint64_t block = get_block_idx(args);
    const uint64_t blocks = get_block_num(args);
    for (uint64_t i = count(args[1]) * block / blocks; i < count(args[1]) * (block + 1) / blocks; ++i) {
        y[i] = x[i] * x[i];
    }
}
