// y = x + shift. Arguments: x, y; shift.

#include <cstdint>

#include "tensor.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x_tensor = reinterpret_cast<const Tensor *>(args[0]);
    const auto *y_tensor = reinterpret_cast<const Tensor *>(args[1]);
    const auto shift = from_u64<float>(args[2]);

    const auto *x = reinterpret_cast<const float *>(x_tensor->buffer.addr) + x_tensor->start_offset;
    auto *y = reinterpret_cast<float *>(y_tensor->buffer.addr) + y_tensor->start_offset;
    for (uint64_t i = 0; i < y_tensor->numel(); ++i) {
        y[i] = x[i] + shift;
    }
}
