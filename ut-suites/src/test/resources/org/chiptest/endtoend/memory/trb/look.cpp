// Has the input as an argument and does nothing wrong with it.

#include "tensor.h"

extern "C" void kernel_entry(int64_t *args) {
    auto *input = reinterpret_cast<volatile float *>(reinterpret_cast<const Tensor *>(args[0])->buffer.addr);
    input[0] = input[0];
}
