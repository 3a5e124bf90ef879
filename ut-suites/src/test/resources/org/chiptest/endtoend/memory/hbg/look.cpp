// Has the input as an argument and does nothing wrong with it.

#include <cstdint>

extern "C" void kernel_entry(int64_t *args) {
    auto *input = reinterpret_cast<volatile float *>(args[0]);
    input[0] = input[0];
}
