// out = x * y, element by element.

#include <cstdint>

#include "tensor.h"

#ifndef __gm__
#define __gm__
#endif
#ifndef __aicore__
#define __aicore__
#endif

// -O2 alone vectorises only loops whose number of rounds it knows.
#pragma GCC optimize("O3")

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *args) {
    const auto *x_tensor = reinterpret_cast<__gm__ Tensor *>(args[0]);
    const auto *y_tensor = reinterpret_cast<__gm__ Tensor *>(args[1]);
    const auto *out_tensor = reinterpret_cast<__gm__ Tensor *>(args[2]);

    const auto *__restrict x = reinterpret_cast<__gm__ float *>(x_tensor->buffer.addr) + x_tensor->start_offset;
    const auto *__restrict y = reinterpret_cast<__gm__ float *>(y_tensor->buffer.addr) + y_tensor->start_offset;
    auto *__restrict out = reinterpret_cast<__gm__ float *>(out_tensor->buffer.addr) + out_tensor->start_offset;

    const uint64_t count = out_tensor->numel();
    for (uint64_t i = 0; i < count; ++i) {
        out[i] = x[i] * y[i];
    }
}
