// y = a * x + y. Arguments: addresses of x and y, a, number of elements.

#include "data_type.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = reinterpret_cast<const float *>(args[0]);
    auto *y = reinterpret_cast<float *>(args[1]);
    const auto a = from_u64<float>(args[2]);
    for (int64_t i = 0; i < args[3]; ++i) {
        y[i] = a * x[i] + y[i];
    }
}
