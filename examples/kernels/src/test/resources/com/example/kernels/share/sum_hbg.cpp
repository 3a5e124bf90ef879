// out[0] = sum of x. Arguments: addresses of x and out, number of elements.

#include <cstdint>

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = reinterpret_cast<const float *>(args[0]);
    float sum = 0;
    for (int64_t i = 0; i < args[2]; ++i) {
        sum += x[i];
    }
    *reinterpret_cast<float *>(args[1]) = sum;
}
