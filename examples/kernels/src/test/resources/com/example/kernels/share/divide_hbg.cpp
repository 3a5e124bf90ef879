// y = x / total. Arguments: addresses of x, total and y, number of elements.

#include <cstdint>

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = reinterpret_cast<const float *>(args[0]);
    const float total = *reinterpret_cast<const float *>(args[1]);
    auto *y = reinterpret_cast<float *>(args[2]);
    for (int64_t i = 0; i < args[3]; ++i) {
        y[i] = x[i] / total;
    }
}
