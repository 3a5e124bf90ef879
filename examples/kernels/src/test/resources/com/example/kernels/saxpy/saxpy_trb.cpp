// y = a * x + y. Arguments: x, y; a.

#include "../elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<float>(args[0]);
    auto *y = elements<float>(args[1]);
    const auto a = from_u64<float>(args[2]);
    for (uint64_t i = 0; i < count(args[1]); ++i) {
        y[i] = a * x[i] + y[i];
    }
}
