// y = FACTOR * x + SUMMAND. Words: x, y, number of elements.

#include <cstdint>

#ifndef FACTOR
#define FACTOR 3
#define SUMMAND 7
#endif

extern "C" void kernel_entry(int64_t *args) {
    const auto *x = reinterpret_cast<const int64_t *>(args[0]);
    auto *y = reinterpret_cast<int64_t *>(args[1]);
    for (int64_t i = 0; i < args[2]; ++i) {
        y[i] = FACTOR * x[i] + SUMMAND;
    }
}
