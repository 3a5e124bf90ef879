// out = factor * x, element by element.

#include <cstdint>

#include "tensor.h"

extern "C" void kernel_entry(int64_t *args) {
    const auto *x_tensor = reinterpret_cast<Tensor *>(args[0]);
    const auto *out_tensor = reinterpret_cast<Tensor *>(args[1]);
    const float factor = from_u64<float>(static_cast<uint64_t>(args[2]));

    const auto *x = reinterpret_cast<const float *>(x_tensor->buffer.addr) + x_tensor->start_offset;
    auto *out = reinterpret_cast<float *>(out_tensor->buffer.addr) + out_tensor->start_offset;
    for (uint64_t i = 0; i < out_tensor->numel(); ++i) {
        out[i] = factor * x[i];
    }
}
