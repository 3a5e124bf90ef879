// Half of y = -x: the first on one vector core of the cluster, the second on the other. Arguments: a, b, x, c, y.

#include "../elements.h"
#include "intrinsic.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<float>(args[2]);
    auto *y = elements<float>(args[4]);
    const uint64_t half = count(args[4]) / 2;
    const uint64_t first = get_sub_block_id(args) * half;
    for (uint64_t i = first; i < first + half; ++i) {
        y[i] = -x[i];
    }
}
