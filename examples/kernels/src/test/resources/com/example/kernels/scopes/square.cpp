// y = x * x. Arguments: x, y.

#include "../elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<float>(args[0]);
    auto *y = elements<float>(args[1]);
    for (uint64_t i = 0; i < count(args[1]); ++i) {
        y[i] = x[i] * x[i];
    }
}
