// y += 1. Words: y, number of elements.

#include <cstdint>

extern "C" void kernel_entry(int64_t *args) {
    auto *y = reinterpret_cast<int64_t *>(args[0]);
    for (int64_t i = 0; i < args[1]; ++i) {
        ++y[i];
    }
}
