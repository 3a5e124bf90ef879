// y = x / total. Arguments: x, total, y.

#include "../elements.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = elements<float>(args[0]);
    const float total = elements<float>(args[1])[0];
    auto *y = elements<float>(args[2]);
    for (uint64_t i = 0; i < count(args[2]); ++i) {
        y[i] = x[i] / total;
    }
}
