// out = x * y, element by element. Arguments: x, y, out, number of elements.

#include <cstdint>

#ifndef __gm__
#define __gm__
#endif
#ifndef __aicore__
#define __aicore__
#endif

// -O2 alone vectorises only loops whose number of rounds it knows.
#pragma GCC optimize("O3")

extern "C" __aicore__ void kernel_entry(__gm__ int64_t *args) {
    const auto *__restrict x = reinterpret_cast<__gm__ float *>(args[0]);
    const auto *__restrict y = reinterpret_cast<__gm__ float *>(args[1]);
    auto *__restrict out = reinterpret_cast<__gm__ float *>(args[2]);

    const int64_t count = args[3];
    for (int64_t i = 0; i < count; ++i) {
        out[i] = x[i] * y[i];
    }
}
